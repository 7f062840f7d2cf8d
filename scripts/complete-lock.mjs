import * as fs from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * To be run by hand after `npm install` has changed the lock file. A registry that lacks some
 * platform's build of a package leaves it out of the lock file, and then `npm ci` refuses everywhere:
 * every optional build must be named, wanted here or not. Names it, with the platform read from its
 * name, so that npm passes over it on all others without asking the registry.
 */

const lockFile = fileURLToPath(new URL("../package-lock.json", import.meta.url));
const lock = JSON.parse(fs.readFileSync(lockFile, "utf8"));
const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd"];
const platforms = [...systems, "openharmony", "sunos", "win32"];
const processors = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x"];

let added = 0;
for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key] !== undefined) continue;
    lock.packages[key] = { version, ...platformOf(name), ...devOf(entry), optional: true };
    added += 1;
  }
}
const [root, ...rest] = Object.entries(lock.packages);
const sorted = rest.sort(([a], [b]) => a.localeCompare(b, "en"));
lock.packages = Object.fromEntries([root, ...sorted]);
fs.writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json 补上了 ${added} 个其他平台的程序包。`);

/** @param {string} name for instance `@oxlint/binding-linux-x64-musl` */
function platformOf(name) {
  const words = name.split("/").at(-1)?.split("-") ?? [];
  const os = platforms.find((each) => words.includes(each));
  const cpu = [...processors, "x64"].find((each) => words.includes(each));
  if (os === undefined || cpu === undefined) throw new Error(`${name} 看不出是哪个平台的。`);
  return { cpu: [cpu], os: [os] };
}

/** @param {{ dev?: boolean }} entry */
function devOf(entry) {
  return entry.dev ? { dev: true } : {};
}
