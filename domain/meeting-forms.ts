import { type MeetingForm, meetingFormNames, meetingForms, type Requirement } from "./meeting.ts";
import { type TopicProfile, topicProfiles, type TopicSize } from "./profile.ts";

/** 会场/现场, 固定/移动, 集中/分散, 线上/线下. */
export interface Dimensions {
  readonly isOnSite: boolean;
  readonly isMobile: boolean;
  readonly isDispersed: boolean;
  readonly isOnline: boolean;
}

/** A form as it was said, perhaps under the name that the place has for it. */
export interface SaidForm {
  readonly form: MeetingForm;
  readonly alias: string | undefined;
  /** The words that were read. */
  readonly words: string;
}

/** A local name and the form that it is counted as. */
export interface FormAlias {
  readonly name: string;
  readonly form: MeetingForm;
}

/** What places call their own; an office adds more by 设置. */
export const usualAliases: readonly FormAlias[] = [
  { name: "院坝会", form: "on-site" },
  { name: "院坝协商", form: "on-site" },
  { name: "板凳会", form: "on-site" },
  { name: "小马扎议事会", form: "on-site" },
  { name: "小院议事会", form: "on-site" },
  { name: "村湾夜话", form: "on-site" },
  { name: "夜话", form: "on-site" },
  { name: "村组会", form: "on-site" },
  { name: "田间会", form: "on-site" },
  { name: "现场推进会", form: "on-site" },
  { name: "路边商", form: "micro" },
  { name: "入户商", form: "liaison" },
  { name: "圆桌会", form: "liaison" },
  { name: "楼道会", form: "building" },
  { name: "楼院会", form: "building" },
  { name: "网络征集会", form: "online" },
  { name: "视频协商", form: "online" },
];

/** The longest name that stands in the words; 现场协商会 is 现场协商. */
export function readForm(words: string, added: readonly FormAlias[]): SaidForm | undefined {
  const forms = meetingForms.map((form) => ({ name: meetingFormNames[form], form }));
  const aliases = [...added, ...usualAliases];
  const named: readonly FormAlias[] = [...aliases, ...forms, ...shortNames];
  const found = named
    .filter(({ name }) => words.includes(name))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
  if (found === undefined) return undefined;
  const { name, form } = found;
  return { form, alias: aliases.includes(found) ? name : undefined, words: name };
}

/** As people shorten them. */
const shortNames: readonly FormAlias[] = [
  { name: "常委会协商", form: "plenary" },
  { name: "议政性常委会", form: "plenary" },
];

/** What a meeting of that form is called after a title: 现场协商会, 院坝会. */
export function sayForm({ form, alias }: Pick<SaidForm, "form" | "alias">): string {
  const name = alias ?? meetingFormNames[form];
  return name.endsWith("会") || name.endsWith("话") ? name : `${name}会`;
}

/** What the form suggests; each may be said otherwise. */
export function usualDimensions(form: MeetingForm): Dimensions {
  const isOnSite = form === "on-site" || form === "building" || form === "micro";
  return {
    isOnSite,
    isMobile: isOnSite && form !== "building",
    isDispersed: form === "online" || form === "liaison",
    isOnline: form === "online",
  };
}

/** 固定、线上 and the like, in whatever order they were said. */
export function readDimensions(words: string, usual: Dimensions): Dimensions {
  const has = (yes: string, no: string, otherwise: boolean): boolean =>
    words.includes(yes) ? true : words.includes(no) ? false : otherwise;
  return {
    isOnSite: has("现场", "会场", usual.isOnSite),
    isMobile: has("移动", "固定", usual.isMobile),
    isDispersed: has("分散", "集中", usual.isDispersed),
    isOnline: has("线上", "线下", usual.isOnline),
  };
}

/** 现场、移动、集中、线下 */
export function sayDimensions(dimensions: Dimensions): string {
  const { isOnSite, isMobile, isDispersed, isOnline } = dimensions;
  return [
    isOnSite ? "现场" : "会场",
    isMobile ? "移动" : "固定",
    isDispersed ? "分散" : "集中",
    isOnline ? "线上" : "线下",
  ].join("、");
}

/** Who must be able to come, by what kind of talk it is. */
export function requirementsOf(form: MeetingForm): readonly Requirement[] {
  return needed[form];
}

const needed: Readonly<Record<MeetingForm, readonly Requirement[]>> = {
  plenary: [{ category: "department", count: 1 }],
  thematic: [{ category: "department", count: 1 }],
  counterpart: [{ category: "department", count: 1 }],
  sector: [{ category: "member", count: 3 }],
  "on-site": [
    { category: "department", count: 1 },
    { category: "resident", count: 2 },
  ],
  liaison: [{ category: "department", count: 1 }],
  building: [{ category: "resident", count: 2 }],
  online: [],
  micro: [],
};

/**
 * What goes for notice and quorum: the size of the topic if it has been judged, else what the form
 * usually is used for.
 */
export function profileFor(size: TopicSize | undefined, form: MeetingForm): TopicProfile {
  if (size !== undefined) return topicProfiles[size];
  if (form === "micro") return topicProfiles.urgent;
  return topicProfiles.minor;
}

/** Which of the requirements these people do not meet, with how many are missing. */
export function missingOf(
  requirements: readonly Requirement[],
  people: readonly { readonly category: Requirement["category"] }[],
): readonly Requirement[] {
  return requirements.flatMap(({ category, count }) => {
    const there = people.filter((each) => each.category === category).length;
    return there >= count ? [] : [{ category, count: count - there }];
  });
}
