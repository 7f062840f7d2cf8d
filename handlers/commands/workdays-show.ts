import { readWorkdays } from "../../db/workdays.ts";
import { hasRight } from "../../domain/rights.ts";
import { toLocal } from "../../domain/time.ts";
import { civilDay, type CivilDay, dayNumber, type Workdays } from "../../domain/workdays.ts";
import { isPlainWorkday } from "../../domain/workdays.ts";
import { type ShownHoliday, workdayCalendar } from "../../text/workdays.ts";
import { defineCommand } from "../command.ts";

/** 节假日: the days off and the days worked instead that are left of this year. */
export const workdaysShow = defineCommand({
  id: "workdays-show",
  name: "节假日",
  aliases: ["节假日安排", "放假安排", "放假", "工作日历", "哪天放假", "什么时候放假"],
  summary: "今年还有哪些放假和补班",
  example: "节假日",
  needs: "person",
  isWriting: false,
  args: {},
  async run({ tx, tenantId, person, place, now }) {
    const today = toLocal(now);
    const workdays = await readWorkdays(tx, tenantId);
    const left = { ...listYear(workdays, today), thisYear: today.year };
    const isStaff = hasRight(person.roles, "configure");
    return workdayCalendar({ ...left, coveredUntil: workdays.coveredUntil, isStaff }, place);
  },
});

interface Left {
  readonly holidays: readonly ShownHoliday[];
  readonly worked: readonly CivilDay[];
}

/** From that day to the end of its year, ordinary weekends left out. */
function listYear(workdays: Workdays, from: CivilDay): Left {
  const holidays: ShownHoliday[] = [];
  const worked: CivilDay[] = [];
  const end = dayNumber({ year: from.year, month: 12, day: 31 });
  for (let number = dayNumber(from); number <= end; number += 1) {
    const day = civilDay(number);
    const name = workdays.nameOf(day);
    if (workdays.isWorkday(day)) {
      if (!isPlainWorkday(number)) worked.push(day);
    } else if (name !== undefined) addDay(holidays, name, day);
  }
  return { holidays, worked };
}

function addDay(holidays: ShownHoliday[], name: string, day: CivilDay): void {
  const last = holidays.at(-1);
  const isNext = last !== undefined && dayNumber(last.last) + 1 === dayNumber(day);
  if (isNext && last.name === name) holidays[holidays.length - 1] = { ...last, last: day };
  else holidays.push({ name, first: day, last: day });
}
