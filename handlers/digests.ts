import { getConversation } from "../db/conversations.ts";
import type { Tx } from "../db/database.ts";
import type { Digest } from "../db/digests.ts";
import { insertOutgoing } from "../db/outbox.ts";
import { listPeopleByRole, type RosterPerson } from "../db/people.ts";
import { listPersonAccounts, type PersonAccount } from "../db/reach.ts";
import { listUnitPath } from "../db/units.ts";
import { weekOf } from "../domain/digest.ts";
import { textMessage } from "../domain/message.ts";
import { nextSpeakingTime } from "../domain/time.ts";
import { digestDraft, digestPreview, digestText } from "../text/digest.ts";
import type { HandlerPorts } from "./command.ts";
import { openPublication, type ReviewBook } from "./publication.ts";
import { findUsualLeader } from "./publication-review.ts";
import { canBeTold, tellAlone } from "./reach.ts";

/** Where digests are shown and said, from a job or a command. */
export interface DigestMoment {
  readonly tx: Tx;
  readonly tenantId: number;
  /** The tenant's business clock. */
  readonly now: Date;
  readonly wallNow: Date;
  readonly ports: Pick<HandlerPorts, "voice" | "cards">;
  /** Both absent = read for each; a job that has many to show reads them once. */
  readonly book?: ReviewBook;
  readonly liaisons?: readonly DigestLiaison[];
}

/** A 联络员, and the one account by which they are told. */
export interface DigestLiaison {
  readonly person: RosterPerson;
  readonly account: PersonAccount | undefined;
}

/** Every 联络员, in the order of the roster. */
export async function listDigestLiaisons(
  moment: Pick<DigestMoment, "tx" | "tenantId" | "wallNow" | "ports">,
): Promise<readonly DigestLiaison[]> {
  const { tx, tenantId } = moment;
  const [people, accounts] = await Promise.all([
    listPeopleByRole(tx, tenantId, "liaison"),
    listPersonAccounts(tx, tenantId, "liaison"),
  ]);
  return people.map((person) => ({
    person,
    account: accounts.find(
      (account) => account.personId === person.id && canBeTold(moment, account),
    ),
  }));
}

/** The words of a digest as it was counted. */
export async function wordsOfDigest(
  { tx, tenantId, book }: Pick<DigestMoment, "tx" | "tenantId" | "book">,
  digest: Digest,
  plannedAt?: Date,
): Promise<string> {
  const unit =
    book?.units.find(({ id }) => id === digest.unitId) ??
    (await listUnitPath(tx, tenantId, digest.unitId))[0];
  const { numbers, asOf } = digest;
  const from = digest.fromAt ?? weekOf(new Date(asOf.getTime() - 1)).from;
  return digestText({ unitName: unit?.name ?? "", numbers, from, asOf, plannedAt }, "group");
}

/** Shows it to the 联络员, who may hold it or have a leader see it; silence lets it go. */
export async function previewDigest(
  moment: DigestMoment,
  digests: readonly Digest[],
): Promise<void> {
  const [digest] = digests;
  if (digest === undefined) return;
  const text = await wordsOfDigest(moment, digest);
  const liaisons = moment.liaisons ?? (await listDigestLiaisons(moment));
  const owner = liaisons[0]?.person;
  const { conversationId } = digest;
  let leader: string | undefined;
  if (owner !== undefined) {
    const draft = { kind: "digest", objectId: digest.id, unitId: digest.unitId, conversationId };
    const context = { ...moment, actorId: undefined, receiptId: undefined };
    const publication = await openPublication(context, { ...draft, drafterId: owner.id });
    leader = (await findUsualLeader(moment, publication))?.name;
  }
  const preview = { sendAt: digest.sendAt, groups: digests.length, leader };
  const words = (salutation: string) => digestPreview({ ...preview, salutation }, text);
  await tellDigestLiaisons({ ...moment, liaisons }, words);
}

/** Says it in each group; where the bot has no voice the 联络员 gets it to pass on. */
export async function sayDigest(
  moment: DigestMoment,
  digests: readonly Digest[],
  plannedAt: Date | undefined,
): Promise<void> {
  const { tx, tenantId, wallNow, ports } = moment;
  for (const digest of digests) {
    const text = await wordsOfDigest(moment, digest, plannedAt);
    const { conversationId } = digest;
    const { accountId, pushAddress, title, ...conversation } = await getConversation(
      tx,
      conversationId,
    );
    const target = { conversation, ...(pushAddress === undefined ? {} : { pushAddress }) };
    const farAhead = new Date(wallNow.getTime() + dayMs);
    if (ports.voice(accountId, target, farAhead) === undefined) {
      await tellDigestLiaisons(moment, (who) => digestDraft(who, title ?? "群", text));
      continue;
    }
    const message = textMessage(text);
    await insertOutgoing(tx, { tenantId, conversationId, urgency: "digest", message, at: wallNow });
  }
}

/** In 1:1, to every 联络员 who can be reached, outside the quiet hours. */
export async function tellDigestLiaisons(
  moment: DigestMoment,
  words: (salutation: string) => string,
): Promise<void> {
  const { tenantId, now, wallNow } = moment;
  const waitMs = nextSpeakingTime(now).getTime() - now.getTime();
  const speaking = { ...moment, wallNow: new Date(wallNow.getTime() + waitMs) };
  const liaisons = moment.liaisons ?? (await listDigestLiaisons(moment));
  for (const { person, account } of liaisons) {
    const reached = account === undefined ? [] : [account];
    await tellAlone(speaking, tenantId, reached, words(person.salutation));
  }
}

const dayMs = 24 * 60 * 60_000;
