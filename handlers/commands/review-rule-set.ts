import { appendEvent } from "../../db/events.ts";
import { listPeople } from "../../db/people.ts";
import { holdTenantAlone } from "../../db/reset.ts";
import { listReviewRules, upsertReviewRule } from "../../db/review-rules.ts";
import { listUnits } from "../../db/units.ts";
import { fold } from "../../domain/normalize.ts";
import { ANY_KIND } from "../../domain/publication.ts";
import { askFor } from "../../text/general.ts";
import {
  reviewRuleQuestions,
  reviewRules,
  reviewRuleSet as ruleSet,
  whichReviewKind,
} from "../../text/review-rules.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { question } from "../ordinary.ts";
import { findCallUnit } from "../opinion-calls.ts";
import { findPeople, rawArgs } from "../proxy.ts";
import { type Leader, toLeader } from "../publication-review.ts";
import { publicationKinds } from "../publications/kinds.ts";
import type { RawArgs } from "../question.ts";

/** 送审设置: which kinds of a unit a leader has to see first. */
export const reviewRuleSet = defineCommand({
  id: "review-rule-set",
  name: "送审设置",
  example: "送审设置 结果 何秀兰",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "configure",
  isWriting: true,
  rejects: question,
  args: {
    kind: arg.optionalWord("哪一类"),
    name: arg.optionalWord("姓名"),
    unit: arg.optionalWords("单位"),
    zone: arg.field("片区"),
  },
  match: matchRule,
  async run(context, said) {
    if (said.kind === undefined) return showRules(context);
    const kind = findKind(said.kind);
    if (kind === undefined)
      return whichReviewKind(publicationKinds.map(({ names }) => names[0] ?? ""));
    if (said.name === undefined) {
      const args = rawArgs({ kind: said.kind });
      context.ask({ kind: "argument", command: "review-rule-set", args, missing: "name" });
      return askFor(reviewRuleQuestions.name, "何秀兰", context.place);
    }
    if (/^(?:不用|不要|不必|无|没有)/.test(fold(said.name))) {
      return setRule(context, kind, { reviewer: undefined, unit: said.unit });
    }
    const asking = { command: "review-rule-set", args: rawArgs({ ...said, zone: undefined }) };
    const found = await findPeople(context, { names: said.name, zone: said.zone }, asking);
    if (typeof found === "string") return found;
    const [person] = found;
    return setRule(context, kind, { reviewer: person && toLeader(person), unit: said.unit });
  },
});

/** 送审 设置 结果 何秀兰, 送审设置 */
function matchRule({ original, plain }: MatchText): RawArgs | undefined {
  const name = /^送审\s?设置(?:\s|$)/.exec(plain)?.[0];
  if (name === undefined) return undefined;
  const [kind, person, ...unit] = original.slice(name.length).trim().split(" ");
  return {
    ...(kind ? { kind } : {}),
    ...(person ? { name: person } : {}),
    ...(unit.length > 0 ? { unit: unit.join(" ") } : {}),
  };
}

interface Kind {
  readonly word: string;
  /** Undefined = the unit's leader, for the usual kinds. */
  readonly name: string | undefined;
}

function findKind(words: string): Kind | undefined {
  const plain = fold(words);
  if (plain === "领导" || plain === "审阅领导") return { word: ANY_KIND, name: undefined };
  const kind = publicationKinds.find(({ names }) => names.some((name) => fold(name) === plain));
  return kind && { word: kind.kind, name: kind.names[0] };
}

async function setRule(
  context: PersonContext,
  kind: Kind,
  { reviewer, unit: words }: { reviewer: Leader | undefined; unit: string | undefined },
): Promise<string> {
  const { tx, tenantId, person, now: at } = context;
  // Two that set something at once would append to one history.
  await holdTenantAlone(tx, tenantId);
  const unit = await findCallUnit(context, words ?? "");
  const rule = { unitId: unit.id, kind: kind.word, reviewerId: reviewer?.id };
  await upsertReviewRule(tx, { ...rule, tenantId, setBy: person.id, at });
  appendEvent(tx, {
    tenantId,
    objectKind: "tenant",
    objectId: tenantId,
    kind: "review-rule-set",
    actorId: person.id,
    at,
    receiptId: context.receiptId,
    words: rule,
  });
  return ruleSet(unit.name, kind.name, reviewer);
}

async function showRules({ tx, tenantId }: PersonContext): Promise<string> {
  const rules = await listReviewRules(tx, tenantId);
  const units = await listUnits(tx, tenantId);
  const roster = await listPeople(tx, tenantId);
  const leaderOf = (id: number | undefined) => {
    const person = roster.find((each) => each.id === id);
    return person && toLeader(person);
  };
  const all = units.map((unit) => {
    const own = rules.filter(({ unitId }) => unitId === unit.id);
    const any = own.find(({ kind }) => kind === ANY_KIND);
    const kinds = own.flatMap(({ kind, reviewerId }) => {
      const name = publicationKinds.find((each) => each.kind === kind)?.names[0];
      return name === undefined ? [] : [{ name, reviewer: leaderOf(reviewerId) }];
    });
    return { unitName: unit.name, leader: leaderOf(any?.reviewerId), kinds };
  });
  return reviewRules(all.filter(({ leader, kinds }) => leader !== undefined || kinds.length > 0));
}
