import { expect, test } from "vitest";

import { dayOf, guardedSpanMs, monthOf, quotaMarkOf } from "../../domain/channel-limits.ts";

test("窗口多留一点，最多三秒", () => {
  expect([1_000, 60_000, 3_600_000].map(guardedSpanMs)).toEqual([1_050, 63_000, 3_603_000]);
});

test("月和日按北京时间算", () => {
  const at = new Date("2026-03-31T16:30:00Z");
  expect(monthOf(at)).toEqual(new Date("2026-03-31T16:00:00Z"));
  expect(dayOf(at)).toEqual(new Date("2026-03-31T16:00:00Z"));
  expect(monthOf(new Date("2026-03-31T15:59:59Z"))).toEqual(new Date("2026-02-28T16:00:00Z"));
});

test("用到八成、九成五各是一道线，过了还算在线上", () => {
  const marks = [3_999, 4_000, 4_749, 4_750, 6_000].map((count) => quotaMarkOf(count, 5_000));
  expect(marks).toEqual([undefined, 80, 80, 95, 95]);
});
