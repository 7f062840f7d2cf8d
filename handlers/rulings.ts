import {
  countStepsTaken,
  findTopicsUnit,
  listRuledTopics,
  type Ruling,
  type RulingItem,
} from "../db/rulings.ts";
import { listRulingSteps } from "../db/ruling-steps.ts";
import { findResult } from "../db/selection-results.ts";
import { listOptions, listSelections } from "../db/selections.ts";
import { listUnitPath, listUnits } from "../db/units.ts";
import type { Tx } from "../db/database.ts";
import { type Departure, findDepartures, readQuarter } from "../domain/ruling.ts";
import { UserError } from "../domain/errors.ts";
import type { Selection, SelectionOption } from "../domain/selection.ts";
import type { SelectionResult } from "../domain/tally.ts";
import { toLocal } from "../domain/time.ts";
import { changeStatus, type TopicChange } from "../domain/topic-state.ts";
import type { ListedTopic } from "../db/topics.ts";
import type { PersonContext } from "./command.ts";
import { readHow, readPlace, type SaidItem } from "./ruling-words.ts";
import { holdInOrder, holdTopic } from "./topics.ts";

/** The recommendation that a ruling goes by. */
export interface Recommended {
  readonly selection: Selection;
  readonly result: SelectionResult;
  readonly options: readonly SelectionOption[];
}

interface Place {
  readonly tx: Tx;
  readonly tenantId: number;
}

/**
 * The newest recommendation that offered one of these topics and was counted.
 * @throws UserError while its result is not out: a ruling would tell it before the groups know
 */
export async function findRecommended(
  { tx, tenantId }: Place,
  topicIds: readonly number[],
): Promise<Recommended | undefined> {
  const counted = await listSelections(tx, tenantId, ["closed", "published"]);
  for (const selection of counted) {
    const options = await listOptions(tx, selection);
    if (!options.some(({ topicId }) => topicId !== undefined && topicIds.includes(topicId)))
      continue;
    const result = await findResult(tx, selection);
    if (result === undefined) continue;
    if (selection.state === "published") return { selection, result, options };
    // Where too few took part there is nothing to go by, and nothing that has to come out first.
    if (result.quorum.isMet) throw new UserError("rulingUnpublished", { title: selection.title });
  }
  return undefined;
}

/** @throws UserError for a topic that is not there, or in a state from which this cannot happen */
export async function planItems(
  context: PersonContext,
  said: readonly SaidItem[],
): Promise<readonly { readonly topic: ListedTopic; readonly item: RulingItem }[]> {
  const found: { topic: ListedTopic; item: RulingItem }[] = [];
  await holdInOrder(
    context,
    said.map(({ key }) => key),
  );
  for (const { key, decision, words } of said) {
    const topic = await holdTopic(context, key);
    if (found.some((each) => each.topic.id === topic.id)) {
      throw new UserError("rulingTwice", { number: topic.number });
    }
    changeStatus(topic, changes[decision]);
    const item = {
      topicId: topic.id,
      decision,
      reviewAt: undefined,
      ...detailsOf(decision, words),
    };
    const isReasonDue = decision === "deferred" || decision === "referred";
    if (isReasonDue && item.reason === undefined) {
      throw new UserError("rulingReasonMissing", { number: topic.number });
    }
    found.push({ topic, item });
  }
  return found;
}

export const changes = {
  listed: "rule-list",
  reserve: "rule-reserve",
  deferred: "rule-defer",
  referred: "rule-refer",
} as const satisfies Record<RulingItem["decision"], TopicChange>;

function detailsOf(decision: RulingItem["decision"], words: string) {
  const none = { reason: undefined, place: undefined, form: undefined, lead: undefined };
  if (words === "") return none;
  if (decision === "listed") return { ...none, ...readHow(words) };
  if (decision === "referred") return { ...none, ...readPlace(words) };
  return { ...none, reason: words.replace(/[。.]$/, "") };
}

/**
 * Where it departs from the recommendation; whatever was recommended and is not listed has a reason.
 * @throws UserError naming the first without one
 */
export function departureOf(
  { result, selection, options }: Recommended,
  ruled: readonly {
    readonly topicId: number;
    readonly decision: RulingItem["decision"];
    readonly reason: string | undefined;
  }[],
): RuledDeparture | undefined {
  if (!result.quorum.isMet || selection.terms.method === "yes-no") return undefined;
  // By the topic, not by its number: another year's may have the same.
  const ruledAs = (option: SelectionOption) =>
    ruled.find(({ topicId }) => topicId === option.topicId);
  const listed = options.filter((option) => ruledAs(option)?.decision === "listed");
  const departure = findDepartures(
    result.ranking,
    listed.map(({ number }) => number),
  );
  const bare = departure.out.find((number) => {
    const option = options.find((each) => each.number === number);
    const topic = option && ruledAs(option);
    return topic !== undefined && topic.reason === undefined;
  });
  if (bare !== undefined) throw new UserError("rulingReasonMissing", { number: bare });
  const out = departure.out.map((number) => {
    const option = options.find((each) => each.number === number);
    return { number, decision: option && ruledAs(option)?.decision };
  });
  return { ...departure, out };
}

/** With what was decided of each that was left out; undefined = nothing. */
export interface RuledDeparture extends Pick<Departure, "in"> {
  readonly out: readonly {
    readonly number: number;
    readonly decision: RulingItem["decision"] | undefined;
  }[];
}

/** Which step this body is, and whether any comes after it. @throws UserError for another body */
export async function findStep(
  { tx, tenantId }: Place,
  unitId: number,
  body: string,
): Promise<{ readonly step: number; readonly next: string | undefined }> {
  const steps = await listStepsFor({ tx, tenantId }, unitId);
  if (steps.length === 0) return { step: 1, next: undefined };
  const taken = await countStepsTaken(tx, tenantId, unitId);
  const at = steps.indexOf(body);
  // A step that was entered wrongly is entered again.
  if (at === -1 || at > taken) {
    throw new UserError("rulingOtherStep", {
      body: steps[Math.min(taken, steps.length - 1)] ?? "",
    });
  }
  return { step: at + 1, next: steps[at + 1] };
}

/** The unit's own, else those of the nearest above it that has some. */
export async function listStepsFor(
  { tx, tenantId }: Place,
  unitId: number,
): Promise<readonly string[]> {
  for (const { id } of await listUnitPath(tx, tenantId, unitId)) {
    const steps = await listRulingSteps(tx, tenantId, id);
    if (steps.length > 0) return steps;
  }
  return [];
}

/**
 * The selection's unit; else the one of all these topics; else the group's; else the only one below
 * the root, or the root.
 */
export async function findRulingUnit(
  { tx, tenantId, unitId }: PersonContext,
  of: {
    readonly recommended: Recommended | undefined;
    readonly topicIds?: readonly number[];
  },
): Promise<number> {
  if (of.recommended !== undefined) return of.recommended.selection.unitId;
  const own = await findTopicsUnit(tx, tenantId, of.topicIds ?? []);
  if (own !== undefined) return own;
  if (unitId !== undefined) return unitId;
  const units = await listUnits(tx, tenantId);
  const zones = units.filter((unit) => unit.parentId !== undefined && unit.kind !== "界别");
  const unit =
    (zones.length === 1 ? zones[0] : undefined) ??
    units.find((each) => each.parentId === undefined);
  if (unit === undefined) throw new Error("a tenant without units");
  return unit.id;
}

/** What the text of a ruling is made of, by whoever drafts it or brings it out. */
export async function describeRuling(
  place: Place & { readonly now: Date; readonly tenantName: string },
  ruling: Ruling,
) {
  const topics = await listRuledTopics(place.tx, place.tenantId, ruling.id);
  const recommended = await findRecommended(
    place,
    topics.map(({ topicId }) => topicId),
  );
  const title = recommended?.selection.title ?? "";
  const said = {
    ...ruling,
    tenantName: place.tenantName,
    quarter: readQuarter(title),
    thisYear: toLocal(place.now).year,
  };
  const departure = recommended && departureOf(recommended, topics);
  return { topics, recommended, said, departure };
}
