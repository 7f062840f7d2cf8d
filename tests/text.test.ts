import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { fixedPhrases, noSecretsHere } from "../text/fixed.ts";

const folder = join(import.meta.dirname, "..", "text");
const sources = globSync("**/*.ts", { cwd: folder }).map((name) => ({
  name,
  text: readFileSync(join(folder, name), "utf8"),
}));

/** What the bot never says; the office's own list first. */
const forbidden = [
  ..."当选 否决 竞选 拉票 民意调查 匿名 法定人数 失败 非法".split(" "),
  ..."无效 拒绝 系统错误 参数 异常 亲爱的 小可爱 呢。 哦。 逾期 秘书".split(" "),
];

/** What stands between quotation marks, without the names in ${…}. */
function literalsOf(text: string): string[] {
  const withoutComments = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const found = withoutComments.matchAll(/"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g);
  return Array.from(found, (match) => match[1] ?? match[2] ?? "").filter((each) => hasHan(each));
}

function hasHan(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}

function findForbidden(text: string): string[] {
  return forbidden.filter((word) => literalsOf(text).some((literal) => literal.includes(word)));
}

function findForeign(text: string): string[] {
  return literalsOf(text)
    .map((literal) =>
      literal
        .replaceAll(/\$\{[^}]*\}*/g, "")
        .replaceAll(/https?:\/\/\S*|npm run xiaoxie -- \w+/g, ""),
    )
    .filter((literal) => /[A-Za-z]{2,}/.test(literal));
}

describe("机器人说的话", () => {
  test.each(sources)("$name：没有不该说的词", ({ text }) => {
    expect(findForbidden(text)).toEqual([]);
  });

  test.each(sources)("$name：没有感叹号和表情", ({ text }) => {
    const marks = literalsOf(text).filter((each) => /[！]|\p{Extended_Pictographic}/u.test(each));
    expect(marks).toEqual([]);
  });

  // What the operator reads at the terminal names settings and commands.
  const forPeople = sources.filter(({ name }) => name !== "backup.ts");
  test.each(forPeople)("$name：没有外文词", ({ text }) => {
    expect(findForeign(text)).toEqual([]);
  });

  test("能看出不该说的", () => {
    expect(findForbidden('const a = "张三当选了";')).toEqual(["当选"]);
    expect(findForbidden("const a = `投票${n}无效`;")).toEqual(["无效"]);
    expect(findForbidden("/** 当选 is never said. */")).toEqual([]);
    expect(findForeign('const a = "请点 OK 继续";')).toEqual(["请点 OK 继续"]);
  });

  test("固定提法一字不差，别处没有另写的", () => {
    expect(Object.values(fixedPhrases)).toEqual([
      "党政所需、群众所盼、政协所能",
      "大事大议、小事小议、急事快议",
      "协商于民、协商为民",
    ]);
    expect(noSecretsHere).toBe("涉密和内部事项，请不要在群里和这里说。");
    const others = sources.filter(({ name }) => name !== "fixed.ts");
    const parts = /党政所需|群众所盼|政协所能|大事大议|小事小议|急事快议|协商于民|协商为民/;
    for (const { name, text } of others)
      expect([name, parts.exec(text)?.[0]]).toEqual([name, undefined]);
  });
});
