import { afterEach, describe, expect, test } from "vitest";

import { cardParams } from "../../bot/platforms/dingtalk/card.ts";
import { renderCard } from "../../bot/platforms/wecom/card.ts";
import type { Card } from "../../domain/card.ts";
import { fireDue } from "../../jobs/fire-due.ts";
import { readShownCard } from "../../sandbox/dingtalk-card-view.ts";
import { readTemplateCard } from "../../sandbox/wecom-card.ts";
import { playMeeting } from "../support/meeting-play.ts";
import { announce, lastTold, toldAlone } from "../support/meetings.ts";
import { duePorts, type Office, openOffice, seedWith, smallSeed } from "../support/talk.ts";

const at = (time: string) => new Date(`2026-${time}+08:00`);
const fire = (office: Office) => fireDue(duePorts(office));

/** Everybody with an account, on one platform. */
function seedOn(platform: "one" | "two") {
  const changes = smallSeed.people.flatMap(({ name, account }) =>
    account === undefined ? [] : [[name, { account: { platform, externalId: name } }] as const],
  );
  const { groups, ...seed } = seedWith(Object.fromEntries(changes));
  return { ...seed, groups: groups.filter((group) => group.platform === platform) };
}

const machineZone = process.env["TZ"];
afterEach(() => {
  if (machineZone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = machineZone;
});

describe("从起草到纪要", () => {
  test("机器的时区设在别处：说的、提醒的，一个字也不差", { timeout: 60_000 }, async () => {
    process.env["TZ"] = "Asia/Shanghai";
    expect(new Date("2026-03-25T07:00:00Z").getHours()).toBe(15);
    await using home = await openOffice();
    const wanted = await playMeeting(home);
    process.env["TZ"] = "America/New_York";
    expect(new Date("2026-03-25T07:00:00Z").getHours()).toBe(3);
    await using abroad = await openOffice();
    const played = await playMeeting(abroad);
    expect(played.said).toEqual(wanted.said);
    expect(played.told).toEqual(wanted.told);
    expect(played.told.join("\n")).toContain("3月26日（星期四）下午3:00");
  });

  test("两个平台的人和没有账号的来宾一起：各收各的，谁也不漏", { timeout: 60_000 }, async () => {
    await using office = await openOffice();
    const { said, told } = await playMeeting(office);
    const toldTo = (name: string) => told.filter((text) => text.startsWith(`${name}：`));
    expect(said.filter((text) => /没有听懂|没办成|还没有办/.test(text))).toEqual([]);
    // 王海涛 is on the other platform, and on leave after the notice.
    expect(toldTo("王海涛")[0]).toContain("【会议通知】王海涛委员：");
    expect(toldTo("王海涛").filter((text) => text.includes("【会议提醒】"))).toEqual([]);
    const reminders = toldTo("张建国").filter((text) => text.includes("【会议提醒】"));
    expect([1, 2]).toContain(reminders.length);
    expect(toldTo("张建国").filter((text) => text.includes("【会议改期】"))).toHaveLength(1);
    expect(toldTo("张建国").filter((text) => text.includes("【请核对纪要】"))).toHaveLength(1);
    // Guests stand on the lists of the 联络员.
    const lists = toldTo("周敏").join("\n");
    expect(lists).toContain("县住建局");
    expect(lists).toContain("黄春梅");
    expect(lists).toContain("韦德福委员");
    expect(said.at(-1)).toContain("请核对6人，无误1人，未答复5人");
    expect(toldTo("李梅").find((text) => text.includes("【请核对纪要】"))).toContain(
      "应到7人，实到6人，其中迟到1人，请假1人",
    );
  });

  test.each(["one", "two"] as const)(
    "整场只在一个平台（%s）上：说的和两个平台时一样，卡片两边都放得下",
    { timeout: 60_000 },
    async (platform) => {
      await using mixed = await openOffice();
      const wanted = await playMeeting(mixed);
      await using office = await openOffice({ seed: seedOn(platform) });
      const played = await playMeeting(office);
      expect(played).toEqual(wanted);
      const cards = await office.inTenant((tx) =>
        tx.selectFrom("cards").select(["id", "card"]).execute(),
      );
      expect(cards.length).toBeGreaterThanOrEqual(6);
      for (const { id, card: kept } of cards) {
        const card = kept as Card;
        const shown =
          platform === "one"
            ? readTemplateCard(renderCard({ cardId: id, card }, "app"), "app")
            : readShownCard(id, cardParams(card));
        expect(shown).toMatchObject({ title: card.title, kind: card.kind });
      }
    },
  );
});

describe("提醒的演练", () => {
  test("停机跨过前一天的提醒：补发一次，说发晚了；再重启也不再发", async () => {
    await using office = await openOffice();
    await announce(office, (text) => text.replace(/\n材料截止.*/, ""));
    await office.person("张建国").alone("参加");
    const before = (await toldAlone(office, "张建国")).length;
    office.now = at("03-24T15:00:00");
    await fire(office);
    await fire(office);
    const said = (await toldAlone(office, "张建国")).slice(before);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("明天3月25日（星期三）下午3:00");
    expect(said[0]).toContain("这条提醒发晚了，请见谅。");
  });

  test("两台机器上的两个程序，各连各的，同一刻只发一次", async () => {
    await using office = await openOffice();
    await announce(office, (text) => text.replace(/\n材料截止.*/, ""));
    await office.person("张建国").alone("参加");
    const before = (await toldAlone(office, "张建国")).length;
    office.now = at("03-24T09:00:00");
    await Promise.all(Array.from({ length: 4 }, () => fire(office)));
    expect((await toldAlone(office, "张建国")).slice(before)).toHaveLength(1);
  });

  test("提醒和改期撞在同一刻：旧的时间一次也不会在改期以后说", async () => {
    await using office = await openOffice();
    await announce(office, (text) => text.replace(/\n材料截止.*/, ""));
    await office.person("张建国").alone("参加");
    office.now = new Date(at("03-24T09:00:00").getTime() - 1000);
    await office.person("刘志强").alone("改期 1号 3月27日下午3点");
    const before = (await toldAlone(office, "张建国")).length;
    office.now = at("03-24T09:00:00");
    await Promise.all([office.person("刘志强").alone("确认"), fire(office)]);
    const said = (await toldAlone(office, "张建国")).slice(before);
    expect(said.at(-1)).toContain("【会议改期】");
    expect(said.filter((text) => text.includes("【会议改期】"))).toHaveLength(1);
    office.now = at("03-25T13:00:00");
    await fire(office);
    expect((await toldAlone(office, "张建国")).slice(before)).toHaveLength(said.length);
    office.now = at("03-26T09:00:00");
    await fire(office);
    expect(await lastTold(office, "张建国")).toContain("明天3月27日（星期五）下午3:00");
  });

  test.each([
    ["2月28日", "星期六", "02-28", "02-27T09:00:00"],
    ["5月9日", "星期六", "05-09", "05-08T09:00:00"],
    ["9月20日", "星期日", "09-20", "09-18T09:00:00"],
    ["10月10日", "星期六", "10-10", "10-09T09:00:00"],
  ])("改到补班的%s（%s）：是工作日，前一个工作日提醒", async (day, weekday, date, reminded) => {
    await using office = await openOffice();
    const start = at(`${date}T09:00:00`);
    office.now = new Date(start.getTime() - 20 * 24 * 60 * 60_000);
    await office.person("张建国").inGroup("荐题 老旧小区没地方充电");
    await office
      .person("刘志强")
      .alone(
        `安排会议 1号 现场协商 ${new Date(start.getTime() - 5 * 86_400_000 + 8 * 3_600_000)
          .toISOString()
          .slice(5, 10)
          .replace("-", "月")}日下午3点 幸福里小区`,
      );
    await office.person("刘志强").alone("确认");
    await office.person("张建国").alone("参加");
    expect(await office.person("刘志强").alone(`改期 1号 ${day}上午9点`)).toContain(
      `时间改到${day}（${weekday}）上午9:00，工作日（补班）`,
    );
    await office.person("刘志强").alone("确认");
    const before = (await toldAlone(office, "张建国")).length;
    office.now = new Date(at(reminded).getTime() - 1000);
    await fire(office);
    expect((await toldAlone(office, "张建国")).slice(before)).toEqual([]);
    office.now = at(reminded);
    await fire(office);
    const said = (await toldAlone(office, "张建国")).slice(before);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`${day}（${weekday}）上午9:00`);
  });

  test("星期一的会，补班的星期天提醒：那天是工作日", async () => {
    await using office = await openOffice();
    await announce(office, (text) =>
      text
        .replace("3月25日下午3点", "9月21日下午3点")
        .replace(/\n材料截止.*/, "")
        .replace(/\n请准备.*/, ""),
    );
    await office.person("张建国").alone("参加");
    const before = (await toldAlone(office, "张建国")).length;
    office.now = at("09-20T09:00:00");
    await fire(office);
    expect((await toldAlone(office, "张建国")).slice(before)).toEqual([
      expect.stringContaining("明天9月21日（星期一）下午3:00"),
    ]);
  });

  test("取消系列以后：提醒、催材料、催答复，一条也没有", async () => {
    await using office = await openOffice();
    const { liu } = await announce(office);
    await liu.alone("接着开 1号 4月15日下午3点");
    await liu.alone("确认");
    await liu.alone("会议系列 4月15日 每月第三个周三下午3点");
    await liu.alone("确认");
    await liu.alone("取消系列 4月15日 改为书面征求意见");
    expect(await liu.alone("确认")).toContain("已取消");
    const count = () =>
      office
        .inTenant((tx) => tx.selectFrom("outbox").select("id").execute())
        .then((all) => all.length);
    const before = await count();
    for (const time of ["20", "23", "24", "25"]) {
      office.now = at(`03-${time}T14:00:00`);
      await fire(office);
    }
    for (const time of ["04-13T09:00:00", "04-15T13:00:00", "05-11T09:00:00", "06-30T09:00:00"]) {
      office.now = at(time);
      await fire(office);
    }
    expect(await count()).toBe(before);
  });
});
