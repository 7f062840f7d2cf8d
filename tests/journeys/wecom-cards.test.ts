import { afterAll, beforeAll, expect, test } from "vitest";

import { groupKey, singleKey, type Said } from "../../sandbox/timeline.ts";
import { openPlay, type Play } from "../support/app.ts";

/** Over real HTTP: the pretend platform calls the bot's own web address, and the bot answers. */
let play: Play;
beforeAll(async () => {
  play = await openPlay();
});
afterAll(() => play[Symbol.asyncDispose]());

const chatId = "wrQHchengnanxieshang01";
const inGroup = groupKey("wecom", chatId);

function say(userId: string, text: string, chat: string | undefined = chatId) {
  return play.sandbox.wecom.say({ userId, text, mentionsBot: true, ...(chat && { chatId: chat }) });
}

function lastCard(conversation: string): Said {
  const said = play.sandbox.timeline.list(conversation).findLast(({ card }) => card !== undefined);
  if (said === undefined) throw new Error("no card was shown");
  return said;
}

function tap(userId: string, said: Said, key: string) {
  const { conversation, id: saidId } = said;
  return play.sandbox.wecom.tap({ userId, conversation, saidId, key });
}

const bodyFor = (said: Said, userId: string) =>
  lastCard(said.conversation).card?.forPerson?.[userId]?.body;

test("群里问一件议题：话下面有卡，点了只为点的人换，附议算数", async () => {
  const outcome = await say("HuangLiHua", "议题 1");
  expect(outcome.answer).toContain("附议 1");
  const said = lastCard(inGroup);
  expect(said.text).toBe(outcome.answer);
  expect(said.card).toMatchObject({ kind: "buttons", buttons: [{ text: "附议" }, {}] });
  expect(await tap("HuangLiHua", said, "endorse")).toBe("updated");
  expect(bodyFor(said, "HuangLiHua")).toContain("附议了1号");
  expect(bodyFor(said, "LiMei")).toBeUndefined();
  expect(lastCard(inGroup).card?.body).toBeUndefined();
});

test("几个人各点各的，各看各的；再点一下收回", async () => {
  await say("LiMei", "议题 2");
  const said = lastCard(inGroup);
  const outcomes = await Promise.all([
    tap("LiMei", said, "endorse"),
    tap("HuangLiHua", said, "endorse"),
  ]);
  expect(outcomes).toEqual(["updated", "updated"]);
  expect(bodyFor(said, "LiMei")).toContain("附议了2号");
  expect(bodyFor(said, "HuangLiHua")).toContain("附议了2号");
  const before = bodyFor(said, "LiMei");
  expect(await tap("LiMei", said, "unendorse")).toBe("updated");
  expect(bodyFor(said, "LiMei")).not.toBe(before);
});

test("单聊里也有卡，点了也换", async () => {
  await say("LiMei", "议题 1", "");
  const said = lastCard(singleKey("wecom", "LiMei"));
  expect(await tap("LiMei", said, "endorse")).toBe("updated");
  expect(bodyFor(said, "LiMei")).toContain("附议了1号");
});

test("平台没有挑出毛病", () => {
  expect(play.sandbox.wecom.faults()).toEqual([]);
});
