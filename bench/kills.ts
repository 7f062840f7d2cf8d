import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { createDatabase } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import { type Bench, startProgram } from "./bench.ts";
import { judgeKills } from "./kills-verdict.ts";
import { startPlatform } from "./platform.ts";
import { groupOf, personOf, seedSetting } from "./setting.ts";
import { type Figure, printFigures } from "./table.ts";
import { type Place, type Said, talk, type TalkOptions } from "./talk.ts";

/** A dead worker's message is taken over after this long. */
const claimMs = 1_500;
/** A process lives at most this long after its start. */
const workMsMax = 700;
const name = "bench_kills";

/** Kills the program at random moments while people go on talking, and counts what came of it. */
export async function measureKills(bench: Bench): Promise<readonly Figure[]> {
  const kills = bench.isQuick ? 12 : 200;
  const { keys, dataKey, cluster } = bench;
  await using platform = await startPlatform();
  const databaseUrl = await cluster.createDatabase(name);
  await migrate(databaseUrl);
  const setting = { databaseUrl, keys, dataKey, platformUrl: platform.url };
  await seedSetting({ ...setting, topics: 1, ...whoTalks(platform.url) });

  const botPort = randomInt(20_000, 60_000);
  const ending = new AbortController();
  const options: TalkOptions = {
    keys,
    botPort,
    platformUrl: platform.url,
    stop: ending.signal,
  };
  const heard: Said[] = [];
  const talking = Promise.all(places.map((place) => talk(options, place, heard)));
  const startAgain = () => startProgram(bench, { ...setting, port: botPort, claimMs });
  for (let kill = 0; kill < kills; kill += 1) {
    const app = startAgain();
    // Most fall into the work, some into the start.
    if (randomInt(100) < 85) await app.next("ready");
    await sleep(randomInt(workMsMax));
    await app.kill();
  }
  await using last = startAgain();
  await last.next("ready");
  ending.abort();
  await talking;
  await settle(bench);
  await using db = createDatabase({ url: databaseUrl, dataKey: Buffer.from(dataKey, "hex") });
  const figures = await judgeKills({
    heard,
    platform,
    db,
    query: (sql) => cluster.query(name, sql),
  });
  printFigures(`杀进程 ${kills} 次（SIGKILL，随机时刻，随即重启）`, figures);
  return figures;
}

const places: readonly Place[] = [
  { platform: "wecom", member: 0, group: 0 },
  { platform: "wecom", member: 1, group: 0 },
  { platform: "wecom", member: 2, group: 1 },
  { platform: "wecom", member: 3 },
  { platform: "wecom", member: 4 },
  { platform: "wecom", member: 5 },
  { platform: "dingtalk", member: 6, group: 2 },
  { platform: "dingtalk", member: 7, group: 2 },
  { platform: "dingtalk", member: 8 },
  { platform: "dingtalk", member: 9 },
];

function whoTalks(platformUrl: string) {
  const push = `${platformUrl}/sandbox/api/wecom/cgi-bin/webhook/send?key=bench`;
  return {
    people: places.map(({ platform, member }) => personOf(member, platform)),
    groups: [groupOf(0, "wecom", push), groupOf(1, "wecom", push), groupOf(2, "dingtalk")],
  };
}

/** Until every reminder has fired and everything that can be said has been said. */
async function settle({ cluster }: Bench): Promise<void> {
  const endsAt = Date.now() + 60_000;
  for (;;) {
    const rows = await cluster.query<{ open: number }>(
      name,
      `select (select count(*) from reminders where state = 'open')::integer
        + (select count(*) from outbox where state in ('waiting', 'sending'))::integer as open`,
    );
    const open = rows[0]?.open ?? 0;
    if (open === 0) return;
    if (Date.now() > endsAt) throw new Error(`${open} messages are still waiting`);
    await sleep(200);
  }
}
