import { createDatabase, type Database, type Tx } from "../db/database.ts";
import { listCandidates } from "../db/similar.ts";
import { enterTenant } from "../db/tenants.ts";
import { readGist, similarFrom, similarityOf, termsToFind } from "../domain/similar.ts";
import type { Bench } from "./bench.ts";
import { type Figure, printFigures } from "./table.ts";

const p95MsMax = 150;
const database = "bench_similar";

/** How long one waits for the similar topics in a tenant that has very many. */
export async function measureSimilar(bench: Bench): Promise<readonly Figure[]> {
  const [topics, proposals] = bench.isQuick ? [2_000, 50] : [100_000, 1_000];
  const url = await bench.createSeeded(database);
  await using db = createDatabase({ url, dataKey: Buffer.from(bench.dataKey, "hex"), poolSize: 1 });
  const tenantId = await findTenant(bench);
  for (let from = 0; from < topics; from += BATCH) {
    const titles = Array.from({ length: Math.min(BATCH, topics - from) }, (_, n) =>
      title(from + n),
    );
    await inTenant(db, tenantId, (tx) => fill(tx, tenantId, titles));
  }
  // What autovacuum would have done by itself a minute later.
  await bench.cluster.query(database, "vacuum analyze");
  const times: number[] = [];
  let found = 0;
  for (let n = 0; n < proposals; n += 1) {
    const said = title(topics + n * 7);
    const startedAt = performance.now();
    found += (await inTenant(db, tenantId, (tx) => search(tx, said))) > 0 ? 1 : 0;
    times.push(performance.now() - startedAt);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  const figures = [
    { what: "有相似议题的", value: `${found}/${proposals}` },
    { what: "中位数", value: `${at(0.5).toFixed(1)} ms` },
    {
      what: "p95",
      value: `${at(0.95).toFixed(1)} ms`,
      target: `< ${p95MsMax} ms`,
      isMet: at(0.95) < p95MsMax,
    },
    { what: "最长", value: `${at(1).toFixed(1)} ms` },
  ];
  printFigures(`相似议题（一个单位${topics}件议题）`, figures);
  return figures;
}

const BATCH = 5_000;

async function search(tx: Tx, said: string): Promise<number> {
  const asked = readGist(said);
  const candidates = await listCandidates(tx, termsToFind(asked));
  return candidates.filter(
    ({ title: other }) => similarityOf(asked, readGist(other)) >= similarFrom,
  ).length;
}

function inTenant<T>(db: Database, tenantId: number, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await enterTenant(tx, tenantId);
    return work(tx);
  });
}

async function findTenant(bench: Bench): Promise<number> {
  const [row] = await bench.cluster.query<{ tenant_id: number }>(
    database,
    "select tenant_id from tenants order by tenant_id limit 1",
  );
  if (row === undefined) throw new Error("the seed made no tenant");
  return row.tenant_id;
}

async function fill(tx: Tx, tenantId: number, titles: readonly string[]): Promise<void> {
  const ids = await tx.query<{ id: number }>(
    `insert into topics (tenant_id, year, number, title, status, source, proposer_id,
       conversation_id, proposed_at, updated_at)
     select $1, 2024, coalesce((select max(number) from topics where tenant_id = $1
         and year = 2024), 0) + n, title, 'proposed', 'member',
       (select min(id) from people where tenant_id = $1), 1, now(), now()
     from unnest($2::text[]) with ordinality as said (title, n) order by n returning id`,
    [tenantId, titles],
  );
  const pairs = ids.flatMap(({ id }, n) =>
    [...termsToFind(readGist(titles[n] ?? "")).keys()].map((term) => ({ id, term })),
  );
  await tx.query(
    `insert into topic_terms (tenant_id, term, topic_id)
     select $1, term, id from unnest($2::text[], $3::bigint[]) as said (term, id)`,
    [tenantId, pairs.map(({ term }) => term), pairs.map(({ id }) => id)],
  );
}

/** Topics as they come: some things trouble nearly everybody, most trouble few. */
function title(n: number): string {
  const subject = subjects[Math.floor(subjects.length * random(n, 1) ** 3)] ?? "";
  const place = places[Math.floor(places.length * random(n, 2))] ?? "";
  const kind = kinds[Math.floor(kinds.length * random(n, 3))] ?? "";
  return `${place}${Math.floor(random(n, 4) * 40) + 1}号${kind}${subject}`;
}

/** The same for the same n, so that every run measures the same. */
function random(n: number, salt: number): number {
  const mixed = Math.imul(n * 4 + salt, 2_654_435_761) >>> 0;
  return (Math.imul(mixed ^ (mixed >>> 15), 2_246_822_519) >>> 0) / 2 ** 32;
}

const subjects =
  "停车难 充电难 路灯不亮 公交班次少 物业管理差 垃圾清运慢 排水不畅 噪音扰民 电梯老化 供暖不足 水压不够 学位不足 看病排队久 养老服务少 占道经营 飞线充电 路面破损 公厕太少 健身设施损坏 消防通道堵塞 油烟扰民 遛狗不牵绳 高空抛物 快递堆放 网络信号差 无障碍坡道缺失 绿化养护差 护栏破损 斑马线不清 红绿灯时间短 托管服务不足 农产品销路不畅 企业招工难 融资困难 河道污水 异味扰民 扬尘严重 灌溉水渠失修 候车亭破旧 文化活动少 古树保护 非遗传承 反诈宣传 禁毒教育 返乡创业扶持 茶叶品牌打造 村医不足 婚俗改革 公墓建设 危房修缮".split(
    " ",
  );
const places =
  "幸福里 阳光花园 人民路 解放路 建设街 河堤 城南 城北 东门 西街 青山 白鹤 龙泉 石桥 柳林 枫树 茶亭 新塘 古渡 长岭".split(
    " ",
  );
const kinds = "小区 院落 路段 村 社区 片区 市场 学校门口".split(" ");
