import { afterEach, beforeEach, expect, test } from "vitest";

import { meetingForms } from "../../domain/meeting.ts";
import { sayForm } from "../../domain/meeting-forms.ts";
import { type Office, openOffice } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office[Symbol.asyncDispose]());

const zhou = () => office.person("周敏");
const li = () => office.person("李梅");

test("每一种协商会都有十条，两种问法一样", async () => {
  for (const form of meetingForms) {
    const name = sayForm({ form, alias: undefined });
    const answer = await li().alone(`怎么开 ${name}`);
    expect(answer.split("\n")[0]).toBe(`${name}怎么开：`);
    expect(answer).toContain("\n10、");
  }
  expect(await li().alone("现场协商会怎么开")).toBe(await li().alone("怎么开 现场协商会"));
  expect(await li().alone("院坝会怎么开")).toContain("院坝会怎么开：\n1、先到现场看一遍");
  expect(await li().inGroup("怎么開 現場協商會？")).toContain("现场协商会怎么开：");
});

test("联络员能改、能恢复，委员不能改", async () => {
  expect(await li().alone("怎么开 现场协商会 改为：随便开")).toContain("由联络员或管理员来做");
  expect(await zhou().alone("怎么开 现场协商会 改为：\n1、先看现场\n2、再听居民说")).toContain(
    "一共2条",
  );
  const changed = await li().alone("怎么开 现场协商会");
  expect(changed).toContain("1、先看现场\n2、再听居民说\n");
  expect(changed).not.toContain("3、");
  expect(await zhou().alone(`怎么开 现场协商会 改为：${"长".repeat(41)}`)).toContain("还没有改");
  expect(await zhou().alone("怎么开 现场协商会 恢复默认")).toContain("用回原来的十条");
  expect(await li().alone("怎么开 现场协商会")).toContain("\n10、");
});

test("没说哪一种的，列出来；平常的话不当口令", async () => {
  expect(await li().alone("怎么开")).toContain("现场协商会、");
  expect(await li().alone("会议怎么开得这么久")).not.toContain("怎么开：");
  expect(await li().alone("门怎么开")).not.toContain("怎么开：");
});

test("本地自己的叫法也能改，说明改的是哪一种协商会", async () => {
  const unknown = await zhou().alone("怎么开 夜谈会 改为：先喝茶；再说事");
  expect(unknown).toContain("您问的是哪一种");
  await zhou().alone("设置 会议别名 夜谈会=现场协商");
  const changed = await zhou().alone("怎么开 夜谈会 改为：先喝茶；再说事");
  expect(changed).toContain("夜谈会怎么开，改好了，一共2条。");
  expect(changed).toContain("夜谈会算作现场协商会，现场协商会也按这个来。");
  expect(await li().alone("怎么开 现场协商会")).toContain("1、先喝茶\n2、再说事\n");
  expect(await li().alone("怎么开 夜谈会")).toContain("1、先喝茶\n2、再说事\n");
  expect(await zhou().alone("怎么开 夜谈会 恢复默认")).toContain("用回原来的十条");
  expect(await li().alone("怎么开 现场协商会")).toContain("\n10、");
});
