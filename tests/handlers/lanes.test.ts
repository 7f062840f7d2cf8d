import { expect, test } from "vitest";

import { BusyError } from "../../domain/errors.ts";
import { createLanes } from "../../handlers/lanes.ts";

test("一个会话按先后，一件做完才做下一件；别的会话不等它", async () => {
  const lanes = createLanes<string>();
  const steps: string[] = [];
  const first = Promise.withResolvers<string>();
  const a1 = lanes.run("甲", "1", async () => {
    steps.push("甲一开始");
    return first.promise;
  });
  const a2 = lanes.run("甲", "2", async () => {
    steps.push("甲二开始");
    return "甲二";
  });
  expect(await lanes.run("乙", "3", () => Promise.resolve("乙"))).toBe("乙");
  expect(steps).toEqual(["甲一开始"]);
  first.resolve("甲一");
  expect(await Promise.all([a1, a2])).toEqual(["甲一", "甲二"]);
  expect(steps).toEqual(["甲一开始", "甲二开始"]);
});

test("前一件出了错，后一件照做；同一条消息合在一起，做完以后再来就是新的一次", async () => {
  const lanes = createLanes<number>();
  let count = 0;
  const work = () => {
    count += 1;
    return count === 1 ? Promise.reject(new Error("broken")) : Promise.resolve(count);
  };
  const results = await Promise.allSettled([
    lanes.run("甲", "1", work),
    lanes.run("甲", "1", work),
    lanes.run("甲", "2", work),
  ]);
  expect(results.map((result) => result.status)).toEqual(["rejected", "rejected", "fulfilled"]);
  expect(await lanes.run("甲", "1", work)).toBe(3);
});

test("排满了就不收；空出来又收", async () => {
  const lanes = createLanes<string>(2);
  const gate = Promise.withResolvers<string>();
  const waiting = ["1", "2", "3"].map((twin) => lanes.run("甲", twin, () => gate.promise));
  await expect(lanes.run("甲", "4", () => gate.promise)).rejects.toThrow(BusyError);
  gate.resolve("好");
  await Promise.all(waiting);
  expect(await lanes.run("甲", "4", () => Promise.resolve("又好"))).toBe("又好");
});
