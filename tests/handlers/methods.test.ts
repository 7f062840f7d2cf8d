import { afterEach, beforeEach, expect, test } from "vitest";

import { upsertUnit } from "../../db/units.ts";
import { findChainFault } from "../../db/events.ts";
import { readMethod, readStepWish, standingIn } from "../../domain/method.ts";
import { parseCommand, readWords } from "../../handlers/parse.ts";
import { commands } from "../../handlers/registry.ts";
import { type Office, openOffice } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
  office.now = new Date("2026-03-20T10:00:00+08:00");
  await li().inGroup("荐题 老旧小区充电难");
});
afterEach(() => office[Symbol.asyncDispose]());

const li = () => office.person("李梅");
const zhou = () => office.person("周敏");
const liu = () => office.person("刘志强");

async function adopt(): Promise<void> {
  await zhou().alone("工作法 采用 四步工作法");
  await zhou().alone("确认");
}

const line = async () =>
  (await li().alone("议题 1")).split("\n").find((each) => /：第\d+步，/.test(each)) ?? "";

test("没有工作法的单位：拿四步工作法来问，采用要确认，议题里写走到哪一步", async () => {
  const none = await zhou().alone("工作法");
  expect(none).toContain("城南片区还没有自己的工作法。可以用现成的四步工作法：\n1、网格巡查听民意");
  expect(none).toContain("要用，请回复：工作法 采用 四步工作法");
  expect(await li().inGroup("工作法")).toContain("用不用、怎么走，由组长或联络员来定");
  expect(await line()).toBe("");
  expect(await li().alone("工作法 1号")).toBe(
    "1号议题所在的单位还没有工作法。用不用由组长或联络员来定。",
  );
  const asked = await liu().alone("工作法 采用 四步工作法");
  expect(asked).toContain("城南片区的工作法写成这样，还没有改：\n四步工作法\n1、网格巡查听民意");
  expect(await line()).toBe("");
  expect(await liu().alone("确认")).toContain("城南片区的工作法定为四步工作法，共4步");
  expect(await line()).toBe("四步工作法：第1步，网格巡查听民意");
  const shown = await li().alone("工作法");
  expect(shown).toContain("城南片区的工作法：四步工作法\n1、网格巡查听民意\n2、调查研究定议题");
  expect(shown).toContain("4、多方共治抓管理");
  expect(shown).not.toContain("停用");
});

test("下一步、上一步、第3步：写明谁、哪天；到头了说怎么办；历史留着", async () => {
  await adopt();
  expect(await liu().alone("工作法 1号 下一步")).toBe(
    "1号议题到了四步工作法第2步，调查研究定议题。\n下一步：民主协商议民事\n记错了，请回复：工作法 1号 第1步",
  );
  expect(await line()).toBe("四步工作法：第2步，调查研究定议题");
  expect(await li().inGroup("议题 1")).toContain("四步工作法：第2步，调查研究定议题");
  expect((await li().alone("工作法 1号")).split("\n")).toEqual([
    "1号「老旧小区充电难」，四步工作法第2步",
    "1、网格巡查听民意（走过了）",
    "2、调查研究定议题（现在这一步，刘志强3月20日（星期五）记）",
    "3、民主协商议民事",
    "4、多方共治抓管理",
  ]);
  expect(await zhou().inGroup("工作法 1号 第4步")).toContain(
    "第4步，多方共治抓管理。\n这是最后一步",
  );
  const beyond = await zhou().alone("工作法 1号 下一步");
  expect(beyond).toContain("四步工作法共4步，1号议题现在是第4步（多方共治抓管理），没有改动");
  expect(await zhou().alone("工作法 1号 第五步")).toContain("没有改动");
  expect(await zhou().alone("工作法 1号 第4步")).toContain("本来就在第4步");
  expect(await zhou().alone("工作法 1号 上一步")).toContain("第3步，民主协商议民事");
  const kinds = await office.inTenant(async (tx) => {
    const rows = await tx
      .selectFrom("events")
      .select(["kind", "object_id"])
      .where("object_kind", "=", "topic")
      .orderBy("seq")
      .execute();
    const [first] = rows;
    const object = { tenantId: office.tenantId, objectKind: "topic" } as const;
    expect(
      await findChainFault(tx, { ...object, objectId: first?.object_id ?? 0 }),
    ).toBeUndefined();
    return rows.map(({ kind }) => kind);
  });
  expect(kinds.filter((kind) => kind === "step-moved")).toHaveLength(3);
});

test("繁体、全角、在群里@着说，都一样；委员不能改也不能走", async () => {
  await zhou().inGroup("工作法 採用 四步工作法");
  expect(await zhou().inGroup("確認")).toContain("定为四步工作法");
  expect(await zhou().inGroup("工作法　１號　下一步")).toContain("第2步，调查研究定议题");
  expect(await zhou().inGroup("工作法1號第三步")).toContain("第3步，民主协商议民事");
  for (const words of [
    "工作法 采用 四步工作法",
    "工作法 设置 名称：两步 一：听 二：议",
    "工作法 停用",
    "工作法 1号 下一步",
  ]) {
    expect(await li().alone(words)).toContain("由联络员或组长来做");
  }
  expect(await line()).toBe("四步工作法：第3步，民主协商议民事");
});

test("自己写的工作法：一行写完、分行写都行；改了步骤，有同名的接着走，没有的从第一步算起并写明", async () => {
  await adopt();
  await zhou().alone("工作法 1号 第3步");
  const asked = await zhou().alone(
    "工作法 设置 名称：三步走 一：入户听意见 二：民主协商议民事 三：回头看",
  );
  expect(asked).toContain(
    "三步走\n1、入户听意见\n2、民主协商议民事\n3、回头看\n原来的四步工作法不再用",
  );
  expect(await line()).toContain("四步工作法：第3步");
  await zhou().alone("确认");
  expect(await line()).toBe("三步走：第2步，民主协商议民事");
  await zhou().alone("工作法 設置\n名稱：新工作法\n１、听\n２、议\n3、办");
  await zhou().alone("确认");
  expect(await line()).toBe("新工作法：第1步，听（工作法改过，从第1步算起）");
  expect(await li().alone("工作法 1号")).toContain("从第1步算起");
  expect(await zhou().alone("工作法 1号 下一步")).toContain("新工作法第2步，议");
  expect(await line()).toBe("新工作法：第2步，议");
  // Where it went to is remembered through 停用.
  expect(await zhou().alone("工作法 停用")).toContain("要停用城南片区的新工作法");
  expect(await zhou().alone("取消")).toContain("先不办了");
  expect(await line()).toBe("新工作法：第2步，议");
  await zhou().alone("停用工作法");
  expect(await zhou().alone("确认")).toBe("城南片区的新工作法停用了，议题里不再写走到哪一步。");
  expect(await line()).toBe("");
  expect(await zhou().alone("工作法 停用")).toContain("城南片区没有自己的工作法，不用停用");
  expect(await zhou().alone("工作法 1号 下一步")).toContain("还没有工作法，没有改动");
  const kinds = await office.inTenant((tx) =>
    tx
      .selectFrom("events")
      .select("kind")
      .where("object_kind", "=", "method")
      .orderBy("seq")
      .execute(),
  );
  expect(kinds.map(({ kind }) => kind)).toEqual([
    "method-set",
    "method-set",
    "method-set",
    "method-stopped",
  ]);
});

test("没有自己的按上一级的走；有了自己的先用自己的，停用后回到上一级", async () => {
  expect(await zhou().alone("工作法 采用 四步工作法 单位：青禾县政协")).toContain(
    "青禾县政协的工作法",
  );
  await zhou().alone("确认");
  expect(await li().alone("工作法")).toContain("城南片区用青禾县政协的工作法：四步工作法");
  expect(await line()).toContain("四步工作法：第1步");
  await zhou().alone("工作法 设置 单位：城南片区 名称：两步走 一：听 二：议");
  await zhou().alone("确认");
  expect(await line()).toBe("两步走：第1步，听");
  expect(await li().alone("工作法 青禾县政协")).toContain("青禾县政协的工作法：四步工作法");
  await zhou().alone("工作法 停用 城南片区");
  expect(await zhou().alone("确认")).toContain("按上一级的四步工作法走");
  expect(await line()).toContain("四步工作法：第1步");
  await office.inTenant((tx) =>
    upsertUnit(tx, {
      tenantId: office.tenantId,
      kind: "片区",
      name: "城北片区",
      parentId: undefined,
    }),
  );
  expect(await li().alone("工作法 城北片区")).toContain("城北片区还没有自己的工作法");
});

test("写得不对的，说哪里不对、给个例子，不改", async () => {
  const wrong: readonly (readonly [string, string])[] = [
    ["工作法 设置 三步走", "没看明白，还没有改"],
    ["工作法 设置 名称：三步走", "没看明白，还没有改"],
    ["工作法 设置 名称：三步走 一：听 三：办", "没看明白，还没有改"],
    ["工作法 设置 名称：三步走 一：听 二：听", "「听」写了两步"],
    [`工作法 设置 名称：三步走 一：听 二：${"长".repeat(31)}`, "名称和每一步最多30字"],
    [
      `工作法 设置 名称：多步走 ${Array.from({ length: 13 }, (_, index) => `${index + 1}：第${index}件`).join(" ")}`,
      "最多12步",
    ],
    ["工作法 采用 四步工作法 单位：城东片区", "没有找到「城东片区」"],
  ];
  for (const [words, answer] of wrong) {
    const said = await zhou().alone(words);
    expect(said, words).toContain(answer);
    expect(said, words).toMatch(/例：|请回复：/);
  }
  expect(await zhou().alone("工作法 设置")).toContain("请写出工作法的名称和每一步");
  expect(await zhou().alone("名称：两步走 一：听 二：议")).toContain("两步走\n1、听\n2、议");
  await zhou().alone("取消");
  expect(await zhou().alone("工作法 9号")).toContain("9号");
  expect(await zhou().alone("工作法 9号 下一步")).toContain("9号");
  await adopt();
  await li().alone("撤回 1");
  expect(await line()).toBe("");
  expect(await zhou().alone("工作法 1号 下一步")).toContain("不再往下走");
  expect(await zhou().alone("工作法 1号")).toContain("不再往下走");
});

test("说到工作法的话不是口令", () => {
  for (const words of [
    "工作法培训几点开始",
    "工作法 7号 下一步怎么走",
    "工作法 7号开始推行",
    "工作法设置好了吗",
    "工作法 设置 好了吗",
    "工作法采用得怎么样",
    "工作法停用了吗",
    "停用工作法的社区有哪些",
    "四步工作法的材料发我一份",
    "我们社区采用四步工作法",
    "下一步怎么办",
    "7号下一步",
  ]) {
    const parsed = parseCommand(readWords(words, "小协"), commands);
    const name = parsed.kind === "command" ? parsed.command.id : "";
    expect(name.startsWith("method-") ? `${words} ${name}` : "", words).toBe("");
  }
});

test("走到哪一步认名字不认先后", () => {
  const method = { name: "两步", steps: ["听", "议"] };
  expect(standingIn(method, undefined)).toEqual({ position: 1, isRestarted: false });
  expect(standingIn(method, "议")).toEqual({ position: 2, isRestarted: false });
  expect(standingIn(method, "办")).toEqual({ position: 1, isRestarted: true });
  expect(readStepWish("到第十二步")).toEqual({ kind: "at", position: 12 });
  expect(readStepWish("下一步是什么")).toBeUndefined();
  expect(readMethod("名称：走 第一步：听 1.5公里内的 第二步：议")).toEqual({
    name: "走",
    steps: ["听 1.5公里内的", "议"],
  });
});
