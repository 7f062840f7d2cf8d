import { getConversation } from "../../db/conversations.ts";
import { insertReminder, listOpenReminders } from "../../db/reminders.ts";
import { readWorkdays } from "../../db/workdays.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { planReminder } from "../../domain/reminder.ts";
import { fold } from "../../domain/normalize.ts";
import { hasRight, sayHolders } from "../../domain/rights.ts";
import { formatDateTime, toLocal } from "../../domain/time.ts";
import {
  askHalf,
  askSuggested,
  noSuchDay,
  reminderQuestions,
  reminderSet as setText,
} from "../../text/reminders.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { howTo } from "../ordinary.ts";
import { parseReply, type Question, type RawArgs, yesReplies } from "../question.ts";
import { matchReminder, splitSentence } from "../reminder-sentence.ts";

/** 提醒: the time and the matter in either order, for oneself or, by the staff, for the group. */
export const reminderSet = defineCommand({
  id: "reminder-set",
  name: "提醒",
  example: "提醒 30分钟后 交材料",
  needs: "person",
  right: "remind",
  isWriting: true,
  rejects: howTo,
  args: {
    sentence: arg.block("时间和事情", reminderQuestions.when),
    everyone: arg.field("提醒大家"),
    half: arg.field("上午还是下午"),
    time: arg.field("时间"),
    suggested: arg.field("建议的时间"),
  },
  match: matchReminder,
  async run(context, said) {
    const { everyone } = said;
    const { tx, tenantId, person, conversationId, now } = context;
    const audience = everyone === undefined ? "self" : "everyone";
    checkAudience(context, audience);
    const read = readSentence(context, { ...said, sentence: withTime(said) });
    if (typeof read === "string") return read;
    const { words, at, isAssumed } = read;
    const open = await listOpenReminders(tx, tenantId, person.id);
    const asked = { words, dueAt: at, audience } as const;
    const workdays = await readWorkdays(tx, tenantId);
    const openCount = open.length;
    const plan = planReminder(asked, {
      now,
      openCount,
      workdays: everyone === undefined ? undefined : workdays,
    });
    await checkVoice(context, plan.dueAt);
    const { number } = await insertReminder(tx, {
      ...plan,
      tenantId,
      year: toLocal(now).year,
      personId: person.id,
      conversationId,
      audience,
      createdAt: now,
    });
    const { salutation } = person;
    return setText(
      { ...plan, number, audience, salutation, now, isAssumed, workdays },
      context.place,
    );
  },
});

function checkAudience(context: PersonContext, audience: "self" | "everyone"): void {
  if (audience === "self") return;
  if (context.place === "single") throw new UserError("groupOnly", { name: "提醒大家" });
  if (!hasRight(context.person.roles, "remind-everyone")) {
    const right = "remind-everyone";
    throw new UserError("notAllowed", { name: "提醒大家", who: sayHolders(right), right });
  }
}

interface Sentence {
  readonly words: string;
  readonly at: Date;
  readonly isAssumed: boolean;
}

interface Said {
  readonly sentence: string;
  readonly half: string | undefined;
  readonly everyone: string | undefined;
  readonly time: string | undefined;
  readonly suggested: string | undefined;
}

/** 是 takes the time that was suggested; any other answer is a new one. */
function withTime(said: Said): string {
  const { time, suggested, sentence } = said;
  if (time === undefined) return sentence;
  const reply = parseReply(fold(time));
  const isYes = reply !== undefined && yesReplies.other.includes(reply);
  return `${isYes && suggested !== undefined ? suggested : time} ${sentence}`;
}

/**
 * The moment and the matter, or a question where the time can be meant in two ways.
 * @throws UserError when no time is named, or one that cannot be
 */
function readSentence(context: PersonContext, said: Said): Sentence | string {
  const { sentence } = said;
  const { reading, time, words } = splitSentence(sentence, context.saidAt);
  if (reading === undefined) throw withoutTime(sentence);
  switch (reading.kind) {
    case "moment":
      return { words, at: reading.at, isAssumed: reading.isAssumed === "hour" };
    case "ambiguous": {
      const half = said.half === undefined ? undefined : fold(said.half);
      if (half?.includes("下午")) return { words, at: reading.afternoon, isAssumed: false };
      if (half?.includes("上午")) return { words, at: reading.morning, isAssumed: false };
      context.ask(questionOf(said, { sentence }, "half"));
      return askHalf(time, reading.afternoon, context.place);
    }
    case "refused": {
      const { suggestion, said: date } = reading;
      if (date !== undefined) {
        context.ask(questionOf(said, { sentence: words }, "time"));
        return noSuchDay(date);
      }
      if (suggestion === undefined) throw new UserError(refusals[reading.code], { time });
      const suggested = formatDateTime(suggestion, context.now);
      context.ask(questionOf(said, { sentence: words, suggested }, "time"));
      const isDateOnly = !/[点點时時:：分早晚午晨夜]/.test(time);
      const refused = { code: reading.code, time, isDateOnly };
      return askSuggested(refused, suggestion, context);
    }
  }
}

/** A wait of more digits than a time has is a time all the same, only too far away. */
function withoutTime(sentence: string): UserError {
  const isTooFar = /\d{5,}\s?个?(?:秒|分|刻|小时|钟头|天|日|周|星期|月|年)/.test(fold(sentence));
  return isTooFar
    ? new UserError("reminderTooFar", { days: limits.reminderAheadDaysMax })
    : new UserError("reminderWordsEmpty");
}

function questionOf(said: Said, args: RawArgs, missing: "half" | "time"): Question {
  const everyone = said.everyone === undefined ? {} : { everyone: said.everyone };
  return { kind: "argument", command: "reminder-set", args: { ...args, ...everyone }, missing };
}

const refusals = {
  past: "reminderPast",
  noSuchDay: "reminderNoSuchDay",
  noSuchTime: "reminderNoSuchTime",
} as const;

/** @throws UserError at once where nothing could be said when the time has come */
async function checkVoice(context: PersonContext, dueAt: Date): Promise<void> {
  const { tx, message, account, ports, wallNow, now, place } = context;
  const { pushAddress } = await getConversation(tx, context.conversationId);
  // Addresses run out by the wall clock, reminders fall due by the business clock.
  const at = new Date(wallNow.getTime() + (dueAt.getTime() - now.getTime()));
  const target = {
    conversation: message.conversation,
    ...(pushAddress === undefined ? {} : { pushAddress }),
    ...(message.replyAddress === undefined ? {} : { replyAddress: message.replyAddress }),
  };
  if (ports.voice(account.id, target, at) !== undefined) return;
  throw new UserError(place === "group" ? "noVoiceGroup" : "noVoiceSingle", {
    time: formatDateTime(dueAt, now),
  });
}
