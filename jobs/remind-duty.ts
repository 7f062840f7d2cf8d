import { getRota, holdDuty } from "../db/duty.ts";
import {
  type DutyTurn,
  findTurn,
  listDueTurns,
  moveTurn,
  updateTurnReminder,
} from "../db/duty-turns.ts";
import { readWorkdays } from "../db/workdays.ts";
import { limits } from "../domain/limits.ts";
import { toLocal } from "../domain/time.ts";
import { dayNumber, type Workdays } from "../domain/workdays.ts";
import { nextWorkingTime, onOrAfter } from "../domain/working-time.ts";
import { extendRota, reminderTime, turnStart } from "../handlers/duty.ts";
import { tellPerson } from "../handlers/meeting-telling.ts";
import { tellUnreached } from "../handlers/topic-told.ts";
import { dutyReminder, turnAbout, turnMoved } from "../text/duty.ts";
import type { DueKey, DueKind, DueMoment } from "./due.ts";

/** 接待日: reminds whoever is on next, and plans further turns. */
export const dutyTurns: DueKind = { name: "duty", list: listDueTurns, fire };

/** The office's duty is held first: who changes turns holds it too. */
async function fire(moment: DueMoment, { id }: DueKey): Promise<boolean> {
  const { tx, tenantId, now } = moment;
  await holdDuty(tx, tenantId);
  const turn = await findTurn(tx, tenantId, id);
  if (turn?.remindAt === undefined || turn.remindAt > now) return false;
  await extendRota(moment, await getRota(tx, tenantId, turn.rotaId));
  await updateTurnReminder(tx, turn, undefined);
  // What has begun needs no reminder.
  if (turn.startsAt <= now) return false;
  const workdays = await readWorkdays(tx, tenantId);
  if (!workdays.isWorkday(turn.day)) {
    await putOff(moment, turn, workdays);
    return true;
  }
  const mayAt = nextWorkingTime(now, workdays);
  const isToday = dayNumber(toLocal(now)) === dayNumber(turn.day);
  if (mayAt > now && !isToday && mayAt < turn.startsAt) {
    await updateTurnReminder(tx, turn, mayAt);
    return false;
  }
  await remind(moment, turn, turn.remindAt);
  return true;
}

async function remind(moment: DueMoment, turn: DutyTurn, remindAt: Date): Promise<void> {
  const { now } = moment;
  const ahead = dayNumber(turn.day) - dayNumber(toLocal(now));
  const day = ahead === 0 ? "today" : ahead === 1 ? "tomorrow" : "later";
  const isLate = now.getTime() - remindAt.getTime() > limits.meetingLateMs;
  const { salutation } = turn;
  const text = dutyReminder({ salutation, turn, day, isLate, now });
  const isTold = await tellPerson(moment, turn.personId, { text }, day === "today");
  if (!isTold) await tellUnreached(moment, turnAbout(turn, now), [turn]);
}

/** Days off were published, or the place has its own, since it was planned. */
async function putOff(moment: DueMoment, turn: DutyTurn, workdays: Workdays): Promise<void> {
  const { tx, tenantId, now } = moment;
  const day = onOrAfter(workdays, turn.day);
  const rota = await getRota(tx, tenantId, turn.rotaId);
  const startsAt = turnStart(day, rota.minute);
  const moved = { ...turn, day, startsAt, remindAt: reminderTime(day, now, workdays) };
  await moveTurn(tx, moved);
  const text = turnMoved(turn.salutation, turn.day, moved, now);
  const isTold = await tellPerson(moment, turn.personId, { text });
  if (!isTold) await tellUnreached(moment, turnAbout(moved, now), [turn]);
}
