import { sticky } from "./pattern.ts";
import { civilDay } from "../workdays.ts";
import { withDaysOff } from "./days.ts";
import type { Days, Scene } from "./days.ts";
import { isOpen, meaningOf, saysHours, wholeDays } from "./meaning.ts";
import type { Meaning, Stretch } from "./meaning.ts";
import type { Point } from "./point.ts";

/** The latest time: the end of the day, or the clock time itself. */
export function deadlineOf(point: Point, before: string, scene: Scene): Meaning {
  const { days } = point;
  const isBefore = /前/.test(before);
  if (days?.daysOff !== undefined && isBefore && !saysHours(point)) return beforeBreak(days, scene);
  const meaning = meaningOf({ ...point, isLoose: false }, scene);
  if (meaning.kind === "refused") return meaning;
  const isNoon = point.period === "noon" && point.clock === undefined;
  // 上半年结束前 says itself that its last day belongs to it.
  const isWholeDay =
    isBefore && !before.includes("结束") && !saysHours(point) && days !== undefined;
  const now = scene.now.getTime();
  const stretches = meaning.stretches.flatMap(({ start, end = start }): Stretch[] => {
    const until = { start: now, end: isNoon ? start + 3600_000 : end };
    // 下周前 may end with this week or with the next one.
    const isLong = isWholeDay && end - start > dayMs;
    return isLong && start > now ? [{ start: now, end: start - 1000 }, until] : [until];
  });
  const { assumptions } = meaning;
  return {
    ...meaning,
    stretches: stretches.filter((stretch) => isOpen(stretch, scene)),
    assumptions: isWholeDay ? [...assumptions, "including"] : assumptions,
  };
}

const dayMs = 24 * 60 * 60_000;

function eve(first: number): Stretch {
  return wholeDays({ first: first - 1, last: first - 1 });
}

/** 国庆节前 ends with the day before the first day off. */
function beforeBreak(days: Days, scene: Scene): Meaning {
  const off = withDaysOff(days);
  const isWorkday = scene.workdays.isWorkday(civilDay(off.first));
  const now = eve(off.first);
  const next =
    isOpen(now, scene) || days.roll === undefined ? now : eve(withDaysOff(days.roll).first);
  const stretch = isOpen(next, scene) ? next : undefined;
  if (stretch === undefined) return { kind: "refused", code: "past" };
  return {
    kind: "meant",
    stretches: [{ ...stretch, start: scene.now.getTime() }],
    assumptions: [isWorkday ? "beforeDay" : "beforeBreak"],
    isProvisional: days.isProvisional === true,
  };
}

export const including = sticky("\\((?:包?含|包括)[^()]{1,8}\\)");

/** 25日前（含25日）. */
export function withoutDoubt(meaning: Meaning): Meaning {
  if (meaning.kind === "refused") return meaning;
  const assumptions = meaning.assumptions.filter((each) => each !== "including");
  return { ...meaning, assumptions };
}
