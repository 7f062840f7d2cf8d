import { readForm } from "../../domain/meeting-forms.ts";
import { askFor } from "../../text/general.ts";
import { meetingQuestions } from "../../text/meeting-drafts.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { showMeetingDraft } from "../meeting-draft-shown.ts";
import { type MeetingSaid, type Missing, readWish } from "../meeting-drafting.ts";
import { draftMeeting, readMeeting } from "../meetings.ts";
import { rawArgs } from "../proxy.ts";

/** Each line as offices head it; the first is ours. */
const labels = {
  agenda: ["议程", "会议议程", "议程安排"],
  topics: ["议题", "题目", "主题", "会议主题"],
  form: ["形式", "会议形式", "方式"],
  time: ["时间", "会议时间", "日期"],
  place: ["地点", "会议地点", "地址"],
  rain: ["雨天"],
  host: ["主持", "主持人"],
  people: ["参加", "参加人员", "参会", "参会人员", "人员", "与会人员"],
  materials: ["材料截止", "材料", "交材料"],
  capacity: ["人数上限", "名额"],
  notes: ["请准备", "准备", "备注"],
  visit: ["调研", "勘查", "走访"],
  length: ["会期", "时长"],
} as const satisfies Record<string, readonly [string, ...string[]]>;

const fieldOfLabel: ReadonlyMap<string, string> = new Map(
  Object.entries(labels).flatMap(([name, words]) => words.map((word) => [word, name])),
);

/** 安排会议: in one sentence or in labelled lines; shown, and sent after 确认 or 送审. */
export const meetingDraft = defineCommand({
  id: "meeting-draft",
  name: "安排会议",
  aliases: ["会议安排", "安排协商会", "召开协商会"],
  summary: "安排一场协商会，核对后单独通知每个人",
  example: "安排会议 7号 现场协商 3月25日下午3点 幸福里小区2栋前空地",
  audience: "staff",
  needs: "person",
  right: "convene",
  isWriting: true,
  charsMax: 2_000,
  glued: /^\d{1,4}\s?号/,
  args: {
    sentence: arg.optionalBlock("哪件议题、形式、时间、地点"),
    agenda: arg.field(...labels.agenda),
    topics: arg.field(...labels.topics),
    form: arg.field(...labels.form),
    time: arg.field(...labels.time),
    place: arg.field(...labels.place),
    rain: arg.field(...labels.rain),
    host: arg.field(...labels.host),
    people: arg.field(...labels.people),
    materials: arg.field(...labels.materials),
    capacity: arg.field(...labels.capacity),
    notes: arg.field(...labels.notes),
    visit: arg.field(...labels.visit),
    length: arg.field(...labels.length),
  },
  match: matchDraft,
  async run(context, said) {
    if (Object.values(said).every((each) => each === undefined)) {
      return ask(context, said, "sentence");
    }
    const read = await readWish(context, said);
    if (typeof read === "string") return ask(context, said, read);
    const meeting = await draftMeeting(context, read.wish);
    return showMeetingDraft(context, await readMeeting(context, meeting), read.assumed);
  },
});

/** 开会 7号 现场协商 …, 会议 安排 …: only where what follows is a meeting. */
function matchDraft({ original, plain }: MatchText): Record<string, string> | undefined {
  const head =
    /^(?:安排开会|召开会议|开会|会议\s+安排|安排会议)(?:[\s:：,，]+|(?=\d{1,4}\s?号))/.exec(plain);
  if (head === null) return undefined;
  const rest = plain.slice(head[0].length);
  const isMeeting =
    /^\d{1,4}\s?号/.test(rest) ||
    (readForm(rest, []) !== undefined && /\d|[一二三四五六七八九十]/.test(rest)) ||
    /(?:^|\n)\s?(?:议题|形式|时间)\s?[:：]/.test(rest);
  if (!isMeeting || /[?？吗]|怎么|什么时候|几点/.test(rest)) return undefined;
  return cutLines(original.slice(head[0].length), rest);
}

/** The labelled lines; what stands before them is the sentence. */
function cutLines(words: string, plain: string): Record<string, string> {
  const marker = new RegExp(
    `(?:^|\\n|[；;。])\\s*(${[...fieldOfLabel.keys()].join("|")})\\s*[:：]\\s*`,
    "g",
  );
  const marks = Array.from(plain.matchAll(marker));
  const args: Record<string, string> = {};
  const sentence = words.slice(0, marks[0]?.index).trim();
  if (sentence !== "") args["sentence"] = sentence;
  for (const [index, mark] of marks.entries()) {
    const name = fieldOfLabel.get(mark[1] ?? "");
    const value = words.slice(mark.index + mark[0].length, marks[index + 1]?.index).trim();
    if (name !== undefined && value !== "") args[name] = value;
  }
  return args;
}

function ask(context: PersonContext, said: MeetingSaid, missing: Missing | "sentence"): string {
  const args = rawArgs({ ...said });
  context.ask({ kind: "argument", command: "meeting-draft", args, missing });
  const examples = {
    sentence: "7号 现场协商 3月25日下午3点 幸福里小区2栋前空地",
    time: "3月25日下午3点",
    place: "幸福里小区2栋前空地",
    form: "现场协商",
  };
  return askFor(meetingQuestions[missing], examples[missing], context.place);
}
