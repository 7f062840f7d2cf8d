import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { renderCard } from "../bot/platforms/wecom/card.ts";
import { createDatabase } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import type { Card } from "../domain/card.ts";
import type { Sent, Speaker } from "../domain/voice.ts";
import { createDeliverer } from "../jobs/deliver.ts";
import type { Bench } from "./bench.ts";
import { groupOf, personOf, seedSetting } from "./setting.ts";
import { type Figure, printFigures } from "./table.ts";

const groups = 100;
const perWindow = 20;
const windowMs = 60_000;
const doneSecondsMax = 253;
/** In use at the end, of what was in use early on. */
const growthMax = 1.2;
const cards = 10_000;
const cardsMsMax = 1_000;

/** A burst to many groups at once, by two workers, on a clock that runs as fast as they work. */
export async function measureDeliver(bench: Bench): Promise<readonly Figure[]> {
  const perGroup = bench.isQuick ? 25 : 100;
  const run = await deliverBurst(bench, perGroup);
  const figures: Figure[] = [
    { what: "发出", value: `${run.sent} 条，${groups} 个群，两个工人` },
    {
      what: `任何${windowMs / 1000}秒内一个群最多`,
      value: `${run.fullest} 条`,
      target: `≤ ${perWindow}`,
      isMet: run.fullest <= perWindow && run.sent === groups * perGroup,
    },
    {
      what: "最后一条（虚拟时钟）",
      value: `${run.lastSecond.toFixed(0)} 秒`,
      target: `≤ ${doneSecondsMax}`,
      isMet: run.lastSecond <= doneSecondsMax,
    },
    { what: "实际用时", value: `${(run.tookMs / 1000).toFixed(1)} 秒` },
    {
      what: "用着的内存，发到一成时 / 发完",
      value: `${megabytes(run.early)} / ${megabytes(run.late)} MB`,
      target: `≤ ${growthMax} 倍`,
      isMet: run.late <= run.early * growthMax,
    },
    { what: "常驻内存，发完", value: `${megabytes(run.resident)} MB` },
    measureCards(),
  ];
  printFigures("限速投递", figures);
  return figures;
}

interface Burst {
  readonly sent: number;
  readonly fullest: number;
  readonly lastSecond: number;
  readonly tookMs: number;
  /** Bytes in use after a collection, when a tenth was sent and at the end. */
  readonly early: number;
  readonly late: number;
  /** Bytes. */
  readonly resident: number;
}

async function deliverBurst(bench: Bench, perGroup: number): Promise<Burst> {
  const databaseUrl = await prepareDatabase(bench, perGroup);
  const dataKey = Buffer.from(bench.dataKey, "hex");
  await using db = createDatabase({ url: databaseUrl, dataKey });
  const times = new Map<string, number[]>();
  const start = Date.now();
  let now = start;
  const speaker = createSpeaker((to) => {
    const own = times.get(to) ?? [];
    times.set(to, [...own, now - start]);
  });
  const log = { info: () => {}, error: () => {}, fault: reportFault };
  const ports = { db, speaker: () => speaker, now: () => new Date(now), log };
  const workers = [createDeliverer(ports), createDeliverer(ports)];
  let early = 0;
  const startedAt = performance.now();
  for (let second = 0; second <= 2 * doneSecondsMax; second += 1) {
    now = start + second * 1_000;
    await Promise.all(workers.map((worker) => worker.run()));
    await Promise.all(workers.map((worker) => worker.idle()));
    const sent = Array.from(times.values(), (own) => own.length).reduce((a, b) => a + b, 0);
    if (early === 0 && sent >= (groups * perGroup) / 10) early = bytesInUse();
    if (sent === groups * perGroup) break;
  }
  const all = Array.from(times.values());
  return {
    sent: all.flat().length,
    fullest: Math.max(...all.map(fullestWindow)),
    lastSecond: Math.max(...all.flat()) / 1000,
    tookMs: performance.now() - startedAt,
    early,
    late: bytesInUse(),
    resident: process.memoryUsage.rss(),
  };
}

/** What nothing can be done about: the rest is garbage that was not collected yet. */
function bytesInUse(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function prepareDatabase(bench: Bench, perGroup: number): Promise<string> {
  const name = "bench_deliver";
  const databaseUrl = await bench.cluster.createDatabase(name);
  await migrate(databaseUrl);
  await seedSetting({
    databaseUrl,
    keys: bench.keys,
    dataKey: bench.dataKey,
    platformUrl: "http://127.0.0.1:9",
    topics: 0,
    groups: Array.from({ length: groups }, (_, index) => groupOf(index, "wecom")),
    people: [personOf(0, "wecom")],
  });
  await bench.cluster.query(
    name,
    `insert into outbox (tenant_id, conversation_id, class, message, available_at, created_at)
      select t.tenant_id, c.id, 0, '{"kind": "text", "text": "请大家明天上午到会"}', '-infinity', now()
      from tenants t, conversations c, generate_series(1, ${perGroup}) where c.kind = 'group'`,
  );
  await bench.cluster.query(name, "vacuum analyze");
  return databaseUrl;
}

function createSpeaker(onSent: (to: string) => void): Speaker {
  return {
    voice: () => "push",
    cards: () => "none",
    isPushAddress: () => false,
    isIdempotent: () => false,
    limits: ({ conversation }) => [
      { key: `push ${conversation.externalId}`, max: perWindow, spanMs: windowMs },
    ],
    quota: () => undefined,
    send({ target }): Promise<Sent> {
      onSent(target.conversation.externalId);
      return Promise.resolve({ via: "push" });
    },
  };
}

/** The most that any window holds, both its ends in it. */
function fullestWindow(times: readonly number[]): number {
  return Math.max(
    ...times.map((from) => times.filter((at) => at >= from && at <= from + windowMs).length),
  );
}

function reportFault(error: unknown): void {
  console.error(error);
}

/** The largest card there is, again and again. */
function measureCards(): Figure {
  const options = Array.from({ length: 20 }, (_, index) => ({
    id: `option-${index}`,
    text: `第${index + 1}小区加装电动自行车充电棚`,
    says: `附议 ${index + 1}`,
  }));
  const card: Card = {
    kind: "vote",
    title: "附议哪些",
    mode: "multi",
    options,
    submit: "提交",
    says: "附议",
  };
  const startedAt = performance.now();
  for (let count = 0; count < cards; count += 1) {
    const cardId = String(count).padStart(22, "0");
    const shown = JSON.stringify(renderCard({ cardId, card }, "aibot"));
    if (!shown.includes("option-19")) throw new Error(`not the whole card: ${shown}`);
  }
  const tookMs = performance.now() - startedAt;
  return {
    what: `画${cards}张二十项的卡片`,
    value: `${tookMs.toFixed(0)} 毫秒`,
    target: `< ${cardsMsMax}`,
    isMet: tookMs < cardsMsMax,
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(0);
}
