import { readForm } from "../../domain/meeting-forms.ts";
import { askFor } from "../../text/general.ts";
import { meetingQuestions } from "../../text/meeting-drafts.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { type MeetingSaid, type Missing, readWish, showMeetingDraft } from "../meeting-drafting.ts";
import { draftMeeting, readMeeting } from "../meetings.ts";
import { rawArgs } from "../proxy.ts";

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
    agenda: arg.field("议程"),
    topics: arg.field("议题"),
    form: arg.field("形式"),
    time: arg.field("时间"),
    place: arg.field("地点"),
    rain: arg.field("雨天"),
    host: arg.field("主持"),
    people: arg.field("参加"),
    materials: arg.field("材料截止"),
    capacity: arg.field("人数上限"),
    notes: arg.field("请准备"),
    visit: arg.field("调研"),
    length: arg.field("会期"),
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
  return cutLines(original.slice(head[0].length));
}

const labels = {
  议程: "agenda",
  议题: "topics",
  形式: "form",
  时间: "time",
  地点: "place",
  雨天: "rain",
  主持: "host",
  参加: "people",
  材料截止: "materials",
  人数上限: "capacity",
  请准备: "notes",
  调研: "visit",
  会期: "length",
} as const;

/** The labelled lines; what stands before them is the sentence. */
function cutLines(words: string): Record<string, string> {
  const marker = new RegExp(
    `(?:^|\\n|[；;。])\\s*(${Object.keys(labels).join("|")})\\s*[:：]\\s*`,
    "g",
  );
  const marks = Array.from(words.matchAll(marker));
  const args: Record<string, string> = {};
  const sentence = words.slice(0, marks[0]?.index).trim();
  if (sentence !== "") args["sentence"] = sentence;
  for (const [index, mark] of marks.entries()) {
    const label = mark[1] as keyof typeof labels;
    const value = words.slice(mark.index + mark[0].length, marks[index + 1]?.index).trim();
    if (value !== "") args[labels[label]] = value;
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
