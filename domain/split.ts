import { UserError } from "./errors.ts";
import { limits } from "./limits.ts";
import type { TopicStatus } from "./topic.ts";
import { checkOpen, checkTopicWords, type Topic, type TopicWords } from "./topic.ts";

/** 拆分: one topic that says several things becomes several, each under a number of its own. */

/** What a part is called; of everything else it is like the topic it came from. */
export type PartWords = Pick<TopicWords, "title" | "detail">;

/**
 * The topic leaves the list and points to its parts. Its 附议 stay its own: who gave them is asked.
 * @throws UserError when it is no longer open, or was decided about already
 */
export function splitTopic<T extends Topic>(topic: T): T {
  checkOpen(topic);
  if (!splittable.has(topic.status)) {
    throw new UserError("splitSettled", { number: topic.number, status: topic.status });
  }
  return { ...topic, status: "split" };
}

const splittable: ReadonlySet<TopicStatus> = new Set([
  "proposed",
  "accepted",
  "shortlisted",
  "deferred",
  "reserve",
]);

/** What was screened as one is screened again as several; what nobody looked at yet stays so. */
export function statusOfPart({ status }: Pick<Topic, "status">): "proposed" | "accepted" {
  return status === "proposed" ? "proposed" : "accepted";
}

/**
 * Reads 一：… 二：…, 1、… 2、…, in one line or on lines of their own; without any label every line is
 * a part. Lines behind the first of a part are its 说明.
 * @throws UserError for fewer than two parts, too many, two alike, or words that are no title
 */
export function readParts(words: string): readonly PartWords[] {
  const parts = cutParts(words).map(readPart);
  if (parts.length < 2) throw new UserError("splitOnePart");
  const max = limits.splitPartsMax;
  if (parts.length > max) throw new UserError("splitTooManyParts", { max });
  const titles = parts.map(({ title }) => title);
  const twice = titles.find((title, index) => titles.indexOf(title) !== index);
  if (twice !== undefined) throw new UserError("splitSameParts", { title: twice });
  return parts;
}

function cutParts(words: string): readonly string[] {
  const text = words.replaceAll("\r", "").trim();
  const marks = Array.from(text.matchAll(labels));
  // What stands before the first label belongs to no part, unless it is nothing but courtesy.
  if (marks.length === 0 || marks[0]?.index !== 0) return text.split("\n").filter(isSaid);
  return marks.map((mark, index) =>
    text.slice(mark.index + mark[0].length, marks[index + 1]?.index),
  );
}

/** A label begins the words, a line, or stands behind a space or a mark. */
const labels =
  /(?:^|(?<=[\s;；。，,]))(?:第?[一二三四五六七八九](?:件|个|项)?|第?\d(?:件|个|项)?)\s*[：:、.．)）]\s*(?!\d)/gu;

function isSaid(line: string): boolean {
  return line.trim() !== "";
}

function readPart(words: string): PartWords {
  const [first = "", ...more] = words.split("\n").map((line) => line.trim());
  const inline = /^(?<title>.+?)[\s，,;；]+说明\s*[：:]\s*(?<detail>.+)$/u.exec(first)?.groups;
  const said = [inline?.["detail"], ...more].filter((line) => line !== undefined && line !== "");
  const detail = said.join("\n").replace(/^说明\s*[：:]\s*/u, "");
  const title = (inline?.["title"] ?? first).replace(/[\s,，;；。.]+$/u, "");
  const checked = checkTopicWords({ title, detail: detail || undefined, category: undefined });
  return { title: checked.title, detail: checked.detail };
}
