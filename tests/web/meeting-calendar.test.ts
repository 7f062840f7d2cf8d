import { afterEach, beforeEach, expect, test } from "vitest";

import { announce } from "../support/meetings.ts";
import { type Office, openOffice } from "../support/talk.ts";
import { serveFiles } from "./support.ts";

let office: Office;
let stack: AsyncDisposableStack;
let baseUrl: string;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  office = stack.use(await openOffice());
  baseUrl = await serveFiles(stack, office, {
    reportFault: (error) => {
      throw error;
    },
  });
});
afterEach(() => stack.disposeAsync());

async function pathFor(name: string): Promise<string> {
  const answer = await office.person(name).alone("加入日程 1号");
  return /\/d\/[\w-]{22}/.exec(answer)?.[0] ?? expect.unreachable(answer);
}

async function fetchFile(path: string) {
  const response = await fetch(`${baseUrl}${path}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  return { response, bytes, text: bytes.toString("utf8") };
}

const unfold = (text: string): readonly string[] => text.replaceAll(/\r\n[ \t]/g, "").split("\r\n");

const uidOf = (lines: readonly string[]) => lines.find((line) => line.startsWith("UID:"));

test("点开就是日历文件：类型、编码、折行都对，字一个不坏", async () => {
  await announce(office);
  const { response, bytes, text } = await fetchFile(await pathFor("张建国"));
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
  expect(response.headers.get("content-disposition")).toContain(
    `filename*=UTF-8''${encodeURIComponent("「老旧小区没地方充电」现场协商会.ics")}`,
  );
  expect(response.headers.get("cache-control")).toBe("no-store");
  // RFC 5545: at most 75 octets a line, and no character is cut in two.
  const lines = text.split("\r\n");
  expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  expect(lines.some((line) => line.startsWith(" "))).toBe(true);
  expect(lines.filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
  expect(text).not.toContain("�");
  expect(new TextDecoder("utf-8", { fatal: true }).decode(bytes)).toBe(text);
  const whole = unfold(text);
  expect(whole).toContain("SUMMARY:「老旧小区没地方充电」现场协商会");
  expect(whole).toContain("LOCATION:幸福里小区2栋前空地");
  expect(whole).toContain("DTSTART:20260325T070000Z");
  expect(whole).toContain("DTEND:20260325T083000Z");
  expect(whole).toContain("SEQUENCE:1");
});

test("改期以后再加一次：同一个编号，版本大一", async () => {
  await announce(office);
  const first = unfold((await fetchFile(await pathFor("张建国"))).text);
  await office.person("刘志强").alone("改期 1号 3月26日下午3点");
  await office.person("刘志强").alone("确认");
  const second = unfold((await fetchFile(await pathFor("张建国"))).text);
  expect(uidOf(second)).toBe(uidOf(first));
  expect(second).toContain("SEQUENCE:2");
  expect(second).toContain("DTSTART:20260326T070000Z");
});

test("过期的、写错的链接：中文说怎么办，不给文件", async () => {
  await announce(office);
  const path = await pathFor("张建国");
  office.now = new Date(office.now.getTime() + 25 * 60 * 60_000);
  const expired = await fetchFile(path);
  expect(expired.response.status).toBe(410);
  expect(expired.response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(expired.text).toContain("这个链接已经过期了。请单独找小协，再要一次，例：加入日程 7号");
  expect(expired.text).not.toContain("VCALENDAR");
  const wrong = await fetchFile(`/d/${"A".repeat(22)}`);
  expect(wrong.response.status).toBe(404);
  expect(wrong.text).toContain("这个链接打不开了");
  expect(wrong.text).not.toContain("VCALENDAR");
});
