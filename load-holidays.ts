import { readFile, stat } from "node:fs/promises";
import { z } from "zod";

import { listTenantIds } from "./db/cleaning.ts";
import { createDatabase } from "./db/database.ts";
import { appendEvent } from "./db/events.ts";
import { holdTenantAlone } from "./db/reset.ts";
import { enterTenant, getTenant } from "./db/tenants.ts";
import { deleteNotice, readDay, upsertDays } from "./db/workdays.ts";
import { isRealDay } from "./domain/time.ts";
import { type DayRule, holidayName, workedInstead } from "./domain/workdays.ts";
import { applyCalendar } from "./handlers/workdays.ts";

/** What is wrong with the file, in one sentence for the operator. */
export class HolidayFileError extends Error {
  override name = "HolidayFileError";
}

export interface HolidayFile {
  readonly year: number;
  /** Where the notice stands; undefined if the file does not say. */
  readonly paper: string | undefined;
  readonly days: readonly DayRule[];
}

/** A year file as holiday-cn keeps them; it may hold days of the December before. */
const fileSchema = z.object({
  year: z.int().min(2007).max(2100),
  papers: z.array(z.string()).optional(),
  days: z
    .array(
      z.object({
        name: z.string().min(1).max(40),
        date: z
          .string()
          .regex(/^\d{4}-\d{2}-\d{2}$/)
          .refine((date) => isDay(date)),
        isOffDay: z.boolean(),
      }),
    )
    .max(400),
});

/** @throws HolidayFileError */
export async function readHolidayFile(path: string): Promise<HolidayFile> {
  const parsed = fileSchema.safeParse(parse(await readWhole(path)));
  if (!parsed.success) {
    throw new HolidayFileError(
      '这份文件不是一年的放假安排：要有 year 和 days，days 里每天有 name、date、isOffDay，例：{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}。',
    );
  }
  const { year, papers, days } = parsed.data;
  // Such a file exists before the notice does: loading it would make every holiday a workday.
  if (days.filter(({ isOffDay }) => isOffDay).length < DAYS_OFF_MIN) {
    throw new HolidayFileError(
      `这份文件里${year}年的放假日子不全，通知可能还没有公布，没有载入。请等通知公布以后换新的文件再来。`,
    );
  }
  return {
    year,
    paper: papers?.[0]?.slice(0, 300),
    days: days.map(({ name, date, isOffDay }) => ({
      day: readDay(date),
      isWorkday: !isOffDay,
      name: isOffDay ? holidayName(name) : workedInstead,
    })),
  };
}

/** Loads it for every tenant, each in a transaction of its own. @returns how many there are */
export async function loadHolidays(
  databaseUrl: string,
  { year, paper, days }: HolidayFile,
  wallNow: Date,
): Promise<number> {
  // Nothing sealed is read, so the key does not matter here.
  await using db = createDatabase({ url: databaseUrl, dataKey: Buffer.alloc(32), poolSize: 1 });
  const tenantIds = await db.transaction((tx) => listTenantIds(tx));
  for (const tenantId of tenantIds) {
    await db.transaction(async (tx) => {
      await enterTenant(tx, tenantId);
      await holdTenantAlone(tx, tenantId);
      const { clockOffsetMs } = await getTenant(tx, tenantId);
      const at = new Date(wallNow.getTime() + clockOffsetMs);
      await deleteNotice(tx, tenantId, year);
      const notice = { year, number: paper };
      await upsertDays(tx, { tenantId, notice, setById: undefined, at }, days);
      appendEvent(tx, {
        tenantId,
        objectKind: "tenant",
        objectId: tenantId,
        kind: "workdays-notice",
        actorId: undefined,
        at,
        receiptId: undefined,
        words: { year, paper },
      });
      await applyCalendar(tx, tenantId, at);
    });
  }
  return tenantIds.length;
}

/** The law alone gives 13. */
const DAYS_OFF_MIN = 11;
const FILE_BYTES_MAX = 1024 * 1024;

async function readWhole(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= FILE_BYTES_MAX) return await readFile(path, "utf8");
  } catch (error) {
    throw new HolidayFileError(`读不了这个文件：${path}，请检查文件名和权限。`, { cause: error });
  }
  throw new HolidayFileError("这个文件太大，不像一年的放假安排，请检查是不是拿错了。");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const words = "这个文件不是 JSON，请检查是不是拿错了，例：holiday-cn 的 2027.json。";
    throw new HolidayFileError(words, { cause: error });
  }
}

function isDay(text: string): boolean {
  const { year, month, day } = readDay(text);
  return isRealDay(year, month, day);
}
