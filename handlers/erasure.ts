import { type ErasureRequest, findErasureRequest } from "../db/erase.ts";
import { listIdentities } from "../db/identities.ts";
import { listPeopleByRole, type RosterPerson } from "../db/people.ts";
import type { ListedTopic } from "../db/topics.ts";
import { UserError } from "../domain/errors.ts";
import { checkNotErased } from "../domain/topic.ts";
import { sayNumber } from "../text/phrases.ts";
import type { NumberKey } from "./arg.ts";
import type { PersonContext } from "./command.ts";
import { tellAlone } from "./reach.ts";
import { holdTopic, settingOf } from "./topics.ts";

export interface HeldErasure {
  readonly topic: ListedTopic;
  readonly request: ErasureRequest;
  /** As a command takes it. */
  readonly said: string;
}

/** What 确认删除 and 不删除 share. @throws UserError if nobody asked for it */
export async function holdErasure(context: PersonContext, number: NumberKey): Promise<HeldErasure> {
  const { tx, tenantId, now } = context;
  const topic = await holdTopic(context, number);
  checkNotErased(topic);
  const said = sayNumber(topic, settingOf(context).thisYear);
  const request = await findErasureRequest(tx, { tenantId, topicId: topic.id }, now);
  if (request === undefined) throw new UserError("eraseNotAsked", { number: said });
  return { topic, request, said };
}

/** Who else may confirm, the 联络员 first; they must have an account to answer from. */
export async function findSecondPerson(context: PersonContext): Promise<RosterPerson | undefined> {
  const { tx, tenantId, person } = context;
  const [liaisons, administrators] = await Promise.all([
    listPeopleByRole(tx, tenantId, "liaison"),
    listPeopleByRole(tx, tenantId, "administrator"),
  ]);
  return [...liaisons, ...administrators].find((each) => each.hasIdentity && each.id !== person.id);
}

/**
 * Says something to a person in 1:1, on every account they have.
 * @returns false if none of them can be spoken to at the moment
 */
export async function tellPerson(
  context: PersonContext,
  personId: number,
  words: string,
): Promise<boolean> {
  const { tx, tenantId } = context;
  return tellAlone(context, tenantId, await listIdentities(tx, tenantId, personId), words);
}
