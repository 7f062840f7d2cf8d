import { limits } from "./limits.ts";
import { fold, normalizeInput } from "./normalize.ts";
import { looksLikeTitle, splitName } from "./person-name.ts";

export { defaultSalutation } from "./person-name.ts";

/** One person of a pasted list. */
export interface RosterLine {
  /** 1-based line of the paste. */
  readonly line: number;
  /** Without spaces; the dot of a long name is always `·`. */
  readonly name: string;
  /** 委员 if none was given. */
  readonly title: string;
  readonly unit?: string;
  readonly sector?: string;
  readonly phone?: string;
  readonly gender?: Gender;
  readonly residence?: Residence;
}

/** Only for 他 and 她. */
export type Gender = "男" | "女";
/** Which of the two the office counts a member under. */
export type Residence = "城区" | "乡镇";

export interface RosterFault {
  readonly line: number;
  readonly code: RosterFaultCode;
  /** The piece that is wrong, as pasted; shortened, because it is repeated in the answer. */
  readonly text: string;
  /** With `twice`: the line the person stands in first. */
  readonly firstLine?: number;
}

export type RosterFaultCode =
  | "noName"
  | "tooLong"
  | "badPhone"
  | "twice"
  | "tooManyColumns"
  | "tooManyLines";

/**
 * Reads a pasted list, one person a line: 姓名 职务 片区/单位 界别 手机, and 男/女
 * and 城区/乡镇 wherever they stand, separated by tabs, bars,
 * commas or spaces, with or without a number in front. Blank lines and headings are skipped. The
 * order is kept: it is the office's order. A line with a fault is told and left out.
 */
export function parseRoster(text: string): { people: RosterLine[]; faults: RosterFault[] } {
  const people: RosterLine[] = [];
  const faults: RosterFault[] = [];
  const seen = new Map<string, number>();
  for (const [index, raw] of text.split(/\r\n?|\n/).entries()) {
    const line = index + 1;
    if (raw.trim().length > limits.rosterLineCharsMax) {
      faults.push({ line, code: "tooLong", text: shorten(raw) });
      continue;
    }
    const cells = splitCells(raw);
    if (cells === undefined) continue;
    if (people.length >= limits.rosterLinesMax) {
      faults.push({ line, code: "tooManyLines", text: shorten(raw) });
      break;
    }
    const read = readPerson(line, cells);
    if ("code" in read) {
      faults.push(read);
      continue;
    }
    const key = `${fold(read.name)} ${fold(read.unit ?? "")}`;
    const firstLine = seen.get(key);
    if (firstLine === undefined) people.push(read);
    else faults.push({ line, code: "twice", text: read.name, firstLine });
    seen.set(key, firstLine ?? line);
  }
  return { people, faults };
}

/** The strongest separator of the line counts; inside its cells a space is only a space. */
function splitCells(raw: string): string[] | undefined {
  const even = raw
    .split("\t")
    .map(normalizeInput)
    .join("\t")
    .replaceAll(/[()（）]/g, " ");
  const line = even.trimEnd().replace(leadingNumber, "").replace(bullet, "");
  if (line.trim() === "" || isHeading(line)) return undefined;
  const separator = [/\t/, /[|｜]/, /[,，;；、]/].find((each) => each.test(line));
  if (separator === undefined) return [line.trim()];
  const cells = line.split(separator).map((cell) => cell.trim());
  return cells.every((cell) => cell === "") ? undefined : cells;
}

/** `1. `, `1、`, `(1)`, `一、`, or a bare number with its column. */
const leadingNumber = new RegExp(
  String.raw`^\s*(?:第?\d{1,3}\s*(?:[.．、)）:：号]\s*|\s+|(?=\p{Script=Han}))` +
    String.raw`|[一二三四五六七八九十]{1,3}\s*[、.．]\s*|[①-⑳]\s*)`,
  "u",
);
const bullet = /^\s*[-*•●·]\s*/;

function isHeading(line: string): boolean {
  const first = fold(line).trim();
  return (
    /^(?:序号|编号|姓\s*名|名单$)/.test(first) || /(?:名单|名册|花名册|通讯录)[:：]?$/.test(first)
  );
}

function readPerson(line: number, cells: readonly string[]): RosterLine | RosterFault {
  const hasSeparator = cells.length > 1;
  const { name, rest } = splitName(cells[0] ?? "");
  const others = joinPhone(hasSeparator ? [...rest, ...cells.slice(1)] : rest);
  const phoneText = others.find(isLikePhone);
  const gender = others.find(isGender);
  const words = others.filter((cell) => cell !== phoneText && cell !== gender);
  // After a title alone 城区 is the unit.
  const residence = words.length > 2 ? words.find(isResidence) : undefined;
  const columns = words.filter((cell) => cell !== residence);
  const { title, unit, sector, extra } = assign(columns);
  const fault = (code: RosterFaultCode, text: string) => ({ line, code, text: shorten(text) });
  const length = Array.from(name).length;
  if (length > limits.personNameCharsMax) return fault("tooLong", name);
  if (length < 2 || !isName(name)) return fault("noName", cells.join(" "));
  const long = [title, unit, sector].find(
    (cell) => Array.from(cell).length > limits.unitNameCharsMax,
  );
  if (long !== undefined) return fault("tooLong", long);
  if (extra !== undefined) return fault("tooManyColumns", extra);
  const phone = phoneText === undefined ? undefined : phoneText.replaceAll(/[\s-]/g, "");
  if (phone !== undefined && !isPhone(phone)) return fault("badPhone", phoneText ?? "");
  return {
    line,
    name,
    title: title === "" ? "委员" : title,
    ...(unit !== "" && { unit }),
    ...(sector !== "" && { sector }),
    ...(phone !== undefined && { phone: phone.replace(/^(?:\+?86)(?=1\d{10}$)/, "") }),
    ...(gender !== undefined && { gender }),
    ...(residence !== undefined && { residence }),
  };
}

function isGender(cell: string): cell is Gender {
  return cell === "男" || cell === "女";
}

function isResidence(cell: string): cell is Residence {
  return cell === "城区" || cell === "乡镇";
}

function isName(name: string): boolean {
  return (
    /^[\p{Script=Han}〇a-zA-Z][\p{Script=Han}〇a-zA-Z·. ]*$/u.test(name) && !looksLikeTitle(name)
  );
}

interface Columns {
  readonly title: string;
  readonly unit: string;
  readonly sector: string;
  readonly extra: string | undefined;
}

/** By place, except where a cell says itself what it is: 教育界, or a unit where 职务 was left out. */
function assign(columns: readonly string[]): Columns {
  const sectorAt = columns.findIndex((cell, index) => index < 3 && /.界别?$/.test(cell));
  const rest = columns.filter((_, index) => index !== sectorAt);
  const [first = "", second = ""] = rest;
  const isSwapped = !looksLikeTitle(first) && looksLikeTitle(second);
  const hasNoTitle = !isSwapped && looksLikeUnit(first) && !looksLikeTitle(first);
  const ordered = isSwapped ? [second, first, ...rest.slice(2)] : hasNoTitle ? ["", ...rest] : rest;
  const [title = "", unit = ""] = ordered;
  const sector = sectorAt < 0 ? (ordered[2] ?? "") : (columns[sectorAt] ?? "");
  const extra = ordered.slice(sectorAt < 0 ? 3 : 2).find((cell) => cell !== "");
  return { title, unit, sector, extra };
}

function looksLikeUnit(cell: string): boolean {
  return /(?:片区|城区|乡镇|镇|乡|街道|社区|村|县|市|局|委|办|站|室|公司|学校|小学|中学|医院)$/.test(
    cell,
  );
}

/** 138 0000 0000 was split at its spaces. */
function joinPhone(cells: readonly string[]): string[] {
  const joined: string[] = [];
  for (const cell of cells) {
    const last = joined.at(-1);
    const belongs = last !== undefined && /^[+\d][\d-]*$/.test(last) && /^[\d-]+$/.test(cell);
    if (belongs) joined[joined.length - 1] = last + cell;
    else joined.push(cell);
  }
  return joined;
}

function isLikePhone(cell: string): boolean {
  return /^\+?[\dxX*][\d\s*xX-]{4,}$/.test(cell);
}

/** A mobile number, or one with or without area code. */
function isPhone(phone: string): boolean {
  return /^(?:(?:\+?86)?1[3-9]\d{9}|0\d{2,3}\d{7,8}|\d{7,8})$/.test(phone);
}

function shorten(text: string): string {
  const characters = Array.from(text.trim());
  return characters.length > 20 ? `${characters.slice(0, 20).join("")}…` : characters.join("");
}
