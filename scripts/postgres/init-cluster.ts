import { spawn } from "node:child_process";
import * as fs from "node:fs";
import { basename, dirname, join } from "node:path";

import { LauncherError } from "../launcher-error.ts";
import { makePassable, type Place, runAs } from "./place.ts";

/**
 * Makes an empty cluster. The locale is PostgreSQL's own C.UTF-8, not the machine's: under plain C
 * text search would find nothing in Chinese, and the machine's may change with an upgrade.
 *
 * Every attempt has a directory of its own: a start that was killed leaves its initdb at work for
 * a second or two, and that one, failing, would empty whatever stands under its directory's name.
 */
export async function initCluster(place: Place, native: string): Promise<void> {
  makePassable(dirname(place.cluster));
  removePartial(place.cluster);
  const partial = fs.mkdtempSync(partialPrefix(place.cluster));
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
  if (code === 0) fs.renameSync(partial, place.cluster);
  removePartial(place.cluster);
  if (code !== 0) throw initError(said);
}

function partialPrefix(cluster: string): string {
  return `${cluster}.new-`;
}

/** Under the launcher's lock, so whatever is found here belongs to no living start. */
function removePartial(cluster: string): void {
  const prefix = basename(partialPrefix(cluster));
  for (const name of fs.readdirSync(dirname(cluster))) {
    if (!name.startsWith(prefix)) continue;
    // An orphaned initdb may add a file between the listing and the removal.
    const options = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 };
    fs.rmSync(join(dirname(cluster), name), options);
  }
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
