import { hasCome } from "../../domain/attendance.ts";
import { parseChineseNumber } from "../../domain/chinese-number.ts";
import { UserError } from "../../domain/errors.ts";
import { hasRight } from "../../domain/rights.ts";
import { minutesShown, sayMinutesState } from "../../text/minutes-review.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText } from "../command.ts";
import { splitKey } from "../meeting-words.ts";
import { findMeeting } from "../meetings.ts";
import { findMinutesOf, readAnswers, readMinutes } from "../minutes.ts";
import { rawArgs } from "../proxy.ts";
import type { RawArgs } from "../question.ts";

/** 纪要 7号: for whoever came and for the staff, alone; how many answered what for the staff only. */
export const minutesShow = defineCommand({
  id: "minutes-show",
  name: "纪要",
  aliases: [],
  summary: "看会议纪要，例：纪要 7号",
  example: "纪要 7号",
  place: "single",
  needs: "person",
  isWriting: false,
  glued: /(?!)/,
  args: { which: arg.field("哪一场"), page: arg.field("第几页") },
  match: matchShow,
  async run(context, { which, page }) {
    const { person } = context;
    const meeting = await findMeeting(context, which, { states: ["held", "announced"] });
    const minutes = await findMinutesOf(context, meeting);
    if (minutes === undefined) throw new UserError("minutesNone", { title: meeting.title });
    const isStaff = hasRight(person.roles, "convene") || minutes.recorderId === person.id;
    const { people, attended } = await readMinutes(context, minutes);
    const came = people.some((each) => each.personId === person.id && hasCome(each));
    const isOut = minutes.state === "reviewing" || minutes.state === "closed";
    if (!isStaff && !(came && isOut)) throw new UserError("minutesNotAsked");
    const { counts } = await readAnswers(context, minutes);
    const status = sayMinutesState(minutes.state, minutes.version, isOut ? counts : undefined);
    return minutesShown(attended, Number(page ?? "1"), isStaff ? status : undefined);
  },
});

/** 纪要, 会议纪要 7号, 纪要 7号 第2页; 纪要什么时候出来 is a question. */
function matchShow({ original, plain }: MatchText): RawArgs | undefined {
  const head = /^(?:看|查)?(?:会议)?纪要(?:[\s:：]+|[。.]?$)/.exec(plain);
  if (head === null) return undefined;
  const { key, rest } = splitKey(original.slice(head[0].length));
  const page = /^第\s?(?<page>\d{1,2}|[一二三四五六七八九十]{1,2})\s?页$/.exec(rest)?.groups?.[
    "page"
  ];
  if (rest !== "" && page === undefined) return undefined;
  return rawArgs({ which: key, page: page && `${parseChineseNumber(page) ?? 1}` });
}
