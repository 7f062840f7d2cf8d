import { expect, test } from "vitest";

import { UserError } from "../../domain/errors.ts";
import { endOfYear, nextOf, planOpening } from "../../domain/selection-opening.ts";
import { nationalWorkdays as workdays } from "../../domain/workday-table.ts";

const at = (words: string): Date => new Date(`${words}:00+08:00`);

test("定时发出：夜里和休息日顺延，说了准时就准时；过去的、太远的不行", () => {
  const now = at("2026-03-11T10:00");
  expect(planOpening(at("2026-03-20T09:00"), false, { now, workdays })).toEqual({
    at: at("2026-03-20T09:00"),
    movedFrom: undefined,
  });
  expect(planOpening(at("2026-03-19T21:00"), false, { now, workdays })).toEqual({
    at: at("2026-03-20T08:00"),
    movedFrom: at("2026-03-19T21:00"),
  });
  expect(planOpening(at("2026-03-21T10:00"), false, { now, workdays }).at).toEqual(
    at("2026-03-23T09:00"),
  );
  expect(planOpening(at("2026-03-20T21:00"), true, { now, workdays }).at).toEqual(
    at("2026-03-20T21:00"),
  );
  expect(() => planOpening(now, false, { now, workdays })).toThrow(UserError);
  expect(() => planOpening(at("2026-07-20T09:00"), false, { now, workdays })).toThrow(UserError);
});

test("定期：每月、每季度首月；没有那一天的月份用最后一天；跨年", () => {
  const monthly = { every: "month", day: 31, hour: 9, minute: 30 } as const;
  expect(nextOf(monthly, at("2026-01-31T09:30"))).toEqual(at("2026-02-28T09:30"));
  expect(nextOf(monthly, at("2026-03-31T09:29"))).toEqual(at("2026-03-31T09:30"));
  expect(nextOf(monthly, at("2026-12-31T10:00"))).toEqual(at("2027-01-31T09:30"));
  const quarterly = { every: "quarter", day: 1, hour: 9, minute: 0 } as const;
  expect(nextOf(quarterly, at("2026-01-01T08:00"))).toEqual(at("2026-01-01T09:00"));
  expect(nextOf(quarterly, at("2026-01-01T09:00"))).toEqual(at("2026-04-01T09:00"));
  expect(nextOf(quarterly, at("2026-11-11T09:00"))).toEqual(at("2027-01-01T09:00"));
  expect(endOfYear(at("2026-04-01T09:00"))).toEqual(at("2026-12-31T23:59"));
});
