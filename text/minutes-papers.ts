import { participantCategoryNames } from "../domain/meeting.ts";
import {
  type MinutesEntry,
  minutesLineKinds,
  minutesLineNames,
  ofKind,
} from "../domain/minutes.ts";
import type { Paper, PaperPart } from "../domain/paper.ts";
import type { Turnout } from "../domain/attendance.ts";
import { callInvited, type InvitedWords, meetingNotice, type Notice, sayWhen } from "./meetings.ts";
import { sayDue, sayTurnout } from "./minutes.ts";
import { sayCountedAt, signColumns } from "./papers.ts";

/** 会议通知, 签到表 and 纪要 on paper. */

/** For those without an account, and for the file; the same words as everybody got. */
export function noticeSheet(notice: Notice): Paper {
  const [, ...body] = meetingNotice(notice, undefined, "none").split("\n");
  return {
    title: "会议通知",
    orientation: "portrait",
    parts: body
      .filter((line) => line !== "")
      .map((text): PaperPart => ({ kind: "paragraph", text })),
    signColumns: signColumns.issue,
  };
}

/** One line each, in the order of the list, and blank ones for guests. */
export function signInSheet(
  meeting: { readonly title: string; readonly startsAt: Date; readonly place: string | undefined },
  people: readonly InvitedWords[],
  now: Date,
): Paper {
  const place = meeting.place === undefined ? "" : `，${meeting.place}`;
  return {
    title: "签到表",
    orientation: "portrait",
    parts: [
      { kind: "paragraph", align: "center", text: meeting.title },
      { kind: "paragraph", align: "center", text: `${sayWhen(meeting.startsAt, now)}${place}` },
      {
        kind: "table",
        columns: [
          { title: "序号", share: 10, align: "center" },
          { title: "姓名", share: 22, align: "center" },
          { title: "单位", share: 30 },
          { title: "身份", share: 20, align: "center" },
          { title: "签名", share: 28 },
        ],
        rows: people.map((person, index) => [
          `${index + 1}`,
          // Whoever comes for an office writes the name in.
          person.name === person.organization ? "" : person.name,
          person.organization ?? "",
          participantCategoryNames[person.category],
          "",
        ]),
        blankRows: GUEST_LINES,
        isTall: true,
      },
    ],
    signColumns: [],
  };
}

const GUEST_LINES = 6;

interface Sheet {
  readonly meeting: {
    readonly title: string;
    readonly startsAt: Date;
    readonly place: string | undefined;
  };
  readonly hostName: string | undefined;
  readonly recorderName: string;
  readonly turnout: Turnout;
  readonly present: readonly (InvitedWords & { readonly leftAt: Date | undefined })[];
  readonly entries: readonly MinutesEntry[];
  /** How far the checking is: 第2稿，正在核对：…… */
  readonly status: string;
  readonly now: Date;
}

export function minutesSheet(sheet: Sheet): Paper {
  const { meeting, hostName, recorderName, turnout, present, entries, status, now } = sheet;
  const place = meeting.place === undefined ? "" : `；地点：${meeting.place}`;
  const host = hostName === undefined ? "" : `主持：${hostName}；`;
  return {
    title: `${meeting.title}纪要`,
    orientation: "portrait",
    parts: [
      said(`时间：${sayWhen(meeting.startsAt, now)}${place}`),
      said(`${host}记录：${recorderName}`),
      said(sayTurnout(turnout)),
      said(`到会：${present.map(sayPresent).join("、")}`),
      ...sections(entries, now),
      { kind: "heading", text: "核对情况" },
      said(status),
    ],
    signColumns: signColumns.issue,
    countedAt: sayCountedAt(now),
  };
}

/** 李梅委员（提前离会） */
function sayPresent(person: Sheet["present"][number]): string {
  return `${callInvited(person)}${person.leftAt === undefined ? "" : "（提前离会）"}`;
}

function said(text: string): PaperPart {
  return { kind: "paragraph", text };
}

function sections(entries: readonly MinutesEntry[], now: Date): readonly PaperPart[] {
  return minutesLineKinds.flatMap((kind): readonly PaperPart[] => {
    const all = ofKind(entries, kind);
    if (all.length === 0) return [];
    const heading: PaperPart = { kind: "heading", text: minutesLineNames[kind] };
    const body = all.map((entry, index): PaperPart => ({
      kind: "paragraph",
      text: `${index + 1}．${sayOnPaper(entry, now)}`,
    }));
    const first: readonly PaperPart[] = [heading];
    return first.concat(body);
  });
}

function sayOnPaper({ kind, words, saidBy, dueAt }: MinutesEntry, now: Date): string {
  const said = words.replace(/[。.]$/, "");
  const due = dueAt === undefined ? "" : sayDue(dueAt, now);
  if (kind === "task") return `${saidBy ?? ""}${due}${said}。`;
  return `${said}${saidBy === undefined ? "" : `（${saidBy}）`}。`;
}
