import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { join } from "node:path";

import { expect, inject, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");

test("没装过：两个同时启动只装一次；装好后不再装；锁文件更新后再装", async () => {
  const checkout = newCheckout(installs);
  const [one, two] = await Promise.all([run(checkout), run(checkout)]);
  expect([one.code, two.code]).toEqual([0, 0]);
  expect((one.said + two.said).match(/首次约需/g)).toHaveLength(1);
  expect(countInstalls(checkout)).toBe(1);

  expect(await run(checkout)).toEqual({ code: 0, said: "" });

  const later = new Date(Date.now() + 60_000);
  fs.utimesSync(join(checkout, "package-lock.json"), later, later);
  expect((await run(checkout)).code).toBe(0);
  expect(countInstalls(checkout)).toBe(2);
  expect(await run(checkout)).toEqual({ code: 0, said: "" });

  fs.rmSync(join(checkout, "node_modules", ".bin", "node"));
  expect((await run(checkout)).code).toBe(0);
  expect(countInstalls(checkout)).toBe(3);
});

test.each([
  ["npm error code ENOTFOUND", /^连不上 npm 软件源.*再试。$/m],
  ["npm error code ENOSPC", /^磁盘空间不足.*再试。$/m],
  ["npm error code EACCES", /^没有写入权限.*运行。$/m],
  ["npm error code EUSAGE", /^package\.json 与 package-lock\.json 不一致.*再试。$/m],
  ["npm error strange", /npm error strange\n依赖没有装成（npm ci 退出码 7）/],
])("装不成（%s）：一句话说清楚，退出码 1，锁已放开", async (message, sentence) => {
  const checkout = newCheckout(
    `process.stderr.write(${JSON.stringify(message)}); process.exit(7);`,
  );
  const { code, said } = await run(checkout);
  expect(code).toBe(1);
  expect(said).toMatch(sentence);
  expect(fs.readdirSync(join(checkout, ".data"))).toEqual([]);
});

test("没有 npm：一句话说清楚", async () => {
  const checkout = newCheckout("");
  fs.rmSync(join(checkout, "npm-cli.js"));
  const { code, said } = await run(checkout, { PATH: join(checkout, "empty") });
  expect(code).toBe(1);
  expect(said).toContain("找不到 npm");
});

/** Writes what `npm ci` leaves: the list of what is installed, and Node. */
const installs = `
  const fs = require("node:fs");
  fs.appendFileSync("installs", process.argv[2] + "\\n");
  fs.mkdirSync("node_modules/.bin", { recursive: true });
  fs.rmSync("node_modules/.bin/node", { force: true });
  fs.symlinkSync(process.execPath, "node_modules/.bin/node");
  fs.writeFileSync("node_modules/.package-lock.json", "{}");`;

/** A checkout of nothing but the script, with a program standing where npm's would. */
function newCheckout(npm: string): string {
  const checkout = fs.mkdtempSync(join(inject("runDir"), "checkout-"));
  fs.mkdirSync(join(checkout, "scripts"));
  for (const name of ["ensure-deps.mjs", "directory-lock.mjs"]) {
    fs.copyFileSync(join(root, "scripts", name), join(checkout, "scripts", name));
  }
  fs.writeFileSync(join(checkout, "package-lock.json"), "{}");
  fs.writeFileSync(join(checkout, "npm-cli.js"), npm);
  return checkout;
}

async function run(
  checkout: string,
  env: Record<string, string> = { npm_execpath: join(checkout, "npm-cli.js") },
): Promise<{ code: number; said: string }> {
  const script = join(checkout, "scripts", "ensure-deps.mjs");
  const child = spawn(process.execPath, [script], { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (chunk) => (said += String(chunk)));
  child.stderr.on("data", (chunk) => (said += String(chunk)));
  const [code] = (await once(child, "close")) as [number];
  return { code, said };
}

function countInstalls(checkout: string): number {
  const lines = fs.readFileSync(join(checkout, "installs"), "utf8").trim().split("\n");
  expect(new Set(lines)).toEqual(new Set(["ci"]));
  return lines.length;
}
