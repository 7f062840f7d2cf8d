import { appendEvent } from "../db/events.ts";
import type { Tx } from "../db/database.ts";
import type { RosterPerson } from "../db/people.ts";
import { type NewPublication, type Publication, upsertDraft } from "../db/publications.ts";
import type { Unit } from "../db/units.ts";
import type { Message } from "../domain/message.ts";
import type { ReviewRule } from "../domain/publication.ts";
import type { Workdays } from "../domain/workdays.ts";
import type { HandlerPorts, PersonContext } from "./command.ts";

/**
 * One kind of thing that goes to groups: opinion-call, selection-result, ruling … Each is a file in
 * handlers/publications/, listed in handlers/publications/kinds.ts. Whoever drafts one calls
 * `draftPublication`; everything from there on, 确认, 送审 and 已签, is the same for all.
 */
export interface PublicationKind {
  /** Stored, and the word by which a unit's rule names it. */
  readonly kind: string;
  /** How people call it: 送审 何秀兰 结果. The first is how the bot calls it. */
  readonly names: readonly string[];
  /** True = a job brings it out at its own time: 确认 and 同意发布 only allow it. */
  readonly waitsForTime?: boolean;
  /** The same, where it depends on the object. */
  waits?(context: PublishContext, objectId: number): Promise<boolean>;
  describe(context: PublishContext, objectId: number): Promise<Described>;
  /**
   * Does it: changes the object and writes what is said to the outbox. The publication is held and
   * marked by the caller, in the same transaction.
   * @returns the answer for who drafted or released it
   * @throws UserError if it cannot go out as it stands; nothing has happened then
   */
  publish(context: PublishContext, objectId: number): Promise<string>;
  /** 不发了; undefined = what is drafted of this kind has to go out, sooner or later. */
  drop?(context: PublishContext, objectId: number): Promise<void>;
}

export interface Described {
  /** Without quotation marks, as the leader reads it: 城南片区二季度协商议题推荐. */
  readonly title: string;
  /** One to three lines for the leader, whole sentences. */
  readonly summary: readonly string[];
  /**
   * What the group will read. The same at any moment, so nothing like 还有2天: a leader who
   * answers is asked again if it is not what they were sent.
   */
  readonly full: Message;
}

/** What publishing needs; a job can make one without any message. */
export interface PublishContext {
  readonly tx: Tx;
  readonly tenantId: number;
  /** The tenant's business clock. */
  readonly now: Date;
  readonly wallNow: Date;
  readonly ports: Pick<HandlerPorts, "voice" | "cards"> &
    /** Absent where no link can be given: then there is no picture. */
    Partial<Pick<HandlerPorts, "publicUrl">>;
  /** Who releases it; undefined = the clock. */
  readonly actorId: number | undefined;
  readonly receiptId: number | undefined;
  /** Where the clock speaks, on whose days off nobody is spoken to; absent = a person does it. */
  readonly workdays?: Workdays;
  /** Absent = what the rules of review go by is read for each. */
  readonly book?: ReviewBook;
}

/** What the rules of review go by. */
export interface ReviewBook {
  readonly units: readonly Unit[];
  readonly rules: readonly ReviewRule[];
  readonly people: readonly RosterPerson[];
}

export interface Drafted {
  readonly kind: string;
  readonly objectId: number;
  readonly unitId: number;
}

/**
 * Keeps the draft and waits for 确认; a thing that is drafted again begins anew, whatever a leader
 * said before. The command's answer shows the draft and ends with the lines of `releaseWays`.
 */
export async function draftPublication(context: PersonContext, drafted: Drafted): Promise<void> {
  const draft = {
    ...drafted,
    drafterId: context.person.id,
    conversationId: context.conversationId,
  };
  const { id, version } = await openPublication(publishContext(context), draft);
  const args = { publication: `${id}-${version}` };
  context.ask({ kind: "confirm", command: "publication-release", args });
}

/** The same without anybody who could be asked: a job that shows a digest before it goes out. */
export async function openPublication(
  context: PublishContext,
  draft: Omit<NewPublication, "tenantId" | "draftedAt">,
): Promise<Publication> {
  const { tx, tenantId, now } = context;
  const publication = await upsertDraft(tx, { ...draft, tenantId, draftedAt: now });
  recordPublication(context, publication, "drafted", {});
  return publication;
}

export function publishContext(context: PersonContext): PublishContext {
  const { tx, tenantId, now, wallNow, ports, receiptId, person } = context;
  return { tx, tenantId, now, wallNow, ports, receiptId, actorId: person.id };
}

/** The caller holds the publication. */
export function recordPublication(
  { tx, tenantId, actorId, receiptId, now: at }: PublishContext,
  { id }: Pick<Publication, "id">,
  kind: string,
  words: Readonly<Record<string, unknown>>,
): void {
  const object = { tenantId, objectKind: "publication", objectId: id } as const;
  appendEvent(tx, { ...object, kind, actorId, at, receiptId, words });
}
