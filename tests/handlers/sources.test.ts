import { expect, test } from "vitest";

import { openOffice } from "../support/talk.ts";

test("交题、选题、征来：来源和单位记下，谁录入的也记下", async () => {
  await using office = await openOffice();
  const zhou = office.person("周敏");
  expect(await zhou.alone("交题 县委办 老旧小区改造\n说明：今年12个小区")).toBe(
    [
      "已录入，编为1号：",
      "",
      "「老旧小区改造」",
      "说明：今年12个小区",
      "来源：党政交题（县委办），周敏录入",
      "",
      "要改请回复：修改 1　　要收回请回复：撤回 1",
    ].join("\n"),
  );
  expect(await zhou.alone("选题 城区停车难 来自 提案委")).toContain(
    "「城区停车难」\n来源：政协选题（提案委），周敏录入",
  );
  expect(await zhou.alone("征来 夜市占道")).toContain("请接着告诉我是谁提出来的");
  expect(await zhou.alone("幸福里社区")).toContain(
    "「夜市占道」\n来源：各方征题（幸福里社区），周敏录入",
  );
  expect(await zhou.alone("征题 录入 路灯太暗 来自 几位居民")).toContain(
    "来源：各方征题（几位居民）",
  );
  expect(await office.person("李梅").inGroup("议题 1")).toContain("党政交题（县委办），3月9日");
  // Who of the public said it is not for everybody.
  expect(await office.person("李梅").inGroup("议题 4")).toContain("\n各方征题，3月9日");
});

test("来源录入由工作人员来做，缺什么问什么，数字不是题目", async () => {
  await using office = await openOffice();
  expect(await office.person("李梅").alone("交题 县委办 老旧小区改造")).toContain(
    "交题由联络员或组长来做。",
  );
  const zhou = office.person("周敏");
  expect(await zhou.alone("交题")).toContain("请接着告诉我是哪个单位交的题");
  expect(await zhou.alone("县委办")).toContain("请接着告诉我议题的题目");
  expect(await zhou.alone("城区内涝")).toContain("来源：党政交题（县委办）");
  expect(await zhou.alone("选题 4 7")).toContain("还没有看到议题的题目");
  const long = "很长的单位名称".repeat(6);
  expect(await zhou.alone(`交题 ${long} 城区内涝`)).toContain("交题的单位最多30字");
});

test("议题 统计：四种来源都列出来，没有的写0件；撤回的不算", async () => {
  await using office = await openOffice();
  const zhou = office.person("周敏");
  expect(await zhou.alone("议题 统计")).toBe("2026年还没有议题。");
  await zhou.alone("交题 县委办 老旧小区改造\n类别：物业管理");
  await zhou.alone("征来 夜市占道 来自 幸福里社区\n类别：城市管理");
  await office.person("李梅").inGroup("荐题 校门口缺斑马线\n类别：道路交通");
  await office.person("王海涛").inGroup("荐题 早市没有公厕\n类别：城市管理");
  await office.person("张建国").inGroup("荐题 写错了的一件");
  await office.person("张建国").inGroup("撤回 5");
  await zhou.alone("受理 3");
  expect(await zhou.alone("议题 统计")).toBe(
    [
      "2026年议题4件，撤回和并入别题的不算",
      "",
      "来源　党政交题1件，政协选题0件，委员荐题2件，各方征题1件",
      "进展　待初选3件，已受理1件",
      "类别　城市管理2件，物业管理1件，道路交通1件",
      "交题单位　县委办1件，幸福里社区1件",
      "",
      "数字截至3月9日上午10:00。",
    ].join("\n"),
  );
});

test("议题的进展：理由在单聊里看，群里只说到哪一步", async () => {
  await using office = await openOffice();
  await office.person("李梅").inGroup("荐题 邻居装修噪声");
  await office.person("周敏").alone("初选 1 转社区 邻里之间先由社区调解");
  expect(await office.person("张建国").inGroup("议题 1")).toContain("\n进展：已转社区（3月9日）\n");
  expect(await office.person("张建国").inGroup("议题 1")).not.toContain("想一起推动");
  expect(await office.person("李梅").alone("议题 1")).toContain(
    "\n进展：已转社区：邻里之间先由社区调解（3月9日）\n",
  );
  await office.person("周敏").alone("初选 1 重新初选 情况有变化");
  await office.person("周敏").alone("初选 1 入围 急事");
  expect(await office.person("张建国").inGroup("议题 1")).toContain(
    "进展：初选入围（3月9日）\n急事快议：随时协商、微协商，随到随议，2人以上参加，联络员同意后召开\n",
  );
});
