import * as fs from "node:fs";
import { basename, dirname, join, posix } from "node:path";

import { describe, expect, test } from "vitest";

/** The plan of the house as a test. Every rule is a function that is also shown something bad. */
interface Source {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
}

interface Room {
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
  /** Whether `node:` may be imported. */
  readonly hasNode: boolean;
}

/** Who may import whom, besides their own files. Rooms not listed may import anything. */
const table: Readonly<Record<string, Room>> = {
  domain: { rooms: [], packages: [], hasNode: false },
  text: { rooms: ["domain"], packages: [], hasNode: false },
  db: { rooms: ["domain"], packages: ["kysely", "pg"], hasNode: true },
  handlers: { rooms: ["domain", "text", "db"], packages: [], hasNode: true },
  jobs: {
    rooms: ["domain", "text", "db", "handlers"],
    packages: ["bullmq", "ioredis", "pg", "zod"],
    hasNode: true,
  },
  bot: {
    rooms: ["domain", "text"],
    packages: ["koa", "@koa/router", "@wecom/crypto", "saxes", "ws", "zod"],
    hasNode: true,
  },
  render: {
    rooms: ["domain", "text"],
    packages: ["@fontsource/noto-sans-sc", "@resvg/resvg-js", "docx", "ical-generator", "uqr"],
    hasNode: true,
  },
  web: {
    rooms: ["domain", "text", "db", "handlers"],
    packages: ["koa", "@koa/router", "zod"],
    hasNode: true,
  },
  sandbox: { rooms: ["domain"], packages: ["koa", "@koa/router", "uqr", "ws"], hasNode: true },
};

/** The files beside main.ts, which wires everything (docs/decisions/0004). */
const topLevel = new Set([
  "accounts.ts",
  "app-lines.ts",
  "app.ts",
  "cli.ts",
  "config.ts",
  "doctor-channels.ts",
  "doctor-facts.ts",
  "doctor-run.ts",
  "doctor.ts",
  "finding.ts",
  "load-holidays.ts",
  "local-keys.ts",
  "log.ts",
  "main.ts",
  "pages.ts",
  "recount-ballots.ts",
  "recount-case.ts",
  "recount-rules.ts",
  "recount.ts",
  "register-cards.ts",
  "sandbox-recall.ts",
  "sandbox-tenant.ts",
  "settings.ts",
  "start-failure.ts",
  "vitest.config.ts",
  "when.ts",
]);

/** Folders without rules of import: the tools, the measurements, the tests, the pages. */
const openRooms = ["bench", "docs", "scripts", "tests"];

const root = join(import.meta.dirname, "..");

const sources: readonly Source[] = fs
  .globSync("**/*.{ts,mts,mjs}", { cwd: root, exclude: ["node_modules", ".data", "coverage"] })
  .toSorted()
  .map((path) => ({ path, text: fs.readFileSync(join(root, path), "utf8") }));

const roomOf = (path: string): string => (path.includes("/") ? (path.split("/")[0] ?? "") : "");

const inRooms = (rooms: readonly string[]) =>
  sources.filter((source) => rooms.includes(roomOf(source.path)));

/** What a file imports, types too: `from`, bare imports and `import("…")`. */
function importsOf(text: string): string[] {
  const statements = [
    /^(?:import|export)\s+(?:type\s+)?[\w*{][^;"'=()]*?\bfrom\s+"([^"]+)"/gm,
    /^import\s+"([^"]+)"/gm,
    /\bimport\(\s*"([^"]+)"/g,
  ];
  return statements.flatMap((each) => [...text.matchAll(each)].map((match) => match[1] ?? ""));
}

const packageOf = (name: string): string =>
  name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");

function importFaults({ path, text }: Source): string[] {
  const room = roomOf(path);
  const allowed = table[room];
  if (allowed === undefined) return [];
  const isAllowed = (name: string): boolean => {
    if (name.startsWith("node:")) return allowed.hasNode;
    if (!name.startsWith(".")) return allowed.packages.includes(packageOf(name));
    const target = roomOf(posix.normalize(posix.join(dirname(path), name)));
    return target === room || allowed.rooms.includes(target);
  };
  return importsOf(text)
    .filter((name) => !isAllowed(name))
    .map((name) => `${path}: ${name}`);
}

/** The code alone: comments gone, the words inside strings gone. */
function codeOf(text: string): string {
  const token = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;
  return text.replaceAll(token, (found) => (found.startsWith("/") ? "" : '""'));
}

/** Lines of the sources that a pattern finds, as `path: what was found`. */
function finds(within: readonly Source[], pattern: RegExp, read = codeOf): string[] {
  return within.flatMap(({ path, text }) =>
    [...read(text).matchAll(pattern)].map((match) => `${path}: ${match[0].trim()}`),
  );
}

const filesOf = (folder: string) =>
  sources.filter(({ path }) => path.startsWith(`bot/platforms/${folder}/`));

/** The names of values that a file exports. */
const exportsOf = (text: string): string[] =>
  [...text.matchAll(/^export (?:async )?(?:function|const|class) (\w+)/gm)]
    .map((match) => match[1] ?? "")
    .toSorted();

/** Comments go, strings stay: that is where the statements are. */
const statementsOf = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/[^\n]*/gm, "");

const whole = (text: string): string => text;
const bad = (text: string, path = "handlers/bad.ts"): Source[] => [{ path, text }];

describe("谁可以引用谁", () => {
  test("各种写法的引用都认得，类型也算", () => {
    const text = `import a from "a";
import type { B } from "./b.ts";
import {
  c,
  type D,
} from "../c.ts";
import * as e from "@scope/e/deep";
import "f";
export { g } from "g";
export * from "h";
const i = await import("i");
const words = 'from "not"';
`;
    expect(importsOf(text).toSorted()).toEqual(
      ["a", "./b.ts", "../c.ts", "@scope/e/deep", "f", "g", "h", "i"].toSorted(),
    );
  });

  test.each([
    ["domain/a.ts", 'import fs from "node:fs";'],
    ["domain/a.ts", 'import { z } from "zod";'],
    ["domain/a.ts", 'import type { Tx } from "../db/database.ts";'],
    ["text/a.ts", 'import { x } from "../handlers/arg.ts";'],
    ["db/a.ts", 'import { x } from "../text/errors.ts";'],
    ["handlers/commands/a.ts", 'import { sql } from "kysely";'],
    ["handlers/a.ts", 'import { x } from "../config.ts";'],
    ["jobs/a.ts", 'import { x } from "../bot/platform.ts";'],
    ["bot/platforms/x/a.ts", 'import { x } from "../../../db/database.ts";'],
    ["render/a.ts", 'import { x } from "../db/files.ts";'],
    ["web/a.ts", 'import { x } from "../render/chart.ts";'],
    ["sandbox/a.ts", 'import { x } from "../bot/bytes.ts";'],
    ["sandbox/a.ts", 'import { x } from "@wecom/crypto";'],
  ])("不该有的引用查得出：%s %s", (path, text) => {
    expect(importFaults({ path, text })).toHaveLength(1);
  });

  test.each([
    ["domain/a.ts", 'import { x } from "./b.ts";'],
    ["db/schema/a.ts", 'import { x } from "../../domain/topic.ts";'],
    ["db/a.ts", 'import { x } from "kysely/migration";'],
    ["bot/platforms/x/a.ts", 'import { x } from "../../bytes.ts";'],
    ["main.ts", 'import { x } from "./bot/bytes.ts";'],
  ])("该有的不冤枉：%s %s", (path, text) => {
    expect(importFaults({ path, text })).toEqual([]);
  });

  test.each(Object.keys(table))("%s", (room) => {
    const files = inRooms([room]);
    expect(files.length).toBeGreaterThan(1);
    expect(files.flatMap(importFaults)).toEqual([]);
  });
});

describe("房间", () => {
  test("最外面只有说好的文件和房间，新房间要先写决定", () => {
    const rooms = new Set([...Object.keys(table), ...openRooms]);
    const strange = sources
      .map(({ path }) => path)
      .filter((path) => !(path.includes("/") ? rooms.has(roomOf(path)) : topLevel.has(path)));
    expect(strange).toEqual([]);
  });

  const vague = /^(?:utils?|helpers?|common|services?|types?|src|lib|misc)$/;
  test("没有说不清放什么的文件夹", () => {
    expect(
      ["utils", "helpers", "common", "services", "types"].every((name) => vague.test(name)),
    ).toBe(true);
    const folders = sources.flatMap(({ path }) => path.split("/").slice(0, -1));
    expect(folders.filter((name) => vague.test(name))).toEqual([]);
  });

  const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|config|d))?\.(?:ts|mts|mjs)$/;
  test("文件名是小写加连字符", () => {
    expect(kebab.test("topicPropose.ts")).toBe(false);
    expect(
      sources.filter(({ path }) => !kebab.test(basename(path))).map(({ path }) => path),
    ).toEqual([]);
  });
});

describe("平台的名字", () => {
  const platformName = /wecom|dingtalk|企业微信|钉钉/gi;
  const neutral = sources.filter(
    ({ path }) =>
      (/^(?:domain|text|handlers|jobs|db|bot)\//.test(path) &&
        !path.startsWith("bot/platforms/")) ||
      ["app.ts", "local-keys.ts", "log.ts", "start-failure.ts"].includes(path),
  );

  test("只出现在自己的文件夹里，注释里也没有", () => {
    expect(
      finds(bad("// 企业微信 WeCom\nconst x = 'dingtalk';"), platformName, whole),
    ).toHaveLength(3);
    expect(neutral.length).toBeGreaterThan(60);
    expect(finds(neutral, platformName, whole)).toEqual([]);
  });

  test("一个平台不知道另一个", () => {
    expect(finds(filesOf("wecom"), /dingtalk|钉钉/gi, whole)).toEqual([]);
    expect(finds(filesOf("dingtalk"), /wecom|企业微信/gi, whole)).toEqual([]);
  });

  test("每个平台都有同样的几个文件，门、线、收、发给出的名字也一样", () => {
    expect(exportsOf("export function b() {}\nexport const a = 1;\nexport interface C {}")).toEqual(
      ["a", "b"],
    );
    const folder = join(root, "bot", "platforms");
    const platforms = fs.readdirSync(folder).toSorted();
    expect(platforms.length).toBeGreaterThan(1);
    // What only one of them has is a channel of its own, in files named after it.
    const core = ["api", "calendar", "card", "crypto", "index", "markdown", "probe", "receive"];
    const names = { index: ["doors", "lines", "speaker"], receive: ["createReceive"] };
    for (const platform of platforms) {
      const files = fs.readdirSync(join(folder, platform));
      const wanted = [...core, "reply", "send"].map((name) => `${name}.ts`);
      expect(files, platform).toEqual(expect.arrayContaining(wanted));
      for (const [file, exported] of Object.entries({ ...names, send: ["createSpeaker"] })) {
        const text = fs.readFileSync(join(folder, platform, `${file}.ts`), "utf8");
        expect(exportsOf(text), platform).toEqual(expect.arrayContaining(exported));
      }
    }
  });
});

describe("收信用的三张表", () => {
  const routing =
    /\b(?:from|join|into|update|references|table)\s+(?:accounts|conversations|inbox)\b|\(\s*"(?:accounts|conversations|inbox)[".]/g;
  const keepers = new Set([
    "db/accounts.ts",
    "db/conversations.ts",
    "db/inbox.ts",
    "db/route.ts",
    "db/single-conversations.ts",
  ]);

  test("没有行级安全，所以只有五个文件提到", () => {
    const samples = [
      'tx.selectFrom("inbox")',
      "sql`update conversations set`",
      '.innerJoin("accounts", x)',
    ];
    for (const text of samples) expect(finds(bad(text), routing, statementsOf)).toHaveLength(1);
    expect(finds(bad("/** read from accounts */"), routing, statementsOf)).toEqual([]);
    const others = sources.filter(
      ({ path }) =>
        !keepers.has(path) &&
        !path.startsWith("db/migrations/") &&
        !openRooms.includes(roomOf(path)),
    );
    expect(finds(others, routing, statementsOf)).toEqual([]);
  });
});

describe("写法", () => {
  const atTheEdge = new Set(["main.ts", "cli.ts", "config.ts", "log.ts", "vitest.config.ts"]);
  const library = sources.filter(
    ({ path }) => !openRooms.includes(roomOf(path)) && !atTheEdge.has(path),
  );

  test("库里不打印，不读环境", () => {
    const edge = /\bconsole\b|\bprocess\.env\b/g;
    expect(finds(bad("console.log(process.env.X); // console"), edge)).toHaveLength(2);
    expect(finds(library, edge)).toEqual([]);
  });

  test("没有 any", () => {
    const anyType = /(?::|\bas|<|,|\||&|=>)\s*any\b(?!\s*[(:])|\bany\[\]/g;
    const samples = [
      "let a: any;",
      "b as any",
      "Array<any>",
      "Record<string, any>",
      "(x: any) => x",
    ];
    for (const text of samples) expect(finds(bad(text), anyType), text).toHaveLength(1);
    expect(finds(bad('// any one\nAbortSignal.any([a]); const s = "as any";'), anyType)).toEqual(
      [],
    );
    expect(finds(sources, anyType)).toEqual([]);
  });

  test("没有 export default，设置文件除外", () => {
    const byDefault = /\bexport default\b|\bas default\b/g;
    expect(finds(bad("export default function () {}"), byDefault)).toHaveLength(1);
    const others = sources.filter(({ path }) => !path.endsWith(".config.ts"));
    expect(finds(others, byDefault)).toEqual([]);
  });

  test("没有 enum、namespace：Node 直接运行不了", () => {
    const erased = /^\s*(?:export )?(?:declare )?(?:const )?(?:enum|namespace) \w+/gm;
    expect(finds(bad("export enum A { b }"), erased)).toHaveLength(1);
    expect(finds(sources, erased)).toEqual([]);
  });
});
