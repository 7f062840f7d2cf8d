import { z } from "zod";

/** Why a file cannot be counted again: one sentence for whoever asked. */
export class RecountError extends Error {
  override readonly name = "RecountError";
}

export type Name = string | number;

const name = z.union([z.string().min(1), z.number()]);
const whole = z.number().int().nonnegative();
const amount = z.number().nonnegative();

const shape = z.object({
  family: z.string().optional(),
  method: z.string().optional(),
  variant: z.string().optional(),
  seats: whole.min(1).optional(),
  quota: z.string().optional(),
  unranked: z.enum(["tied_last", "not_counted"]).optional(),
  candidates: z.array(name).min(1).optional(),
  // A schema would take longer for a million places than the count itself: see recount-ballots.ts.
  ballots: z.array(z.unknown()).optional(),
  lot: z.array(name).optional(),
  projects: z.record(z.string(), amount).optional(),
  costs: z.union([z.record(z.string(), amount), z.array(amount)]).optional(),
  budget: amount.optional(),
  utility: z.enum(["cost", "cardinality"]).optional(),
  increment: amount.positive().optional(),
  tallies: z.array(z.array(whole).min(1)).min(1).optional(),
  participants: whole.optional(),
  missing_grade_mode: z.enum(["None", "StaticDefault", "MedianDefault", "Normalized"]).optional(),
  missing_grade_default: whole.optional(),
  missing_score: z.enum(["not_counted", "zero"]).optional(),
  raters_min: whole.optional(),
  rule: z
    .object({
      quorum_pct_of_eligible: amount.optional(),
      quorum_min_count: whole.optional(),
      quorum_root_factor: whole.optional(),
      requirements: z
        .array(
          z.object({
            option: z.string(),
            at_least_pct: amount.optional(),
            at_most_pct: amount.optional(),
            of: z.enum(["cast", "eligible"]),
          }),
        )
        .optional(),
      per_category_min: z.array(z.object({ category: z.string(), min: whole })).optional(),
      strict_majority: z.boolean().optional(),
    })
    .optional(),
  inputs: z
    .object({
      eligible: whole,
      voted: whole.optional(),
      votes: z.record(z.string(), whole).optional(),
      voted_by_category: z.record(z.string(), whole).optional(),
    })
    .optional(),
});

/** An election as it stands in a file, in the format of the published cases. */
export type Case = z.infer<typeof shape>;

const list = z.object({ cases: z.array(z.looseObject({ id: z.string().optional() })) });

/**
 * Reads one election; a file with a list of them needs the id of one.
 * @throws RecountError
 */
export function readCase(text: string, id?: string): Case {
  const parsed = shape.safeParse(pickCase(parse(text), id));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join(".") ?? "";
  throw new RecountError(
    where === ""
      ? "文件里不是一次遴选：请按 cases/voting.json 的写法，一个文件写一次遴选。"
      : `文件里 ${where} 这一项写得不对：请按 cases/voting.json 的写法改正。`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new RecountError("文件不是完整的 JSON：请核对文件，或重新导出。");
  }
}

function pickCase(whole: unknown, id: string | undefined): unknown {
  const many = list.safeParse(whole);
  if (!many.success) return whole;
  const { cases } = many.data;
  const found = id === undefined ? cases : cases.filter((each) => each.id === id);
  if (found.length === 1) return found[0];
  throw new RecountError(
    id === undefined
      ? `文件里有 ${cases.length} 次遴选：请用 --case 写明是哪一次的 id。`
      : `文件里没有 id 是 ${id} 的遴选：请核对 --case 后面的 id。`,
  );
}

/**
 * Writes decimal numbers as whole ones of a common unit, exactly: 0.9 and 2 as 9 and 20.
 * @throws RecountError for numbers that are too large or too fine
 */
export function toWholes(numbers: readonly number[]): { wholes: number[]; scale: number } {
  const parts = numbers.map((each) => /^(\d+)(?:\.(\d+))?$/.exec(String(each)));
  const decimals = Math.max(0, ...parts.map((part) => part?.[2]?.length ?? 0));
  const wholes = parts.map((part) =>
    part === null ? Number.NaN : Number(`${part[1]}${(part[2] ?? "").padEnd(decimals, "0")}`),
  );
  if (wholes.every(Number.isSafeInteger)) return { wholes, scale: 10 ** decimals };
  throw new RecountError("文件里的金额太大或小数太多：请换成大一点的单位，比如万元。");
}
