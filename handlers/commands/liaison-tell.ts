import { getConversation, upsertSingleConversation } from "../../db/conversations.ts";
import { appendEvent } from "../../db/events.ts";
import { insertOutgoing } from "../../db/outbox.ts";
import { findLiaison, listPeopleByRole, type RosterPerson } from "../../db/people.ts";
import { listPersonAccounts, type PersonAccount } from "../../db/reach.ts";
import { chainOf, countTellings, type Teller } from "../../db/tellings.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { textMessage } from "../../domain/message.ts";
import { fromLocal, nextSpeakingTime, toLocal } from "../../domain/time.ts";
import { lengthOf } from "../../domain/topic.ts";
import { askFor } from "../../text/general.ts";
import {
  cannotTell,
  liaisonQuestions,
  noLiaison,
  tellingPassedOn,
  told,
} from "../../text/liaison.ts";
import { arg } from "../arg.ts";
import { defineCommand, type TenantContext } from "../command.ts";
import { either, howTo } from "../ordinary.ts";
import { readWords } from "../parse.ts";
import { canBeTold } from "../reach.ts";

/** 转告: words for the 联络员; said alone after a refusal it gets the words that were refused. */
export const liaisonTell = defineCommand({
  id: "liaison-tell",
  name: "转告",
  aliases: ["转告联络员", "告诉联络员"],
  example: "转告 材料明天送到",
  needs: "tenant",
  isWriting: true,
  rejects: either(howTo, /^(?:一声|一下|大家一下)/),
  args: { words: arg.optionalWords("要转告的话") },
  async run(context, args) {
    const { tx, tenantId, place } = context;
    const [first, liaisons, accounts] = await Promise.all([
      findLiaison(tx, tenantId),
      listPeopleByRole(tx, tenantId, "liaison"),
      listPersonAccounts(tx, tenantId, "liaison"),
    ]);
    if (first === undefined) return noLiaison();
    // Words that were refused come as they were typed, with the mention of the bot.
    const said = readWords(args.words ?? "", context.ports.botName);
    const words = cutName(said, liaisons);
    if (words === undefined) {
      context.ask({ kind: "argument", command: "liaison-tell", args: {}, missing: "words" });
      return askFor(liaisonQuestions.words, "材料明天送到", place);
    }
    if (lengthOf(words) > limits.tellingCharsMax) {
      throw new UserError("tellingTooLong", { max: limits.tellingCharsMax });
    }
    const reached = liaisons.flatMap((liaison) => findVoice(context, liaison, accounts));
    if (reached.length === 0) return cannotTell(first);
    await checkHowOften(context, words);
    const isHeld = await tellAll(context, reached, words);
    const names = reached.map(({ liaison }) => liaison.name);
    return told({ names, phone: first.phone, isHeld });
  },
});

/** 转告周敏 材料明天送到: the name is not part of the words. */
function cutName(said: string, liaisons: readonly RosterPerson[]): string | undefined {
  const plain = said
    .replaceAll(/\s+/g, " ")
    .trim()
    .replace(/^联络员/, "");
  const start = liaisons.find(({ name }) => plain.startsWith(name))?.name ?? "";
  return plain.slice(start.length).replace(/^[\s,，:：。]+/, "") || undefined;
}

interface Reached {
  readonly liaison: RosterPerson;
  readonly account: PersonAccount;
}

/** The first account of a 联络员 on which the bot can speak to them alone, by its own motion. */
function findVoice(
  context: TenantContext,
  liaison: RosterPerson,
  accounts: readonly PersonAccount[],
): readonly Reached[] {
  const own = accounts.filter(({ personId }) => personId === liaison.id);
  const account = own.find((each) => canBeTold(context, each));
  return account === undefined ? [] : [{ liaison, account }];
}

/** @throws UserError once somebody has had enough passed on for a day */
async function checkHowOften(context: TenantContext, words: string): Promise<void> {
  const { tx, tenantId, person, conversationId, message, now, receiptId } = context;
  const { externalId } = message.sender;
  const teller: Teller =
    person === undefined
      ? { kind: "unknown", conversationId, externalId }
      : { kind: "person", personId: person.id };
  const today = fromLocal({ ...toLocal(now), hour: 0, minute: 0 });
  const max = limits.tellingsPerDayMax;
  if ((await countTellings(tx, tenantId, teller, today)) >= max) {
    throw new UserError("tellingsToday", { max });
  }
  appendEvent(tx, {
    tenantId,
    ...chainOf(teller),
    kind: "told",
    actorId: person?.id,
    at: now,
    receiptId,
    words: { sender: externalId, words },
  });
}

/** @returns true if the 联络员 hears it only after the quiet hours */
async function tellAll(
  context: TenantContext,
  reached: readonly Reached[],
  words: string,
): Promise<boolean> {
  const { tx, tenantId, person, place, now, wallNow, saidAt } = context;
  const title = await findTitle(context);
  const waitMs = nextSpeakingTime(now).getTime() - now.getTime();
  const telling = { teller: person?.salutation, place, title, at: saidAt, words };
  const tell = async ({ liaison, account }: Reached): Promise<void> => {
    const { accountId: id, externalId } = account;
    await insertOutgoing(tx, {
      tenantId,
      conversationId: await upsertSingleConversation(tx, { id, externalId }, wallNow),
      urgency: "answer",
      message: textMessage(tellingPassedOn(liaison.salutation, telling)),
      at: new Date(wallNow.getTime() + waitMs),
    });
  };
  // Side by side, so that their statements travel together.
  await Promise.all(reached.map(tell));
  return waitMs > 0;
}

async function findTitle({ tx, message, conversationId }: TenantContext) {
  const { kind, title } = message.conversation;
  if (kind === "single" || title !== undefined) return title;
  return (await getConversation(tx, conversationId)).title;
}
