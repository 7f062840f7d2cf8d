import { parseChineseNumber } from "./chinese-number.ts";
import { categoryOfOrganization, categoryWords } from "./meeting-categories.ts";
import type { ParticipantCategory } from "./meeting.ts";
import { fold } from "./normalize.ts";

/** One piece of 参加：全体委员（除王海涛），县住建局2人，城南街道、幸福里社区各1人，乡贤 黄老师. */
export type PeopleWish =
  | { readonly kind: "everybody"; readonly except: readonly string[] }
  /** Names said under a category, or without one: then the roster tells. None = the category itself. */
  | {
      readonly kind: "names";
      readonly category: ParticipantCategory | undefined;
      readonly names: readonly string[];
    }
  /** So many of a category, without names: 居民代表3人. */
  | {
      readonly kind: "count";
      readonly category: ParticipantCategory;
      /** As it was said: 楼栋长. */
      readonly called: string;
      readonly count: number;
    }
  | {
      readonly kind: "organization";
      readonly category: ParticipantCategory;
      readonly organization: string;
      readonly names: readonly string[];
      readonly count: number;
    };

/**
 * Reads who is to come. Names stand behind their category or office (委员 张建国 李梅，县住建局：王工);
 * behind 、 they stand for themselves (县住建局、李梅), and so do they after ， and at a new line.
 */
export function parsePeople(words: string): readonly PeopleWish[] {
  // 全体委员，除王海涛 is one thing.
  const joined = words.replaceAll(/[\n,，;；]\s*(?=除)/g, " ");
  return joined.split(/[\n,，;；。]+/).flatMap(parseSegment);
}

function parseSegment(segment: string): readonly PeopleWish[] {
  const found: Draft[] = [];
  for (const token of tokensOf(segment)) add(found, token);
  return found.map(finish);
}

interface Token {
  readonly words: string;
  /** 、 stands before it. */
  readonly isNew: boolean;
}

function tokensOf(segment: string): readonly Token[] {
  const pieces = segment.matchAll(/(?<before>[\s:：（）()、/]*)(?<words>[^\s:：（）()、/]+)/g);
  return [...pieces].flatMap(({ groups }) => {
    const isNew = /[、/]/.test(groups?.["before"] ?? "");
    return splitAnd(groups?.["words"] ?? "").map((words, index) => ({
      words,
      isNew: isNew || index > 0,
    }));
  });
}

/** 县住建局和城南街道; names joined by 和 are told apart by the roster. */
function splitAnd(words: string): readonly string[] {
  const at = [...words.matchAll(/(?<=.{2})[和及与跟](?=.{2})/g)].find(
    ({ index }) => readItem(words.slice(0, index)) !== undefined,
  )?.index;
  return at === undefined ? [words] : [words.slice(0, at), ...splitAnd(words.slice(at + 1))];
}

/** What is being read; names and counts may follow. */
type Draft =
  | { readonly kind: "everybody"; except: string[]; isExcept: boolean }
  | { readonly kind: "names"; names: string[] }
  | {
      readonly kind: "category";
      category: ParticipantCategory;
      called: string;
      count: number | undefined;
      names: string[];
    }
  | {
      readonly kind: "organization";
      category: ParticipantCategory;
      name: string;
      count: number | undefined;
      names: string[];
    };

function add(found: Draft[], { words, isNew }: Token): void {
  if (/^共\S{1,4}人$/.test(words)) return;
  const last = found.at(-1);
  const count = countOf(words);
  if (count !== undefined) {
    if (words.startsWith("各")) countEach(found, count);
    else if (last?.kind === "category" || last?.kind === "organization") last.count = count;
    return;
  }
  const item = readItem(words);
  if (item !== undefined) {
    // 职能部门 县住建局: the category says of which kind the office is.
    if (isHeading(last) && item.draft.kind === "organization" && !isNew) found.pop();
    found.push(item.draft);
    if (item.isEach) countEach(found, item.count ?? 1);
    return;
  }
  if (last?.kind === "everybody" && (last.isExcept || words.startsWith("除"))) {
    last.isExcept = true;
    last.except.push(...exceptOf(words));
    return;
  }
  const isUnder = last !== undefined && last.kind !== "everybody";
  const hasNames = isUnder && last.names.length > 0;
  if (isUnder && (!isNew || hasNames)) last.names.push(words);
  else found.push({ kind: "names", names: [words] });
}

function isHeading(draft: Draft | undefined): boolean {
  return draft?.kind === "category" && draft.names.length === 0 && draft.count === undefined;
}

/** 城南街道、幸福里社区各1人: those that have not been counted. */
function countEach(found: Draft[], count: number): void {
  for (const draft of found.toReversed()) {
    if (draft.kind !== "organization" && draft.kind !== "category") return;
    // Members are never counted, they are named.
    if (draft.category === "member" && draft !== found.at(-1)) return;
    if (draft.count !== undefined && draft !== found.at(-1)) return;
    draft.count = count;
  }
}

interface Item {
  readonly draft: Draft;
  readonly count: number | undefined;
  readonly isEach: boolean;
}

/** 全体委员, 居民代表3人, 委员3人张建国, 县住建局派2人, 幸福里社区各1人; undefined for a name. */
function readItem(words: string): Item | undefined {
  const everybody = readEverybody(words);
  if (everybody !== undefined) return { draft: everybody, count: undefined, isEach: false };
  const plain = fold(words);
  const counted =
    /^(?<name>.+?)(?<each>各)?(?:派|来|请|出)?(?<count>\d{1,3}|[一二两三四五六七八九十]{1,3})[人名位个](?:参加|到会)?(?<rest>.*)$/.exec(
      plain,
    )?.groups;
  const count = parseChineseNumber(counted?.["count"] ?? "");
  const length = count === undefined ? words.length : (counted?.["name"] ?? "").length;
  const rest =
    count === undefined ? "" : words.slice(words.length - (counted?.["rest"] ?? "").length);
  const name = words.slice(0, length);
  const draft = readCategory(name) ?? readOrganization(name);
  if (draft === undefined) return undefined;
  draft.count = count;
  if (rest !== "") draft.names.push(rest);
  return { draft, count, isEach: counted?.["each"] !== undefined };
}

function readEverybody(words: string): Extract<Draft, { kind: "everybody" }> | undefined {
  const plain = fold(words);
  const found =
    /^(?:除了?(?<before>.+?)(?:以外|之外|外)的?)?(?:请)?(?:全体|所有|全部|各位)(?:政协)?(?:委员|人员|成员|组员)?(?:都?参加|到会)?(?:除了?(?<after>.+?)(?:以外|之外|外)?)?$/.exec(
      plain,
    );
  if (found === null) return undefined;
  const { before, after } = found.groups ?? {};
  const except = before ?? after;
  const isExcept = except !== undefined || plain.endsWith("除");
  return { kind: "everybody", except: except === undefined ? [] : [except], isExcept };
}

function exceptOf(words: string): readonly string[] {
  const name = words.replace(/^除了?/, "").replace(/(?:以外|之外|外)$/, "");
  return name === "" ? [] : [name];
}

function readCategory(words: string): Extract<Draft, { kind: "category" }> | undefined {
  const plain = fold(words);
  const found = categoryWords.find(({ word }) => plain.startsWith(word));
  if (found === undefined || isOffice(plain.slice(found.word.length))) return undefined;
  const rest = words.slice(found.word.length).replace(/^组$/, "");
  const names = rest === "" ? [] : [rest];
  return {
    kind: "category",
    category: found.category,
    called: found.word,
    count: undefined,
    names,
  };
}

/** 委员会办公室, 专家工作站: no people. */
function isOffice(rest: string): boolean {
  return rest.length > 1 && categoryOfOrganization(rest) !== undefined;
}

function readOrganization(words: string): Extract<Draft, { kind: "organization" }> | undefined {
  const category = categoryOfOrganization(fold(words));
  if (category === undefined) return undefined;
  return { kind: "organization", category, name: words, count: undefined, names: [] };
}

/** 3人, 三位, 各一名. */
function countOf(words: string): number | undefined {
  const found = /^各?(?:派|来)?(\S{1,3}?)[人名位个]$/.exec(fold(words));
  return found === null ? undefined : parseChineseNumber(found[1] ?? "");
}

function finish(draft: Draft): PeopleWish {
  switch (draft.kind) {
    case "everybody":
      return { kind: "everybody", except: draft.except };
    case "names":
      return { kind: "names", category: undefined, names: draft.names };
    case "category": {
      const { category, called, count, names } = draft;
      if (names.length === 0 && count !== undefined) {
        return { kind: "count", category, called, count };
      }
      return { kind: "names", category, names };
    }
    case "organization": {
      const { category, name, count, names } = draft;
      const all = Math.max(names.length, count ?? 1);
      return { kind: "organization", category, organization: name, names, count: all };
    }
  }
}
