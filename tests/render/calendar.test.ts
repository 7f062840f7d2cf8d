import { expect, test } from "vitest";

import type { CalendarFileEntry } from "../../domain/file.ts";
import { renderCalendar } from "../../render/calendar.ts";
import { createRenderer } from "../../render/renderer.ts";

const entry: CalendarFileEntry = {
  key: "meeting-1-7@xiaoxie",
  version: 2,
  madeAt: "2026-03-18T02:00:00.000Z",
  startsAt: "2026-03-25T07:00:00.000Z",
  endsAt: "2026-03-25T08:30:00.000Z",
  title: "「老旧小区没地方充电」现场协商会",
  description: "青禾县政协\n议程：现场察看；发言,不超过3分钟",
  place: "幸福里小区2栋前空地",
  remindMinutesBefore: 60,
  isCancelled: false,
};

/** Long lines are folded: the lines as they were meant. */
const read = (change: Partial<CalendarFileEntry> = {}): readonly string[] =>
  Buffer.from(renderCalendar({ ...entry, ...change }))
    .toString("utf8")
    .replaceAll(/\r\n[ \t]/g, "")
    .split("\r\n");

test("日程文件：同一个编号、版本做序号，时间、地点、会前一小时提醒", () => {
  const lines = read();
  expect(lines[0]).toBe("BEGIN:VCALENDAR");
  expect(lines).toContain("UID:meeting-1-7@xiaoxie");
  expect(lines).toContain("SEQUENCE:2");
  expect(lines).toContain("DTSTART:20260325T070000Z");
  expect(lines).toContain("DTEND:20260325T083000Z");
  expect(lines).toContain("SUMMARY:「老旧小区没地方充电」现场协商会");
  expect(lines).toContain("LOCATION:幸福里小区2栋前空地");
  expect(lines).toContain(String.raw`DESCRIPTION:青禾县政协\n议程：现场察看；发言\,不超过3分钟`);
  expect(lines).toContain("TRIGGER:-PT1H");
});

test("取消的会议是同一个编号的取消，不再提醒", () => {
  const lines = read({ isCancelled: true, version: 3 });
  expect(lines).toContain("METHOD:CANCEL");
  expect(lines).toContain("STATUS:CANCELLED");
  expect(lines).toContain("SEQUENCE:3");
  expect(lines.some((line) => line.startsWith("TRIGGER"))).toBe(false);
});

test("做文件的进程做出来的一样", async () => {
  await using renderer = createRenderer({});
  const bytes = await renderer.render({ kind: "calendar", entry });
  expect(Buffer.from(bytes)).toEqual(Buffer.from(renderCalendar(entry)));
});
