import { findLiaison, getPerson } from "../../db/people.ts";
import { hasCome } from "../../domain/attendance.ts";
import { UserError } from "../../domain/errors.ts";
import { sayMinutesState } from "../../text/minutes-review.ts";
import { minutesSheet, noticeSheet, signInSheet } from "../../text/minutes-papers.ts";
import { findMeeting, readMeeting } from "../meetings.ts";
import { findMinutesOf, readAnswers, readMinutes } from "../minutes.ts";
import type { Printable } from "../printing.ts";

/** 会议通知: for whoever has no account. */
export const meetingNoticePaper: Printable = {
  kind: "meeting-notice",
  names: ["会议通知"],
  right: "convene",
  async build(context, rest) {
    const { tx, tenantId, now } = context;
    const meeting = await findMeeting(context, rest);
    const whole = await readMeeting(context, meeting);
    const liaison = await findLiaison(tx, tenantId);
    return { paper: noticeSheet({ ...whole, liaison, now }) };
  },
};

/** 签到表, with blank lines for guests. */
export const signInPaper: Printable = {
  kind: "sign-in-sheet",
  names: ["签到表"],
  right: "convene",
  async build(context, rest) {
    const meeting = await findMeeting(context, rest);
    const { people } = await readMeeting(context, meeting);
    return { paper: signInSheet(meeting, people, context.now) };
  },
};

/** 纪要, with how far it was checked. */
export const minutesPaper: Printable = {
  kind: "minutes",
  names: ["纪要", "会议纪要"],
  right: "convene",
  async build(context, rest) {
    const { tx, tenantId, now } = context;
    const meeting = await findMeeting(context, rest, { states: ["held", "announced"] });
    const minutes = await findMinutesOf(context, meeting);
    if (minutes === undefined) throw new UserError("minutesNone", { title: meeting.title });
    const { people, attended } = await readMinutes(context, minutes);
    const isOut = minutes.state === "reviewing" || minutes.state === "closed";
    const { counts } = await readAnswers(context, minutes);
    const host =
      meeting.hostId === undefined ? undefined : await getPerson(tx, tenantId, meeting.hostId);
    const { name: recorderName } = await getPerson(tx, tenantId, minutes.recorderId);
    const status = sayMinutesState(minutes.state, minutes.version, isOut ? counts : undefined);
    const paper = minutesSheet({
      ...attended,
      meeting,
      hostName: host?.name,
      recorderName,
      present: people.filter(hasCome),
      status,
      now,
    });
    return { paper };
  },
};
