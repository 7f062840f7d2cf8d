import { expect, test } from "vitest";

import { listRoll, listSelections } from "../../db/selections.ts";
import { findNextDue } from "../../db/clock.ts";
import { fireDue } from "../../jobs/fire-due.ts";
import { openScreened } from "../support/screened.ts";
import { listSaid } from "../support/selection.ts";
import { duePorts, type Office } from "../support/talk.ts";

const launch = "发起推荐 初选议题 选3件 3月12日上午9点发出 3月20日下午5点截止";

function at(words: string): Date {
  return new Date(`${words}:00+08:00`);
}

function selections(office: Office) {
  return office.inTenant((tx) =>
    listSelections(tx, office.tenantId, ["draft", "open", "dropped", "closed"]),
  );
}

/** What was said alone to this person, the newest first. */
async function told(office: Office, name: string): Promise<readonly string[]> {
  const all = (await listSaid(office)).filter(({ to, isGroup }) => to === name && !isGroup);
  return all.map(({ text }) => text).toReversed();
}

async function groupsTold(office: Office): Promise<number> {
  return (await listSaid(office)).filter(({ isGroup }) => isGroup).length;
}

test("定时发出：核对、确认，到点自己发，名单到时候才固定", async () => {
  await using office = await openScreened();
  const liu = office.person("刘志强");
  const shown = await liu.alone(launch);
  expect(shown).toContain("参加：城南片区委员24人，名单到发出时固定");
  expect(shown).toContain(
    "时间：3月12日（星期四）上午9:00自动发出，3月20日（星期五）下午5:00截止\n",
  );
  expect(await liu.alone("确认")).toBe("记下了：「城南片区二季度协商议题推荐」到时候按这个发。");
  expect(await liu.alone("推荐")).toContain(
    "「城南片区二季度协商议题推荐」3月12日（星期四）上午9:00自动发出\n不要了，请回复：取消定时推荐",
  );
  expect(await office.person("李梅").alone("推荐")).not.toContain("自动发出");
  const span = { after: office.now, until: at("2026-03-20T00:00") };
  const next = await office.inTenant((tx) => findNextDue(tx, office.tenantId, span));
  expect(next).toEqual(at("2026-03-12T09:00"));
  await office.person("周敏").alone("不参加推荐 何秀兰");
  office.now = at("2026-03-12T08:59");
  await fireDue(duePorts(office));
  expect((await selections(office)).map(({ state }) => state)).toEqual(["draft"]);
  office.now = at("2026-03-12T09:00");
  await fireDue(duePorts(office));
  const [opened] = await selections(office);
  expect(opened).toMatchObject({ state: "open", openedAt: at("2026-03-12T09:00") });
  const roll = await office.inTenant((tx) =>
    listRoll(tx, { tenantId: office.tenantId, id: opened?.id ?? 0 }),
  );
  expect(roll.filter(({ takesPart }) => takesPart)).toHaveLength(23);
  expect(await groupsTold(office)).toBe(2);
  expect((await told(office, "刘志强"))[0]).toContain("开始了，已发到2个群，23位委员可以推荐");
  await fireDue(duePorts(office));
  expect(await groupsTold(office)).toBe(2);
  expect(await liu.alone("推荐")).not.toContain("自动发出");
});

test("没有确认的到点不发，告诉本人；确认以后马上发", async () => {
  await using office = await openScreened();
  const liu = office.person("刘志强");
  await liu.alone(launch);
  office.now = at("2026-03-12T09:00");
  await fireDue(duePorts(office));
  expect(await groupsTold(office)).toBe(0);
  expect((await told(office, "刘志强"))[0]).toBe(
    "刘主任，「城南片区二季度协商议题推荐」到点没有自动发出：还没有确认。\n现在发出，请回复：发布。另定时间，例：发出改到 明天上午9点",
  );
  expect(await liu.alone("发布")).toContain("开始了，已发到2个群");
});

test("送审的：领导先同意，到点发；到点还没答复，不发，同意后马上发", async () => {
  await using office = await openScreened();
  const liu = office.person("刘志强");
  await liu.alone(launch);
  expect(await liu.alone("送审 何秀兰")).toContain("同意后到时候发出");
  await office.person("何秀兰").alone("同意");
  expect(await groupsTold(office)).toBe(0);
  office.now = at("2026-03-12T09:00");
  await fireDue(duePorts(office));
  expect(await groupsTold(office)).toBe(2);

  await liu.alone("发起推荐 议题 2 3 4 选2件 3月13日上午9点发出 3月20日下午5点截止");
  await liu.alone("送审 何秀兰");
  office.now = at("2026-03-13T09:00");
  await fireDue(duePorts(office));
  expect((await told(office, "刘志强")).join("\n")).toContain(
    "到点没有自动发出：还在请领导审阅。\n领导同意后马上发出",
  );
  expect(await groupsTold(office)).toBe(2);
  await office.person("何秀兰").alone("同意");
  expect(await groupsTold(office)).toBe(4);
});

test("可以改、可以取消；改了要重新确认", async () => {
  await using office = await openScreened();
  const liu = office.person("刘志强");
  await liu.alone(launch);
  await liu.alone("确认");
  expect(await liu.alone("发出改到 3月13日上午10点")).toContain(
    "时间：3月13日（星期五）上午10:00自动发出",
  );
  expect(await liu.alone("截止改到 3月13日上午9点")).toContain("晚一点的截止时间");
  expect(await liu.alone("发出改到 3月21日上午9点")).toContain("就截止了，还没有定");
  expect(await liu.alone("推荐")).toContain("还没有确认");
  expect(await liu.alone("发布")).toContain("到时候按这个发");
  expect(await office.person("李梅").alone("取消定时推荐")).toContain("请回复：转告");
  expect(await liu.alone("取消定时推荐")).toContain("不会自动发出了");
  expect(await liu.alone("取消定时推荐")).toContain("没有定时发出的推荐");
  office.now = at("2026-03-13T10:00");
  await fireDue(duePorts(office));
  expect((await selections(office)).map(({ state }) => state)).toEqual(["dropped"]);
  expect(await groupsTold(office)).toBe(0);
  expect(await liu.alone("发布")).not.toContain("开始了");
});

test("夜里不发：顺延到早上8点；说了准时的，准时发", async () => {
  await using office = await openScreened();
  const liu = office.person("刘志强");
  const night = "发起推荐 初选议题 选3件 3月12日晚上9点发出 3月20日下午5点截止";
  expect(await liu.alone(night)).toContain(
    "自动发出，3月20日（星期五）下午5:00截止（夜里和休息日不打扰；一定要按原来的时间，例：发出改到 3月12日晚上9:00 准时）",
  );
  await liu.alone("不发了");
  expect((await selections(office)).map(({ state }) => state)).toEqual(["dropped"]);
  expect(await liu.alone(night.replace("发出", "准时发出"))).toContain(
    "时间：3月12日（星期四）晚上9:00自动发出，3月20日（星期五）下午5:00截止\n",
  );
  await liu.alone("确认");
  office.now = at("2026-03-12T21:00");
  await fireDue(duePorts(office));
  const inGroups = (await listSaid(office)).filter(({ isGroup }) => isGroup);
  expect(inGroups.map((each) => each.at)).toEqual([office.now, office.now]);
});

test("停了一夜才补上：不在夜里发，早上8点发", async () => {
  await using office = await openScreened();
  const liu = office.person("刘志强");
  await liu.alone(launch);
  await liu.alone("确认");
  office.now = at("2026-03-12T22:00");
  await fireDue(duePorts(office));
  expect(await groupsTold(office)).toBe(0);
  office.now = at("2026-03-13T08:00");
  await fireDue(duePorts(office));
  expect(await groupsTold(office)).toBe(2);
});

const monthly = "发起推荐 初选议题 选3件 每月1日上午9点 5天后下午5点截止 到5月31日为止";

test("定期推荐：每次起草给组长，确认了才发；到期就停", async () => {
  await using office = await openScreened();
  const liu = office.person("刘志强");
  expect(await liu.alone(monthly)).toBe(
    [
      "请刘主任核对，现在还没有定：",
      "",
      "城南片区定期推荐",
      "每月1日上午9:00起草一份给您，您确认了才发出",
      "候选：当时初选入围的议题",
      "方法：每人最多选3件",
      "第一次：4月1日（星期三）上午9:00起草，4月6日（星期一）下午5:00截止",
      "到5月31日（星期日）为止",
      "",
      "可以定下来，请回复：确认",
    ].join("\n"),
  );
  expect(await liu.alone("确认")).toContain("第一份4月1日（星期三）上午9:00起草，单独发给您");
  expect(await liu.alone("推荐")).toContain(
    "「城南片区定期推荐」每月1日上午9:00起草，到5月31日（星期日）为止",
  );
  office.now = at("2026-04-01T09:00");
  await fireDue(duePorts(office));
  expect(await groupsTold(office)).toBe(0);
  const [first] = await told(office, "刘志强");
  expect(first).toContain("候选：初选入围6件（2、3、4、5、7、8号）");
  expect(first).toContain("截止：4月6日（星期一）下午5:00");
  expect(first).toContain("可以发出，请回复：发布");
  expect(first).toContain("下一次5月1日（星期五）起草；以后不要了，请回复：取消定时推荐");
  expect(await liu.alone("发布")).toContain("开始了，已发到2个群");
  office.now = at("2026-05-01T09:00");
  await fireDue(duePorts(office));
  expect((await told(office, "刘志强"))[0]).toContain("这是「城南片区定期推荐」的最后一次");
  expect(await liu.alone("取消定时推荐")).toContain("没有定时发出的推荐");
});

test("定期推荐：没有入围的议题就说明；取消以后不再起草", async () => {
  await using office = await openScreened();
  const liu = office.person("刘志强");
  await liu.alone(monthly);
  await liu.alone("确认");
  await office.inTenant((tx) =>
    tx
      .updateTable("topics")
      .set({ status: "accepted" })
      .where("status", "=", "shortlisted")
      .execute(),
  );
  office.now = at("2026-04-01T09:00");
  await fireDue(duePorts(office));
  const [said] = await told(office, "刘志强");
  expect(said).toContain("刘主任，「城南片区定期推荐」这一次没有起草。\n还没有初选入围的议题");
  expect(await selections(office)).toEqual([]);
  expect(await liu.alone("取消定时推荐")).toContain("以后不再起草");
  const before = (await told(office, "刘志强")).length;
  office.now = at("2026-05-01T09:00");
  await fireDue(duePorts(office));
  expect(await told(office, "刘志强")).toHaveLength(before);
});

test("定期推荐：写死日期、写明几号、轮不到的，都说清楚", async () => {
  await using office = await openScreened();
  const liu = office.person("刘志强");
  expect(await liu.alone("发起推荐 初选议题 选3件 每月1日上午9点 4月6日截止")).toContain(
    "截止要从每次发起算起",
  );
  expect(await liu.alone("发起推荐 议题 2 3 4 选2件 每月1日上午9点 5天后截止")).toContain(
    "每次用当时初选入围的议题",
  );
  expect(await liu.alone("发起推荐 初选议题 每月1日 5天后截止 到3月20日为止")).toContain(
    "一次也轮不到",
  );
  expect(await liu.alone("发起推荐 初选议题 选3件 每月1日上午9点")).toContain("什么时候截止");
  expect(await liu.alone("5天后下午5点")).toContain("每月1日上午9:00起草一份给您");
  expect(await selections(office)).toEqual([]);
});
