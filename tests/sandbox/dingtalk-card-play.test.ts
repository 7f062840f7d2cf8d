import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { lockAccount } from "../../db/accounts.ts";
import { enterTenant } from "../../db/tenants.ts";
import { limits } from "../../domain/limits.ts";
import { cast } from "../../sandbox/cast.ts";
import { groupKey, type Said, singleKey } from "../../sandbox/timeline.ts";
import { openPlay, type Play } from "../support/app.ts";

let play: Play;
beforeAll(async () => {
  play = await openPlay();
});
afterAll(() => play[Symbol.asyncDispose]());
beforeEach(() => play.sandbox.play.restart());

const conversationId =
  cast.groups.find(({ platform }) => platform === "dingtalk")?.externalId ?? "";
const conversation = groupKey("dingtalk", conversationId);
const wang = "014701152003";
const zhao = "014701152007";

const bubbles = () => play.sandbox.timeline.list(conversation);
const findCard = () => bubbles().find(({ card }) => card !== undefined);

/** The words are given a moment's start; the clock of the play stands still by itself. */
function letCardFollow(): void {
  play.now = new Date(play.now.getTime() + limits.cardAfterMs);
}

async function cardOf(userId: string, text: string): Promise<Said> {
  await play.sandbox.dingtalk.say({ userId, conversationId, text, mentionsBot: true });
  letCardFollow();
  await expect.poll(findCard, { timeout: 15_000 }).toBeDefined();
  const said = findCard();
  if (said === undefined) throw new Error("no card");
  return said;
}

function countSent(): Promise<number> {
  const { db, accounts } = play.app;
  return db.transaction(async (tx) => {
    const { tenantId = 0 } = await lockAccount(tx, accounts.at(-1)?.account.id ?? 0);
    await enterTenant(tx, tenantId);
    const sent = await tx.selectFrom("outbox").select("id").where("state", "=", "sent").execute();
    return sent.length;
  });
}

test("王海涛在群里看议题：先是话，后是卡片；点了附议，只有他的卡片变", async () => {
  const said = await cardOf(wang, "议题 1");
  const kinds = bubbles().map(({ from, card }) => (card === undefined ? from.kind : "card"));
  expect(kinds).toEqual(["person", "bot", "card"]);
  expect(said).toMatchObject({ via: "openapi", card: { kind: "buttons" } });
  expect(bubbles()[1]?.text).toContain("候车亭");
  const keys = said.card?.buttons?.map(({ key }) => key) ?? [];
  expect(said.card?.buttons?.map(({ text }) => text)).toContain("附议");

  const touch = { conversation, saidId: said.id, key: keys[0] ?? "" };
  expect(await play.sandbox.dingtalk.tap({ ...touch, userId: wang })).toBe("updated");
  const after = findCard()?.card;
  expect(after?.forPerson?.[wang]?.body).toContain("附议");
  expect(after?.forPerson).not.toHaveProperty(zhao);
  expect(after?.body).toBe(said.card?.body);
  expect(play.sandbox.dingtalk.faults()).toEqual([]);
});

test("程序重新启动：想得起话，没有空白的气泡", async () => {
  await cardOf(wang, "议题 1");
  // Until the card itself is marked as said.
  await expect.poll(countSent, { timeout: 15_000 }).toBe(1);
  const said = (await play.memory.resume())?.said ?? [];
  expect(said.map(({ text }) => text.slice(0, 3))).toEqual(["@小协", "1号「"]);
});

test("单聊也有卡片", async () => {
  const where = singleKey("dingtalk", wang);
  await play.sandbox.dingtalk.say({ userId: wang, text: "议题 4" });
  letCardFollow();
  const find = () => play.sandbox.timeline.list(where).find(({ card }) => card !== undefined);
  await expect.poll(find, { timeout: 15_000 }).toMatchObject({ card: { kind: "buttons" } });
});

test("冒充钉钉来的，一概不理", async () => {
  const said = await cardOf(wang, "议题 1");
  const outTrackId = said.card?.id;
  const content = JSON.stringify({ cardPrivateData: { actionIds: ["endorse"], params: {} } });
  const body = JSON.stringify({ type: "actionCallback", outTrackId, userId: zhao, content });
  const timestamp = String(play.now.getTime());
  for (const headers of [
    {},
    { "x-ddpaas-signature-timestamp": timestamp, "x-ddpaas-signature": "AAAA" },
  ]) {
    const url = `${play.baseUrl}/webhook/dingtalk/card/sandbox`;
    const response = await fetch(url, { method: "POST", headers, body });
    expect([response.status, await response.text()]).toEqual([403, ""]);
  }
  const events = `${play.baseUrl}/webhook/dingtalk/event/sandbox`;
  expect((await fetch(events, { method: "POST", body: "{}" })).status).toBe(403);
  expect(findCard()?.card).toEqual(said.card);
});
