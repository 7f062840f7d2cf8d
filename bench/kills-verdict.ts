import type { QueryResultRow } from "pg";

import type { Database } from "../db/database.ts";
import { findChainFault } from "../db/events.ts";
import { enterTenant } from "../db/tenants.ts";
import { markOf, type Platform } from "./platform.ts";
import type { Figure } from "./table.ts";
import type { Said } from "./talk.ts";

export interface Evidence {
  readonly heard: readonly Said[];
  readonly platform: Platform;
  readonly db: Database;
  /** Sees all tenants. */
  readonly query: <Row extends QueryResultRow>(sql: string) => Promise<Row[]>;
}

/** Compares what people were told with what the database holds and what the platforms took. */
export async function judgeKills(evidence: Evidence): Promise<readonly Figure[]> {
  const { heard } = evidence;
  const acknowledged = heard.filter((said) => said.answer !== undefined);
  const retried = heard.filter((said) => said.attempts > 1);
  return [
    { what: "发出的消息", value: String(heard.length) },
    { what: "其中已应答", value: String(acknowledged.length) },
    { what: "经过重投", value: String(retried.length) },
    { what: "平台放弃重投", value: String(heard.length - acknowledged.length) },
    ...(await judgeAnswers(evidence)),
    ...(await judgeTopics(evidence)),
    ...(await judgeEndorsements(evidence)),
    ...(await judgeReminders(evidence)),
    await judgeChains(evidence),
  ];
}

async function judgeAnswers({ heard, query }: Evidence): Promise<Figure[]> {
  const twice = heard.filter((said) => said.again !== undefined);
  const other = twice.filter((said) => said.again !== said.answer);
  const rows = await query<{ message_id: string; words: string | null }>(
    "select message_id, answer->>'text' as words from inbox",
  );
  const kept = new Map(rows.map((row) => [row.message_id, row.words]));
  const told = heard.filter(({ answer }) => answer !== undefined);
  const strange = told.filter(({ msgid, answer }) => kept.get(msgid) !== answer);
  return [
    none(`再投一次（${twice.length}条），回答不同`, other.length),
    none("回答与收据里存的不同", strange.length),
  ];
}

async function judgeTopics({ heard, query }: Evidence): Promise<Figure[]> {
  const rows = await query<{ title: string; number: number }>("select title, number from topics");
  const numbers = Map.groupBy(rows, (row) => row.title);
  const proposals = heard.filter(({ words }) => words.startsWith("荐题"));
  const rowsOf = ({ words }: Said) => numbers.get(words.replace("荐题 ", "")) ?? [];
  const acknowledged = proposals.filter(({ answer }) => answer !== undefined);
  const lost = acknowledged.filter((said) => rowsOf(said).length === 0);
  const doubled = proposals.filter((said) => rowsOf(said).length > 1);
  const misnamed = acknowledged.filter(
    (said) => !said.answer?.includes(`编为${rowsOf(said)[0]?.number ?? "?"}号`),
  );
  return [
    none(`荐题：已应答（${acknowledged.length}件）而库里没有`, lost.length),
    none("荐题：库里有两件", doubled.length),
    none("荐题：回答的编号与库里不同", misnamed.length),
  ];
}

async function judgeEndorsements({ heard, query }: Evidence): Promise<Figure[]> {
  const endorsed = heard.filter(
    ({ words, answer }) => words.startsWith("附议") && answer?.includes("附议") === true,
  );
  const rows = await query<{ kept: number; doubled: number; bare: number }>(
    `with told as (
      select object_id, actor_id, count(*) as times from events
      where object_kind = 'topic' and kind = 'endorsed' group by 1, 2
    ) select (select count(*) from endorsements)::integer as kept,
      (select count(*) from told where times > 1)::integer as doubled,
      (select count(*) from endorsements e where not exists (select from told
        where object_id = e.topic_id and actor_id = e.person_id))::integer as bare`,
  );
  const { kept = 0, doubled = 0, bare = 0 } = rows[0] ?? {};
  return [
    { what: "附议：已应答 / 库里", value: `${endorsed.length} / ${kept}` },
    none("附议：记了两次，或没有记录", doubled + bare),
  ];
}

interface ReminderRow {
  readonly words: string;
  readonly reminders: number;
  readonly outgoing: number;
  readonly state: string;
  readonly maybe_repeated: boolean;
}

async function judgeReminders({ heard, platform, query }: Evidence): Promise<Figure[]> {
  const rows = await query<ReminderRow>(
    `select r.words, count(distinct r.id)::integer as reminders, count(o.id)::integer as outgoing,
      min(o.state) as state, bool_or(o.maybe_repeated) as maybe_repeated
    from reminders r left join outbox o
      on o.tenant_id = r.tenant_id and o.message->>'text' like '%' || r.words || '%'
    group by r.words`,
  );
  const byMark = new Map(rows.map((row) => [markOf(row.words) ?? "", row]));
  const asked = heard.filter(({ words }) => words.startsWith("提醒"));
  const acknowledged = asked.filter(({ answer }) => answer?.includes("份材料") === true);
  const lost = acknowledged.filter(({ words }) => !byMark.has(markOf(words) ?? ""));
  const doubled = rows.filter((row) => row.reminders > 1 || row.outgoing > 1);
  const seen = rows.map((row) => ({ ...row, ways: platform.shown(markOf(row.words) ?? "") }));
  const unsaid = seen.filter(({ ways }) => ways.length === 0);
  const repeated = seen.filter(({ ways }) => ways.length > 1);
  const repeatedKeyed = repeated.filter(({ ways }) => ways.every((way) => way === "app"));
  const unmarked = repeated.filter((row) => !repeatedKeyed.includes(row) && !row.maybe_repeated);
  const keyed = seen.filter(({ ways }) => ways[0] === "app").length;
  return [
    none(`提醒：已应答（${acknowledged.length}条）而库里没有`, lost.length),
    none("提醒：库里有两条，或发件箱里有两条", doubled.length),
    none(`提醒：应到（${rows.length}条）而没有人收到`, unsaid.length),
    none(`提醒：有防重复的通道（${keyed}条）收到两次`, repeatedKeyed.length),
    {
      what: `提醒：无防重复的通道（${seen.length - keyed}条）收到两次`,
      value: String(repeated.length - repeatedKeyed.length),
    },
    none("其中没有记下「可能重复」", unmarked.length),
  ];
}

async function judgeChains({ db, query }: Evidence): Promise<Figure> {
  const topics = await query<{ tenant_id: number; id: number }>(
    "select tenant_id, id::integer as id from topics",
  );
  let faults = 0;
  for (const { tenant_id: tenantId, id: objectId } of topics) {
    const fault = await db.transaction(async (tx) => {
      await enterTenant(tx, tenantId);
      return findChainFault(tx, { tenantId, objectKind: "topic", objectId });
    });
    if (fault !== undefined) faults += 1;
  }
  return none(`留痕链（${topics.length}条）断了或改过`, faults);
}

function none(what: string, count: number): Figure {
  return { what, value: String(count), target: "0", isMet: count === 0 };
}
