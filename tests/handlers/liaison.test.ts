import { expect, test } from "vitest";

import type { HandlerPorts } from "../../handlers/command.ts";
import type { Seed } from "../../handlers/seed.ts";
import { type Office, openOffice, smallSeed } from "../support/talk.ts";

function seedWith(change: Partial<Seed["people"][number]>): Seed {
  const people = smallSeed.people.map((person) =>
    person.name === "周敏" ? { ...person, ...change } : person,
  );
  return { ...smallSeed, people };
}

const seed = seedWith({ phone: "0000-0000000", gender: "女" });

test("找联络员：姓名、电话、能替您办；不认识的人也可以找", async () => {
  await using office = await openOffice({ seed });
  const expected = [
    "联络员周敏，电话0000-0000000。",
    "不方便用手机的，她可以替您办。",
    "",
    "要我带句话，请@我回复，例：转告 材料明天送到",
  ].join("\n");
  for (const words of ["找联络员", "找周敏", "联系聯絡員", "找一下周敏"]) {
    expect(await office.person("李梅").inGroup(words), words).toBe(expected);
  }
  expect(await office.person("陌生人").inGroup("找联络员")).toBe(expected);
});

test("找联络员：没留电话、没写男女，就不说；找别人，说没有这位联络员", async () => {
  await using office = await openOffice();
  expect(await office.person("李梅").alone("找张建国")).toBe(
    [
      "没有叫「张建国」的联络员。",
      "联络员周敏，名单上没有留电话。",
      "不方便用手机的，可以替您办。",
      "",
      "要我带句话，请回复，例：转告 材料明天送到",
    ].join("\n"),
  );
  expect(await office.person("李梅").alone("找不到停车位")).toContain("没听明白");
});

test("名单里没有联络员：请找管理员", async () => {
  await using office = await openOffice({});
  await office.person("admin").alone("开通 12345678 青禾县政协");
  expect(await office.person("admin").alone("找联络员")).toBe("名单里还没有联络员，请找管理员。");
  expect(await office.person("admin").alone("转告 你好")).toBe("名单里还没有联络员，请找管理员。");
});

test("转告：原话带到联络员单聊里，写明谁、在哪、什么时候", async () => {
  await using office = await openOffice({ seed });
  expect(await office.person("张建国").inGroup("转告 材料明天送到")).toBe(
    "已转告联络员周敏。急事请打电话：0000-0000000。",
  );
  await office.person("李梅").alone("請轉告周敏，我後天請假");
  await office.person("陌生人").inGroup("转告 我进不了群");
  expect(await pushed(office)).toEqual([
    "周敏您好，张委员请您留意（城南群，3月9日上午10:00）：「材料明天送到」",
    "周敏您好，李委员请您留意（单聊，3月9日上午10:00）：「我後天請假」",
    "周敏您好，群里有位成员请您留意（城南群，3月9日上午10:00）：「我进不了群」",
  ]);
});

test("婉拒以后回“转告”：转的是刚才那句；没有可转的就问", async () => {
  await using office = await openOffice({ seed });
  const li = office.person("李梅");
  expect(await li.inGroup("转告")).toContain("请接着告诉我要转告什么");
  expect(await li.inGroup("下午的会我晚到")).toContain("已转告联络员周敏。");
  await li.inGroup("代荐 韦德福 村里没有班车 电话");
  expect(await li.inGroup("转告")).toContain("已转告联络员周敏。");
  expect(await pushed(office)).toEqual([
    "周敏您好，李委员请您留意（城南群，3月9日上午10:00）：「下午的会我晚到」",
    "周敏您好，李委员请您留意（城南群，3月9日上午10:00）：「代荐 韦德福 村里没有班车 电话」",
  ]);
});

test("转告：一人一天三次，换个地方说也算；第二天再来；太长不转", async () => {
  await using office = await openOffice({ seed });
  const li = office.person("李梅");
  await li.inGroup("转告 第一次");
  await li.alone("转告 第二次");
  expect(await li.alone(`转告 ${"长".repeat(201)}`)).toContain("最多200字，还没有转告");
  await li.inGroup("转告 第三次");
  expect(await li.alone("转告 第四次")).toBe(
    "今天已经替您转告过3次，这次没有转告。急事请直接打电话给联络员。",
  );
  expect(await office.person("张建国").inGroup("转告 别人的")).toContain("已转告");
  for (let i = 1; i <= 3; i += 1) await office.person("陌生人").inGroup(`转告 第${i}次`);
  expect(await office.person("陌生人").inGroup("转告 第四次")).toContain("这次没有转告");
  expect(await office.person("另一位").inGroup("转告 第一次")).toContain("已转告");
  office.now = new Date(office.now.getTime() + 24 * 60 * 60_000);
  expect(await li.alone("转告 第二天")).toContain("已转告");
  expect((await pushed(office)).length).toBe(9);
});

test("转告：两个地方同时说，一天也只有三次", async () => {
  await using office = await openOffice({ seed });
  const replica = office.openReplica();
  const [account] = office.accounts;
  if (account === undefined) throw new Error("no account");
  const handled = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      (index % 2 === 0 ? office.dispatch : replica).handle(account, {
        messageId: `tell ${index}`,
        conversation: { kind: "group", externalId: `group ${index}` },
        sender: { externalId: "李梅", linkable: true },
        manner: "typed",
        text: `转告 第${index}句`,
      }),
    ),
  );
  const told = handled.filter(({ answer }) => answer?.text.startsWith("已转告"));
  expect(told.length).toBe(3);
  expect((await pushed(office)).length).toBe(3);
});

test("转告：休息时间先记着，早上8:00再说", async () => {
  await using office = await openOffice({ seed });
  office.now = new Date("2026-03-09T14:00:00Z");
  expect(await office.person("李梅").alone("转告 明早我请假")).toBe(
    "这会儿大家在休息，我早上8:00转告联络员周敏。急事请打电话：0000-0000000。",
  );
  const [row] = await office.inTenant((tx) => tx.selectFrom("outbox").selectAll().execute());
  expect(row?.available_at).toEqual(new Date("2026-03-10T00:00:00Z"));
});

test("转告：没法单独找到联络员，就请打电话，不说转告过", async () => {
  const ports: Partial<HandlerPorts> = { voice: () => undefined };
  await using office = await openOffice({ seed, ports });
  expect(await office.person("李梅").alone("转告 材料明天送到")).toBe(
    "我没法单独找到联络员周敏，还没有转告。请打电话：0000-0000000。",
  );
  expect(await pushed(office)).toEqual([]);
});

async function pushed(office: Office): Promise<readonly string[]> {
  const rows = await office.inTenant((tx) =>
    tx
      .selectFrom("outbox")
      .innerJoin("conversations", "conversations.id", "outbox.conversation_id")
      .select(["message", "external_id", "kind"])
      .orderBy("outbox.id")
      .execute(),
  );
  expect(rows.every((row) => row.kind === "single" && row.external_id === "周敏")).toBe(true);
  return rows.map((row) => ("text" in row.message ? String(row.message.text) : ""));
}
