import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { stretchNet } from "../../jobs/net.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("队列按时来，网不动；三拍没来，网自己拍；停下就不再拍", async () => {
  let count = 0;
  const beat = { everyMs: 1_000, run: () => Promise.resolve((count += 1)) };
  const net = stretchNet({ beat }, () => {});
  for (let second = 0; second < 10; second += 1) {
    await net.beats["beat"]?.run();
    await vi.advanceTimersByTimeAsync(2_000);
  }
  expect(count).toBe(10);
  await vi.advanceTimersByTimeAsync(9_000);
  expect(count).toBe(13);
  net[Symbol.dispose]();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(count).toBe(13);
});

test("网里的一拍出了错：报告，下一拍照常", async () => {
  const errors: string[] = [];
  const beat = { everyMs: 1_000, run: () => Promise.reject(new Error("拍不了")) };
  using _net = stretchNet({ beat }, ({ message }) => void errors.push(message));
  await vi.advanceTimersByTimeAsync(6_000);
  expect(errors).toEqual(["拍不了", "拍不了"]);
});
