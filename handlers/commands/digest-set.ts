import { listAccountIds } from "../../db/accounts.ts";
import { listGroups } from "../../db/conversations.ts";
import { deleteSchedule, restartCount, upsertSchedule } from "../../db/digest-schedules.ts";
import { appendEvent } from "../../db/events.ts";
import { readWorkdays } from "../../db/workdays.ts";
import { type DigestRhythm, nextSending, previewTime, weekOf } from "../../domain/digest.ts";
import { UserError } from "../../domain/errors.ts";
import { readTime } from "../../domain/time-reader.ts";
import { toLocal } from "../../domain/time.ts";
import {
  digestQuestions,
  digestSet,
  digestStopped,
  noDigestSet,
  whichDigestGroup,
} from "../../text/digest.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { question } from "../ordinary.ts";
import type { Asking } from "../proxy.ts";

/** 周报 设置: at which hour of the week a group hears it. */
export const digestScheduleSet = defineCommand({
  id: "digest-set",
  name: "周报 设置",
  aliases: ["周报设置", "设置周报", "一周小结 设置", "周报时间"],
  summary: "每周什么时候在群里发一周小结",
  example: "周报 设置 周五 下午4点",
  audience: "staff",
  needs: "person",
  right: "set-digest",
  isWriting: true,
  rejects: question,
  args: { when: arg.words("时间", digestQuestions.when), choice: arg.field("第几个") },
  async run(context, { when, choice }) {
    const { tx, tenantId, now, place, person } = context;
    const rhythm = readRhythm(when, now);
    const group = await findGroup(context, choice, { command: "digest-set", args: { when } });
    if (typeof group === "string") return group;
    const sendAt = nextSending(rhythm, now, await readWorkdays(tx, tenantId));
    const { id: conversationId } = group;
    const schedule = {
      unitId: group.unitId,
      rhythm,
      sendAt,
      dueAt: previewTime(sendAt),
      setById: person.id,
      at: now,
    };
    const key = { tenantId, conversationId };
    // Stopped and set again within the week: what was told already is not told twice.
    const isNew = await upsertSchedule(tx, { ...key, ...schedule });
    if (isNew) await restartCount(tx, key, weekOf(now).from);
    record(context, conversationId, "digest-set");
    return digestSet({ rhythm, sendAt, now, title: group.title }, place);
  },
});

/** 周报 停: until it is set again. */
export const digestScheduleStop = defineCommand({
  id: "digest-stop",
  name: "周报 停",
  aliases: ["周报停", "停周报", "不要周报", "周报 关"],
  example: "周报 停",
  audience: "staff",
  needs: "person",
  right: "set-digest",
  isWriting: true,
  args: { choice: arg.field("第几个") },
  async run(context, { choice }) {
    const { tx, tenantId, place } = context;
    const group = await findGroup(context, choice, { command: "digest-stop", args: {} });
    if (typeof group === "string") return group;
    const { id: conversationId, title } = group;
    if (!(await deleteSchedule(tx, { tenantId, conversationId }))) return noDigestSet(place);
    record(context, conversationId, "digest-stopped");
    return digestStopped(title, place);
  },
});

function record(context: PersonContext, objectId: number, kind: string): void {
  const { tx, tenantId, person, now: at, receiptId } = context;
  const object = { tenantId, objectKind: "conversation", objectId } as const;
  appendEvent(tx, { ...object, kind, actorId: person.id, at, receiptId, words: {} });
}

/** @throws UserError unless a day of the week and an hour were said */
function readRhythm(words: string, now: Date): DigestRhythm {
  const read = readTime(words.replace(/^每/, "").replace(/每?(?:个)?(?:星期|礼拜)/, "周"), now);
  if (read?.kind !== "moment" || read.isAssumed === "hour" || !/[周星期礼拜]/.test(words)) {
    throw new UserError("digestTimeUnclear");
  }
  const { weekday, hour, minute } = toLocal(read.at);
  const rhythm = { weekday, minute: hour * 60 + minute };
  // The 联络员 sees it an hour before, and nobody is spoken to at night.
  if (rhythm.minute < 9 * 60 || rhythm.minute > 20 * 60) throw new UserError("digestHourQuiet");
  return rhythm;
}

/** This group; in 1:1 the only one there is, or the question which. @throws UserError */
async function findGroup(context: PersonContext, choice: string | undefined, asking: Asking) {
  const { tx, tenantId, place, conversationId } = context;
  const groups = await listGroups(tx, await listAccountIds(tx, tenantId));
  const registered = groups.filter((group) => group.unitId !== undefined);
  const own =
    place === "group"
      ? registered.find(({ id }) => id === conversationId)
      : registered.length === 1
        ? registered[0]
        : registered[Number(choice?.replace(/^第/, "").replace(/个$/, "")) - 1];
  if (own?.unitId !== undefined) {
    return { id: own.id, unitId: own.unitId, title: own.title ?? "这个群" };
  }
  if (place === "group" || registered.length === 0) throw new UserError("groupUnregistered");
  context.ask({ kind: "argument", ...asking, missing: "choice" });
  return whichDigestGroup(registered.map(({ title }) => title ?? "还没有名字的群"));
}
