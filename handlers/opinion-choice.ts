import { listOpinionCalls, type OpinionCall } from "../db/opinion-calls.ts";
import { getPerson } from "../db/people.ts";
import { listUnits } from "../db/units.ts";
import { parseChineseNumber } from "../domain/chinese-number.ts";
import { limits } from "../domain/limits.ts";
import { fold } from "../domain/normalize.ts";
import { unitPath } from "../domain/unit-path.ts";
import { whichCall } from "../text/opinions.ts";
import { arg } from "./arg.ts";
import type { PersonContext } from "./command.ts";
import type { RawArgs } from "./question.ts";

type Placed = OpinionCall & { readonly conversationIds: readonly number[] };

/** Where a command's words or its question say which call is meant. */
export interface CallSaid {
  readonly which?: string | undefined;
  /** In a question: what the numbers mean. */
  readonly calls?: string | undefined;
}

export const callArgs = { which: arg.field("第几份"), calls: arg.field("各份") } as const;

/** What is open to this person here: in a group what was asked there, alone what concerns them. */
export async function listOpenCalls(context: PersonContext): Promise<readonly Placed[]> {
  const { tx, tenantId, place, conversationId, saidAt } = context;
  const all = await listOpinionCalls(tx, tenantId, ["open"], limits.opinionCallsOpenMax);
  // The clock has not been round yet, but the deadline is over.
  const open = all.filter(({ dueAt }) => saidAt < dueAt);
  if (place === "group") {
    const here = open.filter((call) => call.conversationIds.includes(conversationId));
    if (here.length > 0) return here;
  }
  if (open.length < 2) return open;
  const units = await listUnits(tx, tenantId);
  const { units: own } = await getPerson(tx, tenantId, context.person.id);
  const concerned = new Set(
    units.filter(({ name }) => own.includes(name)).flatMap(({ id }) => unitPath(units, id)),
  );
  const mine = open.filter(({ unitId }) => concerned.has(unitId));
  return mine.length > 0 ? mine : open;
}

/** The call that is meant, or the question which of several; undefined if there is none. */
export function chooseCall<C extends OpinionCall>(
  context: PersonContext,
  calls: readonly C[],
  { which, calls: choices }: CallSaid,
  { command, args }: { readonly command: string; readonly args: RawArgs },
): C | string | undefined {
  if (which !== undefined) {
    const picked = pickCall(calls, which, choices?.split(" ").map(Number));
    if (picked !== undefined) return picked;
  }
  const [only, ...others] = calls;
  if (only === undefined) return undefined;
  if (others.length === 0 && which === undefined) return only;
  const shown = calls.slice(0, SHOWN_MAX);
  const all = shown.map(({ id }) => id).join(" ");
  context.ask({ kind: "argument", command, args: { ...args, calls: all }, missing: "which" });
  return whichCall(
    shown.map(({ title }) => title),
    context.place,
  );
}

const SHOWN_MAX = 9;

/** 2, 第2份, or part of the title. */
export function pickCall<C extends OpinionCall>(
  calls: readonly C[],
  which: string,
  ids?: readonly number[],
): C | undefined {
  const plain = fold(which).replaceAll(/[《》「」。\s]/g, "");
  const number = parseChineseNumber(/^第?(\S+?)(?:份|个)?$/.exec(plain)?.[1] ?? "");
  if (number !== undefined) {
    const id = ids?.[number - 1];
    return ids === undefined ? calls[number - 1] : calls.find((call) => call.id === id);
  }
  const titled = calls.filter(({ title }) => fold(title).includes(plain));
  return titled.length === 1 ? titled[0] : undefined;
}
