import { afterAll, beforeAll, expect, test } from "vitest";

import { findChainFault } from "../../db/events.ts";
import { getSetting, setSetting } from "../../db/tenant-settings.ts";
import { endorsementThreshold, settingSpecs } from "../../domain/settings.ts";
import { type Office, openOffice } from "../support/talk.ts";

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office[Symbol.asyncDispose]());

test("设置：没有设过的按原来的规矩，设了就按设的", async () => {
  const zhou = office.person("周敏");
  expect(await zhou.alone("设置 附议人数")).toBe(
    "附议人数现在是3人。\n要改，请回复，例：设置 附议人数 5",
  );
  expect(await zhou.alone("设置 附议人数 2")).toBe(
    "附议人数已改为2人，从现在起按这个办。\n原来是3人。",
  );
  expect(await zhou.alone("设置附议人数：两人")).toBe("附议人数本来就是2人，没有变。");
  expect(await zhou.alone("设置")).toContain("附议人数　2人");
  await office.person("张建国").alone("荐题 老街排水不畅");
  await office.person("李梅").alone("附议 1");
  expect(await office.person("王海涛").alone("附议 1")).toContain("现在附议2人，达到初选要求");
});

test("设置：不认得的、说不通的，告诉怎么说", async () => {
  const zhou = office.person("周敏");
  expect(await zhou.alone("设置 午休时间 两小时")).toContain("没有这一项设置，还没有改");
  for (const words of ["0", "很多", "-1", "3.5", "201"]) {
    expect(await zhou.alone(`设置 附议人数 ${words}`)).toContain(
      "附议人数可以是1到200人，还没有改",
    );
  }
});

test("设置由联络员来做，委员说了可以转告", async () => {
  expect(await office.person("李梅").alone("设置 附议人数 1")).toContain("请回复：转告");
});

test("谁改的、改成什么都记下了；两人同时改，链条不断", async () => {
  await Promise.all([
    office.person("周敏").alone("设置 附议人数 4"),
    office.person("周敏").inGroup("设置 附议人数 5"),
  ]);
  const { tenantId } = office;
  const chain = { tenantId, objectKind: "tenant", objectId: tenantId } as const;
  expect(await office.inTenant((tx) => findChainFault(tx, chain))).toBeUndefined();
  const kinds = await office.inTenant((tx) =>
    tx.selectFrom("events").select("kind").where("object_kind", "=", "tenant").execute(),
  );
  expect(kinds.filter(({ kind }) => kind === "setting-changed").length).toBeGreaterThanOrEqual(3);
});

test("别的程序存的看不懂，就按原来的规矩", async () => {
  const { tenantId } = office;
  const wrong = { ...endorsementThreshold, read: () => undefined };
  const set = { spec: endorsementThreshold, value: 7, at: office.now };
  await office.inTenant(async (tx) => {
    const { id } = await tx.selectFrom("people").select("id").executeTakeFirstOrThrow();
    await setSetting(tx, tenantId, { ...set, setBy: id });
    expect(await getSetting(tx, tenantId, endorsementThreshold)).toBe(7);
    expect(await getSetting(tx, tenantId, wrong)).toBe(3);
  });
});

test("各项设置名字不重，例子自己看得懂，说出来是话", () => {
  const names = settingSpecs.flatMap(({ name, aliases }) => [name, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(settingSpecs.map(({ key }) => key)).size).toBe(settingSpecs.length);
  for (const spec of settingSpecs) {
    const value = spec.parse(spec.example);
    expect(value, spec.name).toBeDefined();
    expect(spec.say(value), spec.name).not.toBe("");
    expect(spec.read(JSON.parse(JSON.stringify(value))), spec.name).toEqual(value);
    expect(spec.read("别的程序写的"), spec.name).toBeUndefined();
  }
});
