import { describe, expect, test } from "vitest";

import { cardParams } from "../../bot/platforms/dingtalk/card.ts";
import { renderCard } from "../../bot/platforms/wecom/card.ts";
import type { Card } from "../../domain/card.ts";
import { readShownCard } from "../../sandbox/dingtalk-card-view.ts";
import { readTemplateCard } from "../../sandbox/wecom-card.ts";
import { announce, lastTold, toldAlone } from "../support/meetings.ts";
import { type Office, openOffice, smallSeed } from "../support/talk.ts";

interface Notice {
  readonly id: string;
  readonly card: Card;
}

async function announced(): Promise<Office> {
  const office = await openOffice({ seed: smallSeed, ports: { cards: () => "beside" } });
  await announce(office);
  return office;
}

/** The first card that this person was sent. */
async function noticeOf(office: Office, name: string): Promise<Notice> {
  const row = await office.inTenant((tx) =>
    tx
      .selectFrom("cards as k")
      .innerJoin("conversations as c", "c.id", "k.conversation_id")
      .select(["k.id", "k.card"])
      .where("c.external_id", "=", name)
      .orderBy("k.created_at")
      .executeTakeFirstOrThrow(),
  );
  return { id: row.id, card: row.card as Card };
}

let taps = 0;

/** 张建国 is in one platform, 王海涛 in the other. @returns what the card says now */
async function tap(office: Office, name: string, key: string, by = name): Promise<string> {
  taps += 1;
  const account = office.accounts[name === "王海涛" ? 1 : 0];
  if (account === undefined) throw new Error("no account");
  const { id: cardId } = await noticeOf(office, name);
  const sender = { externalId: by, linkable: true };
  const given = { tapId: `tap-${taps}`, cardId, sender, key, chosen: {} };
  const tapped = await office.dispatch.tap(account, given);
  const { answer } = tapped ?? {};
  if (answer?.kind !== "card") return "";
  checkOnPlatforms({ id: cardId, card: answer.card }, name);
  return answer.card.kind === "buttons" ? (answer.card.body ?? "") : "";
}

/** As the platform of this person shows it, with its three buttons. */
function checkOnPlatforms({ id, card }: Notice, name: string): void {
  const texts = ["参加", "请假", "加入日程"];
  const wanted = { kind: "buttons", buttons: texts.map((text) => ({ text })) };
  if (name === "王海涛") {
    expect(readShownCard(id, cardParams(card))).toMatchObject(wanted);
    return;
  }
  for (const dialect of ["aibot", "app"] as const) {
    const shown = readTemplateCard(renderCard({ cardId: id, card }, dialect), dialect);
    expect(shown).toMatchObject(wanted);
    expect(shown?.body ?? "").not.toContain("…");
  }
}

const replyOf = (office: Office, name: string) =>
  office.inTenant(
    async (tx) =>
      await tx
        .selectFrom("meeting_people")
        .select(["reply", "reply_reason"])
        .where("name", "=", name)
        .executeTakeFirstOrThrow(),
  );

describe.each(["张建国", "王海涛"])("%s点会议通知的卡片", (name) => {
  test("收到的卡片：题目、日子和三个按钮", async () => {
    await using office = await announced();
    const notice = await noticeOf(office, name);
    checkOnPlatforms(notice, name);
    expect(notice.card).toMatchObject({
      title: "「老旧小区没地方充电」现场协商会",
      note: "3月25日（星期三）下午3:00，幸福里小区2栋前空地",
    });
  });

  test("参加：记下，再点一次还是参加", async () => {
    await using office = await announced();
    expect(await tap(office, name, "attend")).toContain("委员，记下您参加：3月25日");
    expect(await tap(office, name, "attend")).toContain("记下您参加");
    expect(await replyOf(office, name)).toEqual({ reply: "attending", reply_reason: null });
  });

  test("请假：问理由，接着打一句就报主持人", async () => {
    await using office = await announced();
    expect(await tap(office, name, "leave")).toContain("请接着告诉我理由，例：出差");
    expect((await replyOf(office, name)).reply).toBe("none");
    expect(await office.person(name).alone("去市里看病")).toContain("请假已报刘主任");
    expect(await replyOf(office, name)).toEqual({
      reply: "leave-asked",
      reply_reason: "去市里看病",
    });
    expect(await lastTold(office, "刘志强")).toContain("去市里看病");
    expect(await tap(office, name, "leave")).toContain("请假");
    expect(await tap(office, name, "attend")).toContain("记下您参加");
    expect((await replyOf(office, name)).reply).toBe("attending");
  });

  test("加入日程：链接另发一条，卡片上说已经发了；别人点不了", async () => {
    await using office = await announced();
    const before = (await toldAlone(office, name)).length;
    expect(await tap(office, name, "calendar")).toBe(
      "日程的链接已单独发给您，点开就能加入手机日程。",
    );
    const said = (await toldAlone(office, name)).slice(before);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/https:\/\/office\.example\/d\/[\w-]{22}/);
    expect(await tap(office, name, "attend", "李梅")).toBe("");
    expect((await replyOf(office, "李梅")).reply).toBe("none");
  });

  test("改期、取消、去掉以后再点旧卡：照现在的说", async () => {
    await using office = await announced();
    const liu = office.person("刘志强");
    await liu.alone("改期 1号 3月27日下午3点");
    await liu.alone("确认");
    expect(await tap(office, name, "attend")).toContain("3月27日（星期五）");
    await liu.alone(`会议 1号 去掉 ${name}`);
    await liu.alone("确认");
    expect(await tap(office, name, "attend")).toContain("参加名单里没有您");
    await liu.alone(`会议 1号 增加 ${name}`);
    await liu.alone("确认");
    expect(await tap(office, name, "attend")).toContain("记下您参加");
    await liu.alone("取消会议 1号 台风预警");
    await liu.alone("确认");
    expect(await tap(office, name, "attend")).toContain("没有找到「1号」的会议");
  });
});
