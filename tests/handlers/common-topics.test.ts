import { expect, test } from "vitest";

import { upsertUnit } from "../../db/units.ts";
import { type Office, openOffice } from "../support/talk.ts";

/** Two more zones beside 城南片区; only that one has groups. */
async function addZones(office: Office): Promise<void> {
  await office.inTenant(async (tx) => {
    const { tenantId } = office;
    const root = await tx
      .selectFrom("units")
      .select("id")
      .where("kind", "=", "政协")
      .executeTakeFirstOrThrow();
    for (const name of ["城北片区", "城东片区"]) {
      await upsertUnit(tx, { tenantId, kind: "片区", name, parentId: root.id });
    }
  });
}

test("共性议题：上级发布，下面承接，情况按单位看得见", async () => {
  await using office = await openOffice();
  await addZones(office);
  const zhou = office.person("周敏");
  expect(await zhou.alone("共性议题 发布 少年儿童健康成长 来自 省政协")).toBe(
    [
      "1号共性议题已登记：「少年儿童健康成长」。",
      "还没有告诉下面的2个群。",
      "",
      "可以发出，请回复：确认",
      "先请领导看，请回复“送审”加姓名",
      "看承接情况，请回复：共性议题 1 情况",
    ].join("\n"),
  );
  expect(await zhou.alone("确认")).toBe("1号共性议题「少年儿童健康成长」已告诉2个群。");
  const rows = await office.inTenant((tx) => tx.selectFrom("outbox").select("message").execute());
  expect(rows.map(({ message }) => ("text" in message ? message.text : ""))).toEqual(
    Array.from({ length: 2 }, () =>
      [
        "【共性议题】1号「少年儿童健康成长」",
        "",
        "省政协提出，请各片区、联络站结合本地实际承接。",
        "请@我回复，例：承接 1 暑期托管难",
        "没有别的题目，就说：承接 1",
      ].join("\n"),
    ),
  );
  expect(await zhou.alone("共性议题 1 情况")).toBe(
    "1号共性议题「少年儿童健康成长」还没有承接。\n还没有承接：城南片区、城北片区、城东片区\n要承接，请回复，例：承接 1 暑期托管难",
  );
  expect(await office.person("刘志强").inGroup("承接 1 暑期托管难\n说明：三个小区没有去处")).toBe(
    [
      "城南片区承接共性议题1号「少年儿童健康成长」，编为2号：",
      "",
      "「暑期托管难」",
      "来源：政协选题（共性议题1号）",
      "",
      "要改请@我回复：修改 2　　要收回请@我回复：撤回 2",
    ].join("\n"),
  );
  expect(await zhou.alone("承接1 城北片区")).toContain("城北片区承接共性议题1号");
  expect(await zhou.alone("初选 2 入围")).toContain("初选入围");
  expect(await zhou.alone("共性议题 1 情况")).toBe(
    [
      "1号共性议题「少年儿童健康成长」：2个单位承接2件",
      "",
      "城南片区　2号「暑期托管难」　初选入围",
      "城北片区　3号「少年儿童健康成长」　待初选",
      "还没有承接：城东片区",
    ].join("\n"),
  );
  // In a group nobody is named for what was not done.
  expect(await office.person("李梅").inGroup("共性议题 1 情况")).not.toContain("城东片区");
  expect(await office.person("李梅").inGroup("共性议题")).toContain(
    "1号　少年儿童健康成长（省政协）　承接2件",
  );
  expect(await office.person("李梅").inGroup("议题 2")).toContain(
    "政协选题，3月9日（星期一）\n承接共性议题1号\n",
  );
});

test("共性议题不参加初选；不是共性议题的不能承接；发布由工作人员来做", async () => {
  await using office = await openOffice();
  const zhou = office.person("周敏");
  await zhou.alone("共性议题 发布 少年儿童健康成长");
  expect(await zhou.alone("初选")).toContain("现在没有等初选的议题。");
  await office.person("李梅").inGroup("荐题 门口接送拥堵");
  expect(await zhou.alone("承接 2")).toContain("2号不是共性议题。");
  expect(await office.person("李梅").alone("共性议题 发布 家门口的体育设施")).toContain(
    "由联络员或组长来做",
  );
  expect(await office.person("李梅").inGroup("承接 1 校外托管")).toContain(
    "城南片区承接共性议题1号",
  );
});
