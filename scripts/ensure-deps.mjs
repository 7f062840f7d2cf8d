import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withDirectoryLock } from "./directory-lock.mjs";

/**
 * Runs before `npm start`, `npm test` and the like, on whatever Node the machine has (20 or later)
 * and before any package exists: installs what the lock file names if that has not been done yet.
 * Install scripts are never needed, so they are never run.
 */

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockFile = join(root, "package-lock.json");
const installedList = join(root, "node_modules", ".package-lock.json");
const bundledNode = join(root, "node_modules", ".bin", "node");

try {
  if (!isInstalled()) await installOnce();
  requireNode24();
} catch (error) {
  console.error(sentenceFor(error));
  process.exitCode = 1;
}

function isInstalled() {
  const wanted = fs.statSync(lockFile).mtimeMs;
  const installed = fs.statSync(installedList, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return installed >= wanted && (fs.existsSync(bundledNode) || !hasBundledNode());
}

/** The Node 24 packages exist for Linux with glibc only; elsewhere the machine brings its own. */
function hasBundledNode() {
  if (process.platform !== "linux" || !["x64", "arm64"].includes(process.arch)) return false;
  return process.report.getReport().header.glibcVersionRuntime !== undefined;
}

async function installOnce() {
  // Told before the wait of an install, not after it.
  if (!hasBundledNode()) requireNode24();
  const dataDir = join(root, ".data");
  if (fs.mkdirSync(dataDir, { recursive: true }) !== undefined) fs.chmodSync(dataDir, 0o755);
  const options = {
    onWait: () => console.log("另一个启动正在安装依赖，等它完成……"),
    timeoutMs: 15 * 60_000,
    timeoutMessage: "等待另一个启动安装依赖超过 15 分钟，请结束它之后再试。",
  };
  await withDirectoryLock(join(dataDir, "install.lock"), options, async () => {
    if (!isInstalled()) await install();
  });
}

async function install() {
  console.log("正在安装依赖，首次约需半分钟……");
  await runNpmCi();
  // The lock file may carry a later time than this moment where clocks differ.
  const doneAt = new Date(Math.max(Date.now(), Math.ceil(fs.statSync(lockFile).mtimeMs)));
  fs.utimesSync(installedList, doneAt, doneAt);
  if (!hasBundledNode()) return fs.rmSync(bundledNode, { force: true });
  if (spawnSync(bundledNode, ["--version"]).status !== 0) {
    throw new Error("安装的 Node 24 在本机不能运行，请在 Debian 12 或更新的 Linux 上使用。");
  }
}

/** @returns {Promise<void>} */
function runNpmCi() {
  const script = process.env.npm_execpath ?? "";
  const isNpm = script.endsWith("npm-cli.js");
  const [command, ...first] = isNpm
    ? [process.env.npm_node_execpath ?? process.execPath, script]
    : ["npm"];
  // Included even under NODE_ENV=production or omit=optional: the check and Node itself need them.
  const wanted = ["--include=dev", "--include=optional", "--ignore-scripts"];
  const patience = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"];
  const quiet = ["--no-audit", "--no-fund", "--no-progress", "--loglevel=error"];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, "ci", ...wanted, ...patience, ...quiet], {
      cwd: root,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (chunk) => (said += chunk));
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(new Error(npmSentence(said, code))),
    );
  });
}

/**
 * @param {string} said what npm wrote to its error output
 * @param {number | null} code
 */
function npmSentence(said, code) {
  if (said.includes("ENOSPC")) return "磁盘空间不足，依赖没有装成，请腾出约 1 GB 后再试。";
  if (/\b(EACCES|EPERM|EROFS)\b/.test(said)) {
    return `没有写入权限，依赖没有装成，请用能写 ${root} 的用户运行。`;
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|ERR_SOCKET|network/.test(said)) {
    return "连不上 npm 软件源，依赖没有装成，请检查网络或代理（npm config get registry）后再试。";
  }
  if (said.includes("EUSAGE")) {
    return "package.json 与 package-lock.json 不一致，依赖没有装成，请恢复这两个文件后再试。";
  }
  const lines = said.trim().split("\n").slice(-6).join("\n");
  return `${lines}\n依赖没有装成（npm ci 退出码 ${code ?? "无"}），原因见上面几行。`;
}

/** @throws {Error} where this Node is too old and no newer one is installed with the packages */
function requireNode24() {
  if (fs.existsSync(bundledNode)) return;
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 24 || (major === 24 && minor >= 11)) return;
  const here = `${process.platform} ${process.arch}`;
  throw new Error(
    `本机（${here}）没有随附的 Node，请先安装 Node 24.11 或更新版本（现在是 ${process.versions.node}）。`,
  );
}

/** @param {unknown} error */
function sentenceFor(error) {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? String(error.code) : "";
  if (code === "ENOENT" && "syscall" in error && String(error.syscall).startsWith("spawn")) {
    return "找不到 npm，请先安装 Node 20 以上版本（含 npm），再运行 npm start。";
  }
  if (["EACCES", "EPERM", "EROFS"].includes(code)) {
    return `没有写入权限，请用能写 ${root} 的用户运行。`;
  }
  if (code === "ENOSPC") return "磁盘空间不足，请腾出约 1 GB 后再试。";
  return error.message;
}
