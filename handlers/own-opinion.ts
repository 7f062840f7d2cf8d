import { lockOpinionCall, type OpinionCall } from "../db/opinion-calls.ts";
import { listOwnOpinions, type Opinion } from "../db/opinions.ts";
import { noOwnOpinion, whichOpinion } from "../text/opinions.ts";
import type { PersonContext } from "./command.ts";
import { type CallSaid, chooseCall, listOpenCalls } from "./opinion-choice.ts";
import type { RawArgs } from "./question.ts";

export interface Own {
  readonly call: OpinionCall;
  readonly opinion: Opinion;
}

/**
 * The person's own opinion that 修改意见 or 撤回意见 means, its call held; or the answer: which one,
 * or that there is none to change.
 */
export async function findOwnOpinion(
  context: PersonContext,
  { number, ...said }: CallSaid & { readonly number: number | undefined },
  asking: { readonly command: string; readonly args: RawArgs },
): Promise<Own | string> {
  const { tx, tenantId, person, saidAt } = context;
  const answered: OpinionCall[] = [];
  for (const call of await listOpenCalls(context)) {
    const own = await listOwnOpinions(tx, call, person.id);
    if (own.length > 0) answered.push(call);
  }
  const chosen = chooseCall(context, answered, said, asking);
  if (typeof chosen === "string") return chosen;
  if (chosen === undefined) return noOwnOpinion();
  const call = await lockOpinionCall(tx, tenantId, chosen.id);
  if (call.state !== "open" || saidAt >= call.dueAt) return noOwnOpinion();
  const own = await listOwnOpinions(tx, call, person.id);
  const [first, ...others] = own;
  const opinion =
    number === undefined && others.length === 0
      ? first
      : own.find((each) => each.number === number);
  if (opinion !== undefined) return { call, opinion };
  if (first === undefined) return noOwnOpinion();
  const args = { ...asking.args, which: call.title };
  context.ask({ kind: "argument", command: asking.command, args, missing: "number" });
  return whichOpinion(own);
}
