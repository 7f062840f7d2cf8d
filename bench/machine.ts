import { readFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";

import type { Cluster } from "./cluster.ts";
import { printTable } from "./table.ts";

/** Figures without their machine mean nothing. */
export async function printMachine(cluster: Cluster): Promise<void> {
  const versions = await cluster.query<{ server_version: string }>(
    "postgres",
    "show server_version",
  );
  const packages = ["koa", "pg", "kysely", "bullmq", "@wecom/crypto"];
  printTable(
    "机器与版本",
    ["项目", "内容"],
    [
      ["处理器", `${cpus()[0]?.model.trim() ?? "未知"} × ${cpus().length}`],
      ["内存", `${(totalmem() / 1024 ** 3).toFixed(1)} GB`],
      ["系统", `${type()} ${release()}`],
      ["Node", process.version],
      ["PostgreSQL", `${versions[0]?.server_version ?? "未知"}（随附，日常设置，fsync 开）`],
      ...packages.map((name) => [name, versionOf(name)]),
    ],
  );
}

function versionOf(name: string): string {
  const path = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  const { version } = JSON.parse(readFileSync(path, "utf8")) as { version: string };
  return version;
}
