import { expect, test } from "vitest";

import { fireDue } from "../../jobs/fire-due.ts";
import { castUsual, openSelection, selectionSeed, usualDueAt } from "../support/selection.ts";
import { duePorts, openOffice } from "../support/talk.ts";

const picture = { manner: "unreadable" } as const;
const tally =
  "线下计票\n场次：幸福里居民议事会\n发出：50　收回：48　废票：1\n7号：27\n监票人：莫振华　计票人：苏小红";

test("计票单的照片：发来的图收不下，说存在哪里就记下，打印时写明", async () => {
  await using office = await openOffice({ seed: selectionSeed });
  office.now = new Date("2026-03-12T02:00:00Z");
  await castUsual(office, await openSelection(office));
  const zhou = office.person("周敏");
  expect(await zhou.alone("", picture)).toContain("图片、文件和语音条我看不了");
  expect(await zhou.alone("计票照片 周敏保存")).toContain("还没有录过线下计票");
  await zhou.alone(tally);
  await zhou.alone("确认");
  expect(await zhou.alone("", picture)).toBe(
    "照片我收不下来，也没有保存。计票单的照片请您自己存好。\n存在哪里，请回复，例：计票照片 周敏保存",
  );
  expect(await office.person("李梅").alone("", picture)).toContain("图片、文件和语音条我看不了");
  expect(await zhou.alone("计票照片 由周敏保存")).toBe(
    "记下了：幸福里居民议事会的计票单，照片由周敏保存。原件也请一起留存。",
  );
  expect(await zhou.alone("", picture)).toContain("图片、文件和语音条我看不了");
  expect(await zhou.alone("计票照片 存于委室2号柜")).toContain("照片存于委室2号柜");
  office.now = new Date(usualDueAt.getTime() + 1000);
  await fireDue(duePorts(office));
  expect(await zhou.alone("打印 推荐结果")).toContain("已生成");
  const files = await office.inTenant((tx) =>
    tx.selectFrom("files").select("content").orderBy("id").execute(),
  );
  expect(JSON.stringify(files.at(-1)?.content)).toContain(
    "幸福里居民议事会计票单照片存于委室2号柜。",
  );
});

test("签字件的照片：登记签字以后才有，问一句的不算", async () => {
  await using office = await openOffice({ seed: selectionSeed });
  office.now = new Date("2026-03-12T02:00:00Z");
  const zhou = office.person("周敏");
  expect(await zhou.alone("签字照片 周敏保存")).toContain("还没有登记过纸上的签字");
  await office.person("刘志强").alone("征求意见 对《二季度协商计划》 周五下午5点截止");
  await zhou.alone("已签 何秀兰 3月12日");
  await zhou.alone("确认");
  expect(await zhou.alone("", picture)).toContain("例：签字照片 周敏保存");
  expect(await zhou.alone("签字照片存在哪里了")).not.toContain("记下了");
  expect(await zhou.alone("签字照片：周敏保存")).toBe(
    "记下了：何秀兰的签字件，照片周敏保存。原件也请一起留存。",
  );
  expect(await zhou.alone(`计票照片 ${"长".repeat(41)}`)).toContain("最多40字");
  expect(await office.person("李梅").alone("计票照片 李梅保存")).toContain("请回复：转告");
});
