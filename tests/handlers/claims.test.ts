import { expect, test } from "vitest";

import { listIdentities } from "../../db/identities.ts";
import { listPeopleByName } from "../../db/people.ts";
import { type Office, openOffice } from "../support/talk.ts";

/** What 周敏 was told without asking, the newest last. */
async function toldZhou(office: Office): Promise<string[]> {
  const { rows } = await office.db.pool.query<{ id: number }>(
    "select id from conversations where kind = 'single' and external_id = '周敏'",
  );
  const outgoing = await office.inTenant((tx) =>
    tx
      .selectFrom("outbox")
      .select("message")
      .where("conversation_id", "=", rows[0]?.id ?? 0)
      .orderBy("id")
      .execute(),
  );
  return outgoing.map((row) => String((row.message as { text: unknown }).text));
}

/** The accounts that are taken for somebody. */
function accountsOf(office: Office, name: string): Promise<string[]> {
  return office.inTenant(async (tx) => {
    const [person] = await listPeopleByName(tx, office.tenantId, name);
    const identities = await listIdentities(tx, office.tenantId, person?.id ?? 0);
    return identities.map((identity) => identity.externalId);
  });
}

test("名单等着确认时来了一位：只通知；“确认”录名单，不认人；“是”先问是哪位", async () => {
  await using office = await openOffice();
  const zhou = office.person("周敏");
  await zhou.alone("名单 增加\n黄丽华 委员 城南片区");
  await office.person("stranger").inGroup("我是 张建国");
  expect(await toldZhou(office)).toEqual(["有一位在等您核对，请回复：核对"]);
  expect(await zhou.alone("是")).toBe("还没有办。要办，请回复：确认");
  expect(await zhou.alone("确认")).toContain("名单录好了：新增1人");
  expect(await accountsOf(office, "张建国")).toEqual(["张建国"]);
  expect(await zhou.alone("是")).toContain("有位成员说自己是张建国");
  expect(await accountsOf(office, "张建国")).toEqual(["张建国"]);
  expect(await zhou.alone("是")).toContain("张建国登记好了");
  expect(await accountsOf(office, "张建国")).toEqual(["张建国", "stranger"]);
});

test("改说另一个人：回给前一位的“是”谁也不认，先问后一位", async () => {
  await using office = await openOffice();
  const zhou = office.person("周敏");
  const stranger = office.person("stranger");
  await stranger.inGroup("我是 韦德福");
  await stranger.inGroup("我是 刘志强");
  expect(await toldZhou(office)).toEqual([
    expect.stringContaining("说自己是韦德福"),
    "有一位在等您核对，请回复：核对",
  ]);
  const answer = await zhou.alone("是");
  expect(answer).toContain("刚才那一位不用核对了");
  expect(answer).toContain("说自己是刘志强");
  expect(await accountsOf(office, "韦德福")).toEqual([]);
  expect(await accountsOf(office, "刘志强")).toEqual(["刘志强"]);
  expect(await zhou.alone("不是")).toContain("没有登记");
  expect(await accountsOf(office, "刘志强")).toEqual(["刘志强"]);
});

test("核对的问题只认“是”和“不是”：确认、好的、算了都不算", async () => {
  await using office = await openOffice();
  const zhou = office.person("周敏");
  await office.person("stranger").inGroup("我是 韦德福");
  expect(await zhou.alone("确认")).toBe("还没有办。要办，请回复：是，或者：不是");
  expect(await zhou.alone("好的")).toBe("还没有办。要办，请回复：是，或者：不是");
  expect(await zhou.alone("算了")).toBe("好的，先不核对。要核对时，请回复：核对");
  expect(await accountsOf(office, "韦德福")).toEqual([]);
  expect(await zhou.alone("核对")).toContain("说自己是韦德福");
  expect(await zhou.alone("是")).toContain("韦德福登记好了");
});

test("办了别的事，核对的问题还在；问过别的、答过别的，也还在", async () => {
  await using office = await openOffice();
  const zhou = office.person("周敏");
  await office.person("张建国").alone("荐题 老旧小区充电难");
  await office.person("stranger").inGroup("我是 韦德福");
  await zhou.alone("议题");
  await zhou.alone("今天天气真好");
  expect(await zhou.alone("附议")).toContain("几号议题");
  expect(await zhou.alone("1号")).toContain("附议了1号");
  await zhou.alone("名单\n黄丽华 委员 城南片区");
  // 名单 is still waiting for its own word.
  expect(await zhou.alone("是")).toContain("韦德福登记好了");
  expect(await zhou.alone("确认")).toContain("名单录好了");
  expect(await accountsOf(office, "韦德福")).toEqual(["stranger"]);
});

test("后来的几位都会说一声，有几位也说；一位一位地问", async () => {
  await using office = await openOffice();
  const zhou = office.person("周敏");
  await office.person("s1").inGroup("我是 韦德福");
  await office.person("s2").inGroup("我是 王海涛");
  await office.person("s3").inGroup("我是 李梅");
  expect((await toldZhou(office)).slice(1)).toEqual([
    "又有一位在等您核对，现在共2位，请回复：核对",
    "又有一位在等您核对，现在共3位，请回复：核对",
  ]);
  expect(await zhou.alone("是")).toContain("说自己是王海涛");
  expect(await zhou.alone("核对")).toContain("说自己是王海涛");
  expect(await zhou.alone("不是")).toContain("说自己是李梅");
  expect(await zhou.alone("是")).toBe("好的，李梅登记好了。");
});

test("同名的人已有账号、说话的人已是别人：问的时候说明", async () => {
  await using office = await openOffice();
  await office.person("张建国").inGroup("我是 李梅");
  const [question] = await toldZhou(office);
  expect(question).toContain("请留意：这个账号现在登记的是张建国。");
  expect(question).toContain("请留意：李梅已经登记过一个账号了。");
  await office.person("周敏").alone("不是");
  await office.person("stranger").inGroup("我是 韦德福");
  expect((await toldZhou(office)).at(-1)).not.toContain("请留意");
});

test("没有问过，“是”“对”“确认”什么也不办", async () => {
  await using office = await openOffice();
  for (const words of ["是", "对", "确认", "不是"]) {
    expect(await office.person("李梅").inGroup(words)).toBe(
      "现在没有等您确认的事。要看能办什么，请@我回复：帮助",
    );
  }
  expect(await office.person("周敏").alone("是")).toContain("现在没有等您确认的事");
});
