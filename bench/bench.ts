import { randomBytes } from "node:crypto";

import { migrate } from "../db/migrate.ts";
import { createSandboxKeys, type SandboxKeys } from "../sandbox/keys.ts";
import type { BareOptions } from "./bare.ts";
import { type Child, startChild } from "./child.ts";
import type { Cluster } from "./cluster.ts";
import type { LoadOptions, LoadOrder, LoadResult } from "./load.ts";
import type { ServeOptions } from "./serve.ts";
import { account, groupOf, personOf, seedSetting } from "./setting.ts";

/** What every measurement is given. */
export interface Bench {
  readonly cluster: Cluster;
  readonly keys: SandboxKeys;
  readonly dataKey: string;
  /** A smoke run: the same steps, too short for the figures to mean anything. */
  readonly isQuick: boolean;
  /** A database with the full committee in it. */
  createSeeded(name: string): Promise<string>;
}

/** The path of the AI bot's callbacks. */
export const callbackPath = `/webhook/wecom/aibot/${account}`;

/** Nothing listens there: these measurements send nothing of their own accord. */
const platformUrl = "http://127.0.0.1:9";

const conversations = 500;
const people = 40;
export const topics = 10_000;

export function createBench(cluster: Cluster, isQuick: boolean): Bench {
  const keys = createSandboxKeys();
  const dataKey = randomBytes(32).toString("hex");
  let seeded: Promise<unknown> | undefined;
  return {
    cluster,
    keys,
    dataKey,
    isQuick,
    async createSeeded(name) {
      seeded ??= seedTemplate(cluster, keys, dataKey);
      await seeded;
      return cluster.createDatabase(name, templateName);
    },
  };
}

const templateName = "bench_template";

async function seedTemplate(cluster: Cluster, keys: SandboxKeys, dataKey: string): Promise<void> {
  const databaseUrl = await cluster.createDatabase(templateName);
  await migrate(databaseUrl);
  await seedSetting({
    databaseUrl,
    keys,
    dataKey,
    platformUrl,
    topics,
    groups: Array.from({ length: conversations }, (_, index) => groupOf(index, "wecom")),
    people: Array.from({ length: people }, (_, index) => personOf(index, "wecom")),
  });
  await cluster.query(
    templateName,
    `insert into endorsements (tenant_id, topic_id, person_id, endorsed_at)
      select t.tenant_id, t.id, p.id, t.proposed_at from topics t join people p using (tenant_id)
      where t.number > ${topics} - 50 and (t.id + p.id) % 3 = 0`,
  );
  // What autovacuum would have done by itself a minute later.
  await cluster.query(templateName, "vacuum analyze");
}

type Given = Pick<ServeOptions, "databaseUrl"> & Partial<ServeOptions>;

/** The program itself, server, worker and clock, on that database. */
export function serve(bench: Bench, given: Given): Promise<Child & { readonly port: number }> {
  return ready(startProgram(bench, given));
}

/** The baseline, on a database of its own. */
export async function serveBare(bench: Bench): Promise<Child & { readonly port: number }> {
  const options: BareOptions = {
    databaseUrl: await bench.cluster.createDatabase("bench_bare"),
    keys: bench.keys.wecom,
  };
  return ready(startChild("./bare.ts", options));
}

/** The program, from its first moment. */
export function startProgram({ keys, dataKey }: Bench, given: Given): Child {
  const options: ServeOptions = { keys, dataKey, platformUrl, port: 0, ...given };
  return startChild("./serve.ts", options);
}

export async function ready(child: Child): Promise<Child & { readonly port: number }> {
  const { port } = await child.next("ready");
  return { ...child, port };
}

export interface Load extends AsyncDisposable {
  run(order: LoadOrder): Promise<LoadResult>;
}

export async function startLoad({ keys }: Bench): Promise<Load> {
  const options: LoadOptions = { keys: keys.wecom, platformUrl, conversations, people };
  const child = await ready(startChild("./load.ts", options));
  return {
    async run(order) {
      const result = child.next("result");
      child.send(order);
      return (await result).result as LoadResult;
    },
    [Symbol.asyncDispose]: () => child.kill(),
  };
}

/** @throws Error with the first fault: figures of a run that went wrong mean nothing */
export function requireSound(result: LoadResult, expected: string): void {
  const { failures, count, statuses } = result;
  if (failures > 0) throw new Error(`${failures} of ${count} failed: status ${statuses.join()}`);
  if (!result.sample.includes(expected)) throw new Error(`unexpected answer: ${result.sample}`);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}
