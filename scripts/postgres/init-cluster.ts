import { spawn } from "node:child_process";
import * as fs from "node:fs";
import { dirname, join } from "node:path";

import { LauncherError } from "../launcher-error.ts";
import { makePassable, type Place, runAs } from "./place.ts";

/**
 * Makes an empty cluster. The locale is PostgreSQL's own C.UTF-8, not the machine's: under plain C
 * text search would find nothing in Chinese, and the machine's may change with an upgrade.
 */
export async function initCluster(place: Place, native: string): Promise<void> {
  const partial = `${place.cluster}.new`;
  makePassable(dirname(partial));
  fs.rmSync(partial, { recursive: true, force: true });
  fs.mkdirSync(partial, { mode: 0o700 });
  if (place.user !== undefined) fs.chownSync(partial, place.user.uid, place.user.gid);
  const locale = ["--locale-provider=builtin", "--locale=C.UTF-8", "--encoding=UTF8"];
  const access = ["--username=postgres", "--auth=trust", "--no-instructions"];
  const child = spawn(join(native, "bin", "initdb"), ["-D", partial, ...locale, ...access], {
    ...runAs(place.user),
    // Ctrl-C at the terminal is for the program, which lets this end and then stops.
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const endWithUs = () => void child.kill("SIGKILL");
  process.once("exit", endWithUs);
  const { code, said } = await ended(child).finally(() => process.off("exit", endWithUs));
  if (code !== 0) {
    fs.rmSync(partial, { recursive: true, force: true });
    throw initError(said);
  }
  fs.renameSync(partial, place.cluster);
}

function ended(child: ReturnType<typeof spawn>): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, said }));
  });
}

function initError(said: string): LauncherError {
  if (said.includes("No space left on device")) {
    return new LauncherError("磁盘空间不足，没有建成数据库，请腾出空间后再试。");
  }
  const reason = said.trim().split("\n").at(-1) ?? "";
  return new LauncherError(`没有建成数据库（${reason}），请排除后再试，或设置 DATABASE_URL。`);
}
