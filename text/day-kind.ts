import { toLocal } from "../domain/time.ts";
import { isBeyond, type Workdays } from "../domain/workdays.ts";

/** 工作日, 工作日（补班）, 休息日, 国庆节假期 */
export function sayDayKind(at: Date, workdays: Workdays): string {
  const day = toLocal(at);
  const name = workdays.nameOf(day);
  const kind = workdays.isWorkday(day)
    ? name === undefined
      ? "工作日"
      : `工作日（${name}）`
    : name === undefined
      ? "休息日"
      : `${name}假期`;
  return isBeyond(workdays, day) ? `预计${kind}` : kind;
}

/** 休息日，: before how long there is to wait, where it is no plain working day. */
export function sayOddDay(at: Date, workdays: Workdays): string {
  const kind = sayDayKind(at, workdays);
  return kind === "工作日" ? "" : `${kind}，`;
}
