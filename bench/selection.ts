import { createDatabase, type Database } from "../db/database.ts";
import { findSelection } from "../db/selections.ts";
import { enterTenant } from "../db/tenants.ts";
import type { Choices, SelectionMethod } from "../domain/selection.ts";
import { countSelection } from "../handlers/selection-closing.ts";
import { type Bench, median } from "./bench.ts";
import { type Figure, printFigures } from "./table.ts";

const options = 60;
const voters = 5_000;
const countMsMax = 200;

const methods: readonly SelectionMethod[] = [
  "approval",
  "yes-no",
  "score",
  "ranking",
  "proportional-ranking",
  "equal-shares",
];

const names: Readonly<Record<SelectionMethod, string>> = {
  approval: "选几件推荐",
  "yes-no": "逐项表决",
  score: "打分",
  ranking: "排序推荐",
  "proportional-ranking": "排序推荐（按比例入选）",
  "equal-shares": "兼顾各片区",
};

/** Closing counts in the server: rows read, counted by each rule, turnout by every part. */
export async function measureSelection(bench: Bench): Promise<readonly Figure[]> {
  const databaseUrl = await bench.createSeeded("bench_selection");
  await bench.cluster.query("bench_selection", seedPeople);
  const dataKey = Buffer.from(bench.dataKey, "hex");
  await using db = createDatabase({ url: databaseUrl, dataKey });
  const rounds = bench.isQuick ? 1 : 7;
  const figures: Figure[] = [];
  for (const method of methods) {
    const tookMs = await measureMethod(bench, db, { method, rounds });
    figures.push({
      what: `${names[method]}，${options}个选项，${voters}人`,
      value: `${tookMs.toFixed(0)} 毫秒`,
      target: `< ${countMsMax} 毫秒`,
      isMet: tookMs < countMsMax,
    });
  }
  printFigures("推荐计票", figures);
  return figures;
}

/** Milliseconds, the median. */
async function measureMethod(
  bench: Bench,
  db: Database,
  { method, rounds }: { readonly method: SelectionMethod; readonly rounds: number },
): Promise<number> {
  const key = await seedSelection(bench, method);
  const times: number[] = [];
  // The first run warms up: its plans and its code are new.
  for (let round = 0; round <= rounds; round += 1) {
    await db.transaction(async (tx) => {
      await enterTenant(tx, key.tenantId);
      const selection = await findSelection(tx, key);
      if (selection === undefined) throw new Error("the selection is not there");
      const startedAt = performance.now();
      const { turnout } = await countSelection({ tx }, selection);
      if (round > 0) times.push(performance.now() - startedAt);
      if (turnout.took !== voters) throw new Error(`${turnout.took} counted`);
    });
  }
  return median(times);
}

const seedPeople = `
  insert into people (tenant_id, name, title, salutation, position, created_at)
  select t.tenant_id, '委员' || n, '委员', '委员', 1000 + n, now()
  from generate_series(1, ${voters}) n, (select min(tenant_id) as tenant_id from tenants) t`;

async function seedSelection({ cluster }: Bench, method: SelectionMethod) {
  const terms = {
    method,
    seats: 10,
    choicesMin: 1,
    choicesMax: options,
    disclosure: "hidden",
    quorum: { share: { numerator: 1, denominator: 2, isStrict: true } },
    requirements: [],
    tie: "list",
  };
  const [row] = await cluster.query<{ tenant: number; id: number }>(
    "bench_selection",
    `insert into selections (tenant_id, title, unit_id, drafter_id, conversation_id, terms, purpose,
      state, drafted_at, opened_at, due_at)
    select t.tenant_id, '推荐', (select min(id) from units u where u.tenant_id = t.tenant_id),
      (select min(id) from people p where p.tenant_id = t.tenant_id),
      (select min(id) from conversations), '${JSON.stringify(terms)}', '供审定参考', 'open', now(),
      now(), now() + interval '1 day'
    from (select min(tenant_id) as tenant_id from tenants) t
    returning tenant_id::integer as tenant, id::integer as id`,
  );
  if (row === undefined) throw new Error("no selection was made");
  const key = { tenantId: row.tenant, id: row.id };
  await cluster.query(
    "bench_selection",
    `insert into selection_options (tenant_id, selection_id, number, position, label, short_label)
      select ${key.tenantId}, ${key.id}, n, n, '议题' || n, '议题' || n
      from generate_series(1, ${options}) n`,
  );
  await cluster.query(
    "bench_selection",
    `insert into selection_roll (tenant_id, selection_id, person_id, position, name, territories,
      sectors, residence, takes_part, has_chosen)
    select tenant_id, ${key.id}, id, position, name, array['片区' || position % 12],
      array['界别' || position % 30], case when position % 3 = 0 then '乡镇' else '城区' end, true, true
    from people where tenant_id = ${key.tenantId} and position > 1000`,
  );
  const ballots = Array.from({ length: voters }, (_, index) => chooseLike(method, index));
  await cluster.query(
    "bench_selection",
    `insert into ballots (tenant_id, selection_id, person_id, choices, cast_at)
    select r.tenant_id, r.selection_id, r.person_id, b.choices, now()
    from (select *, row_number() over (order by person_id) as place from selection_roll
      where selection_id = ${key.id}) r
    join jsonb_array_elements('${JSON.stringify(ballots)}') with ordinality b (choices, place)
      using (place)`,
  );
  return key;
}

/** Every ballot another, by a rule that gives the same at each run. */
function chooseLike(method: SelectionMethod, index: number): Choices {
  const draw = createDraw(index);
  const numbers = Array.from({ length: options }, (_, at) => at + 1)
    .map((number) => ({ number, at: draw() + number / 40 }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ number }) => number);
  switch (method) {
    case "approval":
    case "equal-shares":
      return { kind: "approval", numbers: numbers.slice(0, 10) };
    case "ranking":
    case "proportional-ranking":
      return { kind: "ranking", groups: numbers.slice(0, 20).map((number) => [number]) };
    case "score":
      return { kind: "score", scores: Object.fromEntries(numbers.map((each) => [each, each % 6])) };
    case "yes-no":
      return {
        kind: "yes-no",
        votes: Object.fromEntries(numbers.map((each, at) => [each, at % 3 === 0 ? "no" : "yes"])),
      };
  }
}

/** Numbers from 0 to 1, the same for the same start. */
function createDraw(start: number): () => number {
  let state = start * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
