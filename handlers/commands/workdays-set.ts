import { appendEvent } from "../../db/events.ts";
import { holdTenantAlone } from "../../db/reset.ts";
import { deleteLocalDays, deleteNotice, upsertDays } from "../../db/workdays.ts";
import { UserError } from "../../domain/errors.ts";
import {
  comingYear,
  cutNotice,
  readDays,
  readSpan,
  type SaidDays,
  toRules,
} from "../../domain/holiday-words.ts";
import { fold } from "../../domain/normalize.ts";
import { toLocal } from "../../domain/time.ts";
import {
  dayChangeAsked,
  daysChanged,
  daysNotLocal,
  daysRestored,
  noticeAsked,
  noticeKept,
} from "../../text/workdays.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import type { RawArgs } from "../question.ts";
import { applyCalendar } from "../workdays.ts";

/**
 * 节假日 4月18日至20日 放假 三月三, 节假日 4月12日 上班, 节假日 取消 4月18日; and a whole notice, pasted
 * under 节假日 2027年放假安排.
 */
export const workdaysSet = defineCommand({
  id: "workdays-set",
  name: "节假日 设置",
  aliases: ["节假日设置"],
  example: "节假日 4月18日至20日 放假 三月三",
  audience: "staff",
  needs: "person",
  right: "configure",
  isWriting: true,
  args: { words: arg.optionalBlock("放假或上班的日子") },
  match: matchDays,
  async run(context, { words = "" }) {
    const taken = /^\s*取消/.exec(fold(words));
    if (taken !== null) return takeBack(context, words.slice(taken[0].length));
    const notice = cutNotice(words);
    return notice === undefined ? changeDays(context, words) : loadNotice(context, words, notice);
  },
});

/** 节假日, then a day that is off or worked; 节假日怎么安排 is a question. */
function matchDays({ plain, original }: MatchText): RawArgs | undefined {
  const head = /^节假日[\s:,.、]*/.exec(plain);
  if (head === null) return undefined;
  const rest = plain.slice(head[0].length);
  const isChange =
    /^取消[^\n]{0,4}月/.test(rest) ||
    /^\d{4}年?[^\n]{0,30}?(?:安排|通知)[^\n]{0,8}\n/.test(rest) ||
    (/^[^\n?吗]{0,60}月[^\n?吗]{0,60}(?:放假|休息|上班|补班)[^\n?吗]{0,30}$/.test(rest) &&
      !/哪|什么|怎|几[天号月日]|是否|是不是|要不要/.test(rest));
  return isChange ? { words: original.slice(head[0].length) } : undefined;
}

async function changeDays(context: PersonContext, words: string): Promise<string> {
  const { tx, tenantId, person, now, place, confirmed, receiptId } = context;
  const today = toLocal(now);
  const said = readDays(words, comingYear(today));
  const [first] = said ?? [];
  const isNear = first !== undefined && Math.abs(first.first.year - today.year) <= 1;
  if (first === undefined || !isNear || said?.length !== 1) throw new UserError("workdaysUsage");
  if (confirmed === undefined) {
    context.ask({ kind: "confirm", command: "workdays-set", args: { words } });
    return dayChangeAsked(first, today.year, place);
  }
  await holdTenantAlone(tx, tenantId);
  const source = { tenantId, notice: undefined, setById: person.id, at: now };
  await upsertDays(tx, source, toRules([first]));
  record({ tx, tenantId, person, now, receiptId }, "workdays-set", words);
  await applyCalendar(tx, tenantId, now);
  return daysChanged(first, today.year, place);
}

async function takeBack(context: PersonContext, words: string): Promise<string> {
  const { tx, tenantId, now } = context;
  const today = toLocal(now);
  const span = readSpan(words, comingYear(today));
  if (span === undefined) throw new UserError("workdaysUsage");
  await holdTenantAlone(tx, tenantId);
  const count = await deleteLocalDays(tx, tenantId, span);
  if (count === 0) return daysNotLocal(span.first, span.last, today.year);
  record(context, "workdays-taken-back", words);
  await applyCalendar(tx, tenantId, now);
  return daysRestored(span.first, span.last, today.year);
}

async function loadNotice(
  context: PersonContext,
  words: string,
  { year, rest }: { readonly year: number; readonly rest: string },
): Promise<string> {
  const { tx, tenantId, person, now, place, confirmed } = context;
  const said = readDays(rest, () => year);
  const isNear = Math.abs(year - toLocal(now).year) <= 1;
  if (said === undefined || !isNear || !isWhole(said)) throw new UserError("workdaysNoticeUsage");
  if (confirmed === undefined) {
    context.ask({ kind: "confirm", command: "workdays-set", args: { words } });
    return noticeAsked(year, said, place);
  }
  await holdTenantAlone(tx, tenantId);
  await deleteNotice(tx, tenantId, year);
  const notice = { year, number: undefined };
  await upsertDays(tx, { tenantId, notice, setById: person.id, at: now }, toRules(said));
  record(context, "workdays-notice", words);
  await applyCalendar(tx, tenantId, now);
  return noticeKept(year);
}

/** Half a notice would make the other holidays of the year workdays that are certain. */
function isWhole(said: readonly SaidDays[]): boolean {
  const names = new Set(said.map(({ name }) => name));
  const needed = ["元旦", "春节", "清明节", "劳动节", "端午节", "国庆节"];
  return needed.every((name) => names.has(name) || [...names].some((each) => each.includes(name)));
}

function record(
  context: Pick<PersonContext, "tx" | "tenantId" | "person" | "now" | "receiptId">,
  kind: string,
  words: string,
): void {
  const { tx, tenantId, person, now: at, receiptId } = context;
  const object = { tenantId, objectKind: "tenant", objectId: tenantId } as const;
  appendEvent(tx, { ...object, kind, actorId: person.id, at, receiptId, words: { days: words } });
}
