import { expect, test } from "vitest";

import { listPeople } from "../../db/people.ts";
import { type Office, openOffice, smallSeed } from "../support/talk.ts";

function names(office: Office): Promise<string[]> {
  return office.inTenant(async (tx) =>
    (await listPeople(tx, office.tenantId)).map(({ position, name }) => `${position}${name}`),
  );
}

async function find(office: Office, name: string) {
  const people = await office.inTenant((tx) => listPeople(tx, office.tenantId));
  return people.find((person) => person.name === name);
}

function han(index: number): string {
  return String.fromCodePoint(0x4e00 + index);
}

/** The same people; `isLiaison` makes an administrator of everybody, or of nobody. */
function seedWith(isLiaison: boolean) {
  const people = smallSeed.people.map((person) => Object.assign({}, person, { isLiaison }));
  return { ...smallSeed, people };
}

const seeded = ["1张建国", "2李梅", "3王海涛", "4韦德福", "5刘志强", "6周敏"];

test("增加几位：排在最后，别人的位置不动", async () => {
  await using office = await openOffice();
  const zhou = office.person("周敏");
  const preview = await zhou.alone("名单增加\n黄丽华 委员 城南片区\n韦德福 委员 城南片区");
  expect(preview).toContain("新增1人，更新1人");
  expect(preview).toContain("名单上另外5人不变。原来的顺序不动，新增的排在最后。");
  await zhou.alone("确认");
  expect(await names(office)).toEqual([...seeded, "7黄丽华"]);
});

test("还没有位置的管理员，增加到名单上就有了", async () => {
  await using office = await openOffice({});
  const admin = office.person("admin-id");
  await admin.alone("开通 12345678 青禾县政协");
  await admin.alone("我是 周敏");
  await admin.alone("名单\n张建国 委员");
  await admin.alone("确认");
  await admin.alone("名单 增加\n周敏 联络员");
  await admin.alone("确认");
  expect(await admin.alone("我的身份")).toContain("您是周敏，联络员，名单第2位。");
});

test("只发了几位，没说增加：位置也不动，说明要重排得一起发", async () => {
  await using office = await openOffice();
  const zhou = office.person("周敏");
  const preview = await zhou.alone("名单\n刘志强 城南片区组长\n黄丽华 委员");
  expect(preview).toContain("名单上另外5人不变。原来的顺序不动");
  expect(preview).toContain("要重排，请把所有人一起发。");
  await zhou.alone("确认");
  expect(await names(office)).toEqual([...seeded, "7黄丽华"]);
});

test("五百行按写的格式一次发得下；别的话还是四千字", async () => {
  await using office = await openOffice();
  const zhou = office.person("周敏");
  const people = Array.from(
    { length: 500 },
    (_, index) => `王${han(index)}${han(index + 600)} 委员 城南片区 工商联界 13800000000`,
  );
  const pasted = `名单\n${people.join("\n")}`;
  expect(pasted.length).toBeGreaterThan(4000);
  expect(await zhou.alone(pasted)).toContain("新增500人，更新0人，有问题0行");
  expect(await zhou.alone("确认")).toContain("新增500人");
  expect((await names(office)).length).toBe(506);
  expect(await zhou.alone(`名单\n${"长".repeat(40_000)}`)).toContain("请缩短到40000字以内");
  expect(await zhou.alone(`荐题 ${pasted}`)).toContain("请缩短到4000字以内");
});

test("两位联络员在两个副本上同时确认：每人只加一次", async () => {
  await using office = await openOffice({ seed: seedWith(true) });
  const replica = office.openReplica();
  const added = Array.from(
    { length: 20 },
    (_, index) => `王新${"一二三四五六七八九十"[index % 10]}`,
  );
  const pasted = `名单 增加\n${[...new Set(added)].map((name) => `${name} 委员`).join("\n")}`;
  const zhou = office.person("周敏");
  const li = office.person("李梅");
  await Promise.all([zhou.alone(pasted), li.alone(pasted)]);
  const [account] = office.accounts;
  if (account === undefined) throw new Error("no account");
  const other = replica.handle(account, {
    messageId: "replica",
    conversation: { kind: "single", externalId: "李梅" },
    sender: { externalId: "李梅", linkable: true },
    manner: "typed",
    text: "确认",
  });
  const answers = [await zhou.alone("确认"), (await other).answer?.text ?? ""];
  expect(answers.toSorted()).toEqual([
    expect.stringContaining("新增0人，更新10人"),
    expect.stringContaining("新增10人，更新0人"),
  ]);
  expect((await names(office)).length).toBe(16);
});

test("职务改了，能办的事跟着改，事先说明；片区和界别也换成新的", async () => {
  await using office = await openOffice();
  const zhou = office.person("周敏");
  await zhou.alone("名单\n刘志强 组长 城南片区 工会界");
  await zhou.alone("确认");
  const preview = await zhou.alone("名单\n刘志强 委员 城南片区 教育界");
  expect(preview).toContain("能办的事会变：刘志强由组长改为委员。");
  await zhou.alone("确认");
  const liu = await find(office, "刘志强");
  expect(liu?.roles).toEqual(["member"]);
  expect(liu?.units).toEqual(["城南片区", "教育界"]);
  expect(await office.person("刘志强").inGroup("明早9点提醒大家 开会")).toContain(
    "提醒大家由联络员或组长来做",
  );
  // 管理员 comes from no title and goes with none.
  await zhou.alone("名单\n周敏 委员 城南片区");
  await zhou.alone("确认");
  expect((await find(office, "周敏"))?.roles).toEqual(["administrator", "member"]);
});

test("全部人的名单里换了片区：是同一个人，不多出一位", async () => {
  await using office = await openOffice();
  const zhou = office.person("周敏");
  const lines = smallSeed.people.map(({ name, title }) =>
    name === "张建国" ? `${name} ${title} 城北片区` : `${name} ${title} 城南片区`,
  );
  expect(await zhou.alone(`名单\n${lines.join("\n")}`)).toContain("新增0人，更新6人");
  await zhou.alone("确认");
  expect((await find(office, "张建国"))?.units).toEqual(["城北片区"]);
  expect(await zhou.alone("名单\n张建国 委员 城西片区")).toContain(
    "名单上已有张建国，片区不同，按另一位同名的新增。",
  );
});

test("最后一位能核对的人：职务改不掉，说清楚怎么办", async () => {
  await using office = await openOffice({ seed: seedWith(false) });
  const zhou = office.person("周敏");
  expect(await zhou.alone("名单\n周敏 委员")).toContain("名单没有录：周敏的职务一改");
  expect(await zhou.alone("确认")).toContain("现在没有等您确认的事");
  expect((await find(office, "周敏"))?.roles).toEqual(["liaison"]);
  // 韦德福 has no account: he could not confirm anybody either.
  expect(await zhou.alone("名单\n周敏 委员\n韦德福 联络员")).toContain("名单没有录");
  expect(await zhou.alone("名单\n周敏 委员\n李梅 联络员")).toContain("更新2人");
  await zhou.alone("确认");
  expect((await find(office, "周敏"))?.roles).toEqual(["member"]);
});

test("没有换行的一大段：当作一行太长的，很快说出来", async () => {
  await using office = await openOffice();
  const pasted = `名单\n黄丽华 委员\n${"张三 委员 ".repeat(100)}`;
  const preview = await office.person("周敏").alone(pasted);
  expect(preview).toContain("新增1人，更新0人，有问题1行");
  expect(preview).toContain("第2行太长了：张三 委员");
});

test("只有标点的行不算一行", async () => {
  await using office = await openOffice();
  const preview = await office.person("周敏").alone("名单\n黄丽华 委员\n;;;\n，，");
  expect(preview).toContain("新增1人，更新0人，有问题0行");
});
