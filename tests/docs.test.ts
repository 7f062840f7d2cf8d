import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { dirname, join, relative } from "node:path";

import { describe, expect, test } from "vitest";

import { retention, sayDays } from "../domain/retention.ts";
import { commandsPage } from "../scripts/generate-commands.ts";

const root = join(import.meta.dirname, "..");

/** Files as the repository would hold them; without git, everything but what is made here. */
function listFiles(): readonly string[] {
  const made = /^(?:node_modules|\.data|\.git|coverage)(?:\/|$)|^\.env$|\.log$/;
  return fs
    .globSync("**/*", { cwd: root, exclude: (path) => made.test(relativePath(path)) })
    .concat(fs.globSync([".*", ".ci/*"], { cwd: root }))
    .filter((path) => !made.test(path) && fs.statSync(join(root, path)).isFile());
}

function relativePath(path: string): string {
  return path.startsWith(root) ? relative(root, path) : path;
}

const files = listFiles();
const pages = files.filter((path) => path.endsWith(".md"));

/** Links and images of a page that lead into the repository. */
function relativeLinks(markdown: string): string[] {
  const words = markdown.replaceAll(/^```[\s\S]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, "");
  return [...words.matchAll(/!?\[[^\]]*\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? "")
    .filter((link) => !/^(?:[a-z]+:|\/\/|#)/i.test(link))
    .map((link) => link.replace(/#.*$/, ""));
}

/** What gives away the machine on which the files were made, or where its packages came from. */
function machineTraces(text: string): string[] {
  const patterns = [
    /(?<![\w.}~-])\/(?:w[o]rk|h[o]me|[U]sers)\/[\w.-]+/g,
    /[\w.-]*r[e]gistry\.[\w-]+\.(?:org|com|cn|dev)[\w.-]*/g,
    /npm[m]irror\.com/g,
  ];
  return patterns.flatMap((pattern) => text.match(pattern) ?? []);
}

test("看得到该看的文件，看不到不进仓库的", () => {
  for (const path of ["README.md", ".env.example", ".ci/run", "main.ts", "docs/commands.md"]) {
    expect(files).toContain(path);
  }
  expect(files.filter((path) => path.startsWith("node_modules/"))).toEqual([]);
  expect(pages.length).toBeGreaterThan(12);
});

test("docs/commands.md 是新的（node_modules/.bin/node scripts/generate-commands.ts）", () => {
  expect(fs.readFileSync(join(root, "docs/commands.md"), "utf8")).toBe(commandsPage());
});

describe("链接", () => {
  test("认得出链接和图，代码里的、网上的、页内的不算", () => {
    const page =
      "[a](docs/a.md#b) ![图](b.png) [c](https://c.cn) [d](#d) `[e](e)`\n```\n[f](f)\n```\n";
    expect(relativeLinks(page)).toEqual(["docs/a.md", "b.png"]);
  });

  test.each(pages)("%s 里的链接和图都在", (page) => {
    const links = relativeLinks(fs.readFileSync(join(root, page), "utf8"));
    const missing = links.filter((link) => !fs.existsSync(join(root, dirname(page), link)));
    expect(missing).toEqual([]);
  });
});

describe("这台机器的痕迹", () => {
  test("认得出", () => {
    // Put together here, so that this file does not contain what it looks for.
    const [room, host] = ["work", "registry"];
    for (const text of [`see /${room}/x`, `https://${host}.example.org/x`, `cd /${room}/main`]) {
      expect(machineTraces(text), text).toHaveLength(1);
    }
    for (const text of [`https://a.cn/${room}/x`, `npm config get ${host}`, `src/${room}/x`]) {
      expect(machineTraces(text), text).toEqual([]);
    }
  });

  test("除锁文件外，哪个文件里都没有", () => {
    const traces = files
      .filter((path) => path !== "package-lock.json" && !/\.(?:png|jpg|ico|woff2?)$/.test(path))
      .flatMap((path) =>
        machineTraces(fs.readFileSync(join(root, path), "utf8")).map(
          (trace) => `${path}: ${trace}`,
        ),
      );
    expect(traces).toEqual([]);
  });
});

describe("docs/安全说明.md", () => {
  const page = fs.readFileSync(join(root, "docs/安全说明.md"), "utf8");

  test("保留期限表和 domain/retention.ts 一行不差", () => {
    const table = /^\| 内容 \| 保留 \| 到时怎样 \|\n\|---\|---\|---\|\n((?:\|.*\|\n)+)/m.exec(
      page,
    )?.[1];
    const rules = Object.values(retention).map(
      ({ holds, days, outcome }) => `| ${holds} | ${sayDays(days)} | ${outcome} |\n`,
    );
    expect(table).toBe(rules.join(""));
  });

  test("该说的都说了，README 有链接", () => {
    const sections = ["存什么", "存在哪里", "谁能看到", "经过企业微信、钉钉云的", "涉密内容"];
    const others = ["怎样删除", "备份和日志", "等保对照", "联系人"];
    for (const words of [...sections, ...others]) {
      expect(page, words).toMatch(new RegExp(`^## .*${words}`, "m"));
    }
    expect(page).toContain("未做");
    const links = relativeLinks(fs.readFileSync(join(root, "README.md"), "utf8"));
    expect(links).toContain("docs/安全说明.md");
  });

  test("一页：不超过一百行", () => {
    expect(page.split("\n").length).toBeLessThanOrEqual(100);
  });
});

describe("README", () => {
  const readme = fs.readFileSync(join(root, "README.md"), "utf8");
  const { scripts } = JSON.parse(fs.readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Readonly<Record<string, string>>;
  };

  test("说到的 npm 命令都有", () => {
    const named = [...readme.matchAll(/npm (?:run )?([a-z]+)/g)].map((match) => match[1] ?? "");
    const own = named.filter((name) => !["config", "install", "ci"].includes(name));
    expect(own).toContain("start");
    expect(own.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  test("说到的设置都有", () => {
    const known = fs.readFileSync(join(root, ".env.example"), "utf8");
    const named = new Set(readme.match(/\b(?:WECOM|DINGTALK)_[A-Z_]+\b/g));
    expect(named.size).toBeGreaterThan(5);
    expect([...named].filter((name) => !known.includes(`\n${name}=`))).toEqual([]);
  });

  test("说到的 xiaoxie 命令都有", () => {
    const help = execFileSync(process.execPath, [join(root, "cli.ts"), "help"], {
      encoding: "utf8",
    });
    const named = new Set([...readme.matchAll(/xiaoxie -- ([a-z]+)/g)].map((match) => match[1]));
    expect(named.size).toBeGreaterThan(0);
    for (const name of named) expect(help).toMatch(new RegExp(`^  ${name} `, "m"));
  });
});
