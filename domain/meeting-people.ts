import { parseChineseNumber } from "./chinese-number.ts";
import { type ParticipantCategory, participantCategoryNames } from "./meeting.ts";
import type { Role } from "./rights.ts";

/** One piece of 参加：委员 张建国 李梅，县住建局2人，城南街道、幸福里社区各1人，居民代表 黄春梅. */
export type PeopleWish =
  | { readonly kind: "everybody" }
  /** Names said under a category, or without one: then the roster tells. */
  | {
      readonly kind: "names";
      readonly category: ParticipantCategory | undefined;
      readonly names: readonly string[];
    }
  /** So many of a category, without names: 居民代表3人. */
  | { readonly kind: "count"; readonly category: ParticipantCategory; readonly count: number }
  | {
      readonly kind: "organization";
      readonly category: ParticipantCategory;
      readonly organization: string;
      readonly names: readonly string[];
      readonly count: number;
    };

export function parsePeople(words: string): readonly PeopleWish[] {
  return words
    .split(/[\n,，;；]+/)
    .map((piece) => piece.trim().replace(/[。.]$/, ""))
    .filter((piece) => piece !== "")
    .flatMap(parsePiece);
}

function parsePiece(piece: string): readonly PeopleWish[] {
  if (/^(?:全体|所有)(?:委员|人员)?(?:参加)?$/.test(piece)) return [{ kind: "everybody" }];
  const category = categoryWords.find(({ word }) => piece.startsWith(word));
  if (category !== undefined) return [parseCategory(piece.slice(category.word.length), category)];
  const each = /^(?<all>.+?)各\s?(?<count>\S+?)\s?[人名位]$/.exec(piece);
  const eachCount = parseChineseNumber(each?.groups?.["count"] ?? "");
  if (each !== null && eachCount !== undefined) {
    const all = (each.groups?.["all"] ?? "").split(/[、和及\s]+/).filter((one) => one !== "");
    return all.map((one) => organization(one, [], eachCount));
  }
  const [first = "", ...rest] = split(piece);
  const counted = /^(?<name>.+?)(?<count>\d{1,3}|[一二两三四五六七八九十]{1,3})\s?[人名位]$/.exec(
    first,
  );
  const count = parseChineseNumber(counted?.groups?.["count"] ?? "");
  const name = count === undefined ? first : (counted?.groups?.["name"] ?? first);
  if (categoryOfOrganization(name) === undefined) {
    return [{ kind: "names", category: undefined, names: split(piece) }];
  }
  const restCount = rest.length === 1 ? countOf(rest[0] ?? "") : undefined;
  const names = restCount === undefined ? rest : [];
  return [organization(name, names, Math.max(names.length, count ?? restCount ?? 1))];
}

function parseCategory(
  rest: string,
  { category }: { readonly category: ParticipantCategory },
): PeopleWish {
  const pieces = split(rest);
  const count = countOf(pieces[0] ?? "");
  const names = count === undefined ? pieces : pieces.slice(1);
  if (names.length === 0 && count !== undefined) return { kind: "count", category, count };
  const [only] = names;
  // 职能部门 县住建局: what is said under it is an office, not a person.
  if (category === "department" && only !== undefined) {
    return { kind: "organization", category, organization: only, names: [], count: count ?? 1 };
  }
  return { kind: "names", category, names };
}

function organization(name: string, names: readonly string[], count: number): PeopleWish {
  const category = categoryOfOrganization(name) ?? "other";
  return { kind: "organization", category, organization: name, names, count };
}

/** 3人, 三位; undefined for anything else. */
function countOf(words: string): number | undefined {
  const found = /^(\S+?)\s?[人名位个][:：]?$/.exec(words);
  return found === null ? undefined : parseChineseNumber(found[1] ?? "");
}

function split(words: string): readonly string[] {
  const spaced = words.replace(/^[\s:：]*(\d{1,3}|[一二两三四五六七八九十]{1,3})[人名位]/, "$&  ");
  return spaced.split(/[\s、:：（()）]+/).filter((piece) => piece !== "");
}

/** As what an office or a community comes; undefined if the name looks like nobody's office. */
export function categoryOfOrganization(name: string): ParticipantCategory | undefined {
  return organizations.find(({ pattern }) => pattern.test(name))?.category;
}

const organizations: readonly {
  readonly pattern: RegExp;
  readonly category: ParticipantCategory;
}[] = [
  { pattern: /(?:公司|企业|厂|合作社|物业)$/, category: "enterprise" },
  { pattern: /(?:街道|街道办|镇|乡|社区|村|居委会|村委会|网格|政府)$/, category: "official" },
  {
    pattern: /(?:局|委|办|厅|办公室|中心|大队|支队|委员会|院|队|站|所|部)$/,
    category: "department",
  },
];

const categoryWords: readonly { readonly word: string; readonly category: ParticipantCategory }[] =
  [
    { word: "群众代表", category: "resident" },
    { word: "居民代表", category: "resident" },
    { word: "村民代表", category: "resident" },
    { word: "企业代表", category: "enterprise" },
    { word: "特邀人员", category: "other" },
    { word: "职能部门", category: "department" },
    { word: "特邀", category: "other" },
    { word: "列席", category: "other" },
    { word: "专家", category: "expert" },
    { word: "委员", category: "member" },
  ];

/** As what somebody of the roster comes. */
export function categoryOfPerson(person: {
  readonly title: string;
  readonly roles: readonly Role[];
}): ParticipantCategory {
  const { title, roles } = person;
  // 委员联络室, 提案委员会: an office, not a seat.
  if (/委员(?!联络|会)|主席|常委/.test(title)) return "member";
  if (/代表/.test(title)) return /企业/.test(title) ? "enterprise" : "resident";
  if (/专家|教授/.test(title)) return "expert";
  if (roles.includes("department")) return "department";
  if (roles.includes("member") || roles.includes("convener")) return "member";
  return roles.includes("liaison") || roles.includes("administrator") ? "official" : "other";
}

/** 居民代表 or, for others, the category's own word: how nameless people of it are called. */
export function callNameless(category: ParticipantCategory): string {
  return category === "resident" ? "居民代表" : participantCategoryNames[category];
}
