import { writeFile } from "node:fs/promises";

import { type Right, roleNames, roles, hasRight } from "../domain/rights.ts";
import type { ArgSpec, Command } from "../handlers/command.ts";
import { commands } from "../handlers/registry.ts";

/** Writes `docs/commands.md`; `tests/docs.test.ts` fails when it is not what this file makes. */
const target = new URL("../docs/commands.md", import.meta.url);

/** The whole page, from the same objects that the parser and 帮助 read. */
export function commandsPage(all: readonly Command[] = commands): string {
  return `${[head, table(all), ...all.map(section)].join("\n\n")}\n`;
}

const head = `# 口令

这一页由 \`node_modules/.bin/node scripts/generate-commands.ts\` 从口令的定义生成，不要手改。

群里要先@机器人，单独说不用@。不用记格式：少了空格、繁体字、全角字、@在句中都听得懂；缺了内容会问一句，半小时内回答都算数。`;

function table(all: readonly Command[]): string {
  const rows = all.map(
    (command) =>
      `| ${command.name} | ${whoMay(command)} | ${where(command)} | ${command.example} |`,
  );
  return ["| 口令 | 谁可以用 | 在哪里 | 例 |", "|---|---|---|---|", ...rows].join("\n");
}

function section(command: Command): string {
  const { name, aliases, summary, example, args, isWriting } = command;
  const lines = [
    // A summary that is an example says nothing new.
    ...(summary === undefined || summary.startsWith("例：") ? [] : [summary, ""]),
    `- 例：${example}`,
    ...(aliases.length === 0 ? [] : [`- 也可以说：${aliases.join("、")}`]),
    ...Object.values(args).map((spec) => `- ${argument(spec)}`),
    `- 谁可以用：${whoMay(command)}`,
    `- 在哪里：${where(command)}`,
    `- ${isWriting ? "会改动记录" : "只看，不改动"}`,
  ];
  return [`## ${name}`, "", ...lines].join("\n");
}

function argument({ label, shape, isRequired }: ArgSpec<unknown>): string {
  const place = {
    number: "口令后面的编号",
    word: "口令后面的第一个词",
    words: "口令后面的话",
    block: "口令下面的各行",
    field: `另起一行，写“${label}：……”`,
  }[shape];
  return `${label}（${isRequired ? "必填" : "可不填"}）：${place}`;
}

function where({ place }: Command): string {
  return { anywhere: "群里、单独都行", single: "只能单独说", group: "只能在群里说" }[place];
}

function whoMay({ needs, right }: Command): string {
  if (needs === "nobody") return "任何人";
  if (needs === "tenant") return "任何人（开通以后）";
  return right === undefined ? "核对过身份的人" : holdersOf(right);
}

function holdersOf(right: Right): string {
  const holders = roles.filter((role) => hasRight([role], right));
  if (holders.length === roles.length) return "核对过身份的人";
  return holders.map((role) => roleNames[role]).join("、");
}

if (import.meta.main) await writeFile(target, commandsPage());
