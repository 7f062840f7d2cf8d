import { insertFile } from "../../db/files.ts";
import { countTurnsHeld } from "../../db/duty-turns.ts";
import { countVisits, listVisits } from "../../db/duty-visits.ts";
import { endingOf, mimeOf } from "../../domain/file.ts";
import { limits } from "../../domain/limits.ts";
import { isStaff } from "../../domain/rights.ts";
import { fromLocal, toLocal } from "../../domain/time.ts";
import {
  visitList,
  visitPhoneLinked,
  visitPhoneNone,
  visitPhonePage,
  visitQuestions,
  visitShown,
} from "../../text/duty-visits.ts";
import { askFor } from "../../text/general.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { holdVisit, keepVisit, readVisit, recordVisit } from "../duty-visits.ts";
import { howTo, question } from "../ordinary.ts";
import { linkTo } from "../printing.ts";
import { rawArgs } from "../proxy.ts";

/** 接待记录: alone with the bot, because people's names and numbers are in it. */
export const visitLog = defineCommand({
  id: "visit-log",
  name: "接待记录",
  aliases: ["接待日 接待记录"],
  summary: "值班时记下来访，例：接待记录 来访人：张大爷 事由：楼道路灯不亮",
  example: "接待记录 来访人：张大爷 事由：楼道路灯不亮",
  place: "single",
  needs: "person",
  isWriting: true,
  rejects: howTo,
  glued: /(?!)/,
  args: {
    words: arg.optionalBlock("来访人和事由"),
    matter: arg.field("事由", "事项", "反映", "反映问题", "问题", "内容"),
    visitor: arg.field("来访人", "来访", "姓名"),
    persons: arg.field("人数"),
    phone: arg.field("电话"),
  },
  async run(context, said) {
    const read = readVisit(said);
    if (read !== undefined) return keepVisit(context, read);
    const args = rawArgs({ ...said });
    context.ask({ kind: "argument", command: "visit-log", args, missing: "matter" });
    return askFor(visitQuestions.matter, "楼道路灯不亮", context.place);
  },
});

/** 接待日 记录, 接待日 记录 3 */
export const visitShow = defineCommand({
  id: "visit-show",
  name: "接待日 记录",
  aliases: ["接待日记录", "接待日 统计", "接待日统计"],
  example: "接待日 记录",
  place: "single",
  needs: "person",
  isWriting: false,
  args: { number: arg.optionalNumber("编号") },
  async run(context, { number }) {
    const { now } = context;
    const thisYear = toLocal(now).year;
    if (number === undefined) return listAll(context, thisYear);
    return visitShown(await holdVisit(context, number.number), { now, thisYear });
  },
});

async function listAll({ tx, tenantId, person, now }: PersonContext, year: number) {
  const isEverybody = isStaff(person.roles);
  const receivedBy = isEverybody ? undefined : person.id;
  const visits = await listVisits(tx, tenantId, { receivedBy, limit: limits.visitsListed });
  if (!isEverybody) return visitList(visits, undefined, year);
  const from = fromLocal({ year, month: 1, day: 1, hour: 0, minute: 0 });
  const until = fromLocal({ year: year + 1, month: 1, day: 1, hour: 0, minute: 0 });
  const held = await countTurnsHeld(tx, tenantId, { from, until: now });
  return visitList(visits, { held, ...(await countVisits(tx, tenantId, { from, until })) }, year);
}

/** 接待日 电话 3: the number on a page of its own, because every answer is kept as it was said. */
export const visitPhone = defineCommand({
  id: "visit-phone",
  name: "接待日 电话",
  aliases: ["接待日电话"],
  example: "接待日 电话 3",
  place: "single",
  needs: "person",
  isWriting: true,
  rejects: question,
  args: { number: arg.number("编号", visitQuestions.number) },
  async run(context, { number }) {
    const { tx, tenantId, person, wallNow, ports } = context;
    const visit = await holdVisit(context, number.number);
    if (visit.phone === undefined) return visitPhoneNone(visit.number);
    const minutes = limits.visitPhoneMinutes;
    const { token } = await insertFile(tx, {
      tenantId,
      kind: "visit-phone",
      name: `visit${endingOf.sealed}`,
      mime: mimeOf.sealed,
      content: {
        kind: "sealed",
        sealed: tx.sealer.seal(visitPhonePage(visit)).toString("base64"),
      },
      personId: person.id,
      at: wallNow,
      expiresAt: new Date(wallNow.getTime() + minutes * MINUTE_MS),
    });
    recordVisit(context, visit.rotaId, "visit-phone-shown", visit.number);
    return visitPhoneLinked(visit.number, linkTo(ports, token), minutes);
  },
});

const MINUTE_MS = 60_000;
