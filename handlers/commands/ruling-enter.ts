import { appendEvent } from "../../db/events.ts";
import { lockOpenPublication, updatePublication } from "../../db/publications.ts";
import { insertRuling, listDraftRulings, lockRuling, type RulingItem } from "../../db/rulings.ts";
import { replaceRulingSteps } from "../../db/ruling-steps.ts";
import { listUnits } from "../../db/units.ts";
import { UserError } from "../../domain/errors.ts";
import { fold } from "../../domain/normalize.ts";
import {
  rulingPreview,
  rulingRecorded,
  rulingSteps,
  rulingText,
  rulingUsage,
} from "../../text/rulings.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { question } from "../ordinary.ts";
import { draftPublication, publishContext, recordPublication } from "../publication.ts";
import { releaseWays } from "../publication-review.ts";
import {
  departureOf,
  describeRuling,
  findRecommended,
  findRulingUnit,
  findStep,
  listStepsFor,
  planItems,
} from "../rulings.ts";
import { readRulingHead, readRulingItems, type SaidRuling } from "../ruling-words.ts";

/** 审定: what a body decided; said back, and published once the last body has spoken. */
export const rulingEnter = defineCommand({
  id: "ruling-enter",
  name: "审定",
  aliases: ["审定登记", "登记审定"],
  summary: "登记哪个会议研究的、怎么定的",
  example: "审定 主席会议 3月16日 文号 青协纪〔2026〕5号",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "rule",
  isWriting: true,
  rejects: question,
  args: {
    head: arg.optionalWords("哪个会议"),
    listed: arg.field("列入"),
    reserve: arg.field("备选"),
    deferred: arg.field("暂缓"),
    referred: arg.field("转办"),
  },
  async run(context, { head, ...fields }) {
    const said = readRulingHead(head ?? "", context.now);
    const items = readRulingItems(fields);
    if (items === undefined) throw new UserError("rulingOther", { words: firstBad(fields) });
    if (said === undefined || items.length === 0) return rulingUsage(context.place);
    const planned = await planItems(context, items);
    return enter(context, said, planned);
  },
});

type Planned = Awaited<ReturnType<typeof planItems>>;

async function enter(context: PersonContext, said: SaidRuling, planned: Planned): Promise<string> {
  const { tx, tenantId, tenantName, person, now, place } = context;
  const recommended = await findRecommended(
    context,
    planned.map(({ topic }) => topic.id),
  );
  const items = planned.map(({ item }) => item);
  if (recommended !== undefined) departureOf(recommended, items);
  const unitId = await findRulingUnit(context, {
    recommended,
    topicIds: items.map(({ topicId }) => topicId),
  });
  const { step, next } = await findStep(context, unitId, said.body);
  if (next === undefined) await dropEarlier(context, items);
  const id = await insertRuling(tx, {
    ...said,
    tenantId,
    unitId,
    selectionId: recommended?.selection.id,
    step,
    isFinal: next === undefined,
    state: next === undefined ? "draft" : "recorded",
    drafterId: person.id,
    items,
    at: now,
  });
  record(context, id, next === undefined ? "drafted" : "recorded");
  const ruling = await lockRuling(tx, tenantId, id);
  if (ruling === undefined) throw new Error("a ruling just made is not there");
  const described = await describeRuling({ ...context, tenantName }, ruling);
  if (next !== undefined) return rulingRecorded(described.said, next, place);
  const drafted = { kind: "ruling", objectId: id, unitId };
  await draftPublication(context, drafted);
  const text = rulingText(described.said, described.topics, described.departure);
  return rulingPreview(text, await releaseWays(context, drafted));
}

/** Their own drafts about any of these topics: entered anew, the one before is not to go out. */
async function dropEarlier(context: PersonContext, items: readonly RulingItem[]): Promise<void> {
  const { tx, tenantId, person } = context;
  const topicIds = items.map(({ topicId }) => topicId);
  for (const objectId of await listDraftRulings(tx, tenantId, { drafterId: person.id, topicIds })) {
    const earlier = await lockOpenPublication(tx, tenantId, { kind: "ruling", objectId });
    if (earlier === undefined) continue;
    await updatePublication(tx, earlier, { state: "dropped" });
    recordPublication(publishContext(context), earlier, "dropped", {});
  }
}

/** 审定 设置: through which bodies a unit's topics go, in order; without bodies, what holds now. */
export const rulingStepsSet = defineCommand({
  id: "ruling-steps",
  name: "审定 设置",
  aliases: ["审定设置", "审定步骤", "审定 步骤"],
  example: "审定 设置 城南片区 主席会议、党委常委会会议",
  audience: "staff",
  needs: "person",
  right: "rule",
  isWriting: true,
  rejects: question,
  args: { said: arg.optionalWords("单位和会议") },
  async run(context, { said = "" }) {
    const { tx, tenantId, place } = context;
    const words = said.split(/[\s,，、：:→]+/).filter((word) => word !== "");
    const units = await listUnits(tx, tenantId);
    const [first = ""] = words;
    const named = units.find(({ name }) => fold(name) === fold(first));
    // 城北片区 is no body: without this it would be the first step.
    if (named === undefined && /(?:片区|街道|镇|乡|社区|村)$/.test(first)) {
      const names = units.map(({ name }) => name).join("、");
      throw new UserError("unitNotFound", { name: first, names });
    }
    const bodies = named === undefined ? words : words.slice(1);
    const unitId = named?.id ?? (await findRulingUnit(context, { recommended: undefined }));
    const steps = [...new Set(bodies)].filter((body) => body !== "不分步");
    if (bodies.length > 0) await replaceRulingSteps(tx, { tenantId, unitId }, steps);
    const unitName = units.find(({ id }) => id === unitId)?.name ?? "";
    return rulingSteps({ unitName, bodies: await listStepsFor(context, unitId) }, place);
  },
});

function firstBad(fields: Readonly<Record<string, string | undefined>>): string {
  return (
    Object.values(fields).find((words) => words !== undefined && !/^\s*第?\d/.test(words)) ?? ""
  );
}

function record(
  { tx, tenantId, person, now: at, receiptId }: PersonContext,
  id: number,
  kind: string,
) {
  const object = { tenantId, objectKind: "ruling", objectId: id } as const;
  appendEvent(tx, { ...object, kind, actorId: person.id, at, receiptId, words: {} });
}
