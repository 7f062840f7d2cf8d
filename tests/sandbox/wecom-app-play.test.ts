import { afterAll, beforeAll, expect, test } from "vitest";
import { openPlay, type Play } from "../support/app.ts";

/** The whole program, heard and answering through the app: from the webhook to the database. */
let play: Play;
beforeAll(async () => {
  play = await openPlay();
});
afterAll(() => play[Symbol.asyncDispose]());

const app = () => play.sandbox.wecom.app;
const say = async (userId: string, text: string) => (await app().say({ userId, text })).answer;

test("保存网址时验证得过", async () => {
  expect(await app().verifyUrl()).toEqual({ ok: true });
});

test("一个人在应用里问、附议、收回，和在群里一样算数", async () => {
  expect(await say("LiMei", "议题 1")).toContain("附议 1");
  expect(await say("LiMei", "附议 1")).toContain("附议了1号");
  const asked = await play.sandbox.wecom.say({ userId: "LiMei", text: "收回附议 1" });
  expect(asked.answer).toContain("1号");
});

test("打开应用有问候，一天一次；菜单说的就是菜单上的字", async () => {
  expect(await app().open("HuangLiHua")).toMatchObject({ delivery: "answered" });
  play.now = new Date(play.now.getTime() + 60_000);
  expect(await app().open("HuangLiHua")).toMatchObject({ delivery: "silent" });
  expect(await app().choose("HuangLiHua", "议题")).toMatchObject({ delivery: "answered" });
});

test("语音和图片请人打字", async () => {
  const heard = await app().say({ userId: "LiMei", text: "我想附议", spoken: true });
  expect(heard.answer).toMatch(/[\u4e00-\u9fff]/);
});

test("平台没有挑出毛病", () => {
  expect(play.sandbox.wecom.faults()).toEqual([]);
});
