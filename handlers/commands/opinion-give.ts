import { listOpinionCalls, lockOpinionCall, type OpinionCall } from "../../db/opinion-calls.ts";
import { insertOpinion, listOwnOpinions } from "../../db/opinions.ts";
import { findLiaison } from "../../db/people.ts";
import { checkOpinionCount, checkOpinionWords } from "../../domain/opinion.ts";
import {
  opinionGiven,
  opinionLate,
  opinionNoCall,
  opinionQuestions,
  opinionRegistered,
} from "../../text/opinions.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { either, howTo, ofOpinions } from "../ordinary.ts";
import { recordCallEvent } from "../opinion-calls.ts";
import { callArgs, chooseCall, listOpenCalls } from "../opinion-choice.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";

const opinionless = either(howTo, ofOpinions);

/** 意见: one thing that somebody has to say about a draft, kept word for word. */
export const opinionGive = defineCommand({
  id: "opinion-give",
  name: "意见",
  aliases: ["提意见", "我的意见是", "我有意见"],
  example: "意见 第三条再具体些",
  needs: "person",
  right: "give-opinion",
  isWriting: true,
  rejects: opinionless,
  // 意见箱 and 意见很大 are no opinions on a draft.
  glued: /^(?!)/,
  args: { words: arg.block("意见", opinionQuestions.words), ...callArgs },
  match: matchOpinion,
  async run(context, said) {
    const words = checkOpinionWords(said.words);
    const open = await listOpenCalls(context);
    const asking = { command: "opinion-give", args: { words } };
    const call = chooseCall(context, open, said, asking);
    if (typeof call === "string") return call;
    return call === undefined ? tellNone(context) : give(context, call, words);
  },
});

/** All lines are the opinion: none of them is cut off as a labelled line. */
function matchOpinion({ original, plain }: MatchText): RawArgs | undefined {
  if (/^意见\s(?:截止|结束|情况|汇总)[吧了。.]*$/.test(plain)) return undefined;
  const name = /^(?:我?提(?:一[条个点])?意见|我?的?意见(?:是)?)[\s:,，]+(?=\S)/.exec(plain)?.[0];
  if (name === undefined || opinionless.test(plain.slice(name.length))) return undefined;
  return { words: original.slice(name.length) };
}

async function give(context: PersonContext, { id }: OpinionCall, words: string): Promise<string> {
  const { tx, tenantId, person, saidAt: at, now, place } = context;
  const call = await lockOpinionCall(tx, tenantId, id);
  if (call.state !== "open" || at >= call.dueAt) return tellLate(context, call);
  const own = await listOwnOpinions(tx, call, person.id);
  checkOpinionCount(own.length);
  const number = await insertOpinion(tx, call, { personId: person.id, words, at });
  const event = { kind: "opinion-given", actorId: person.id, isOpinion: true } as const;
  recordCallEvent(publishContext(context), call, event);
  if (context.isKept) return opinionRegistered(call);
  const { salutation } = person;
  return opinionGiven({ salutation, call, number, total: own.length + 1, words, now }, place);
}

/** Nothing is open: what was asked last, if that is not long ago. */
async function tellNone(context: PersonContext): Promise<string> {
  const { tx, tenantId, saidAt, place } = context;
  const last = await listOpinionCalls(tx, tenantId, ["open", "closed", "announced"], 1);
  const call = last.find(({ dueAt }) => saidAt.getTime() - dueAt.getTime() < LATE_MS);
  if (call !== undefined) return tellLate(context, call);
  context.ask({ kind: "relay", text: context.message.text });
  const liaison = await findLiaison(tx, tenantId);
  return opinionNoCall(liaison?.name ?? "", place);
}

async function tellLate(context: PersonContext, call: OpinionCall): Promise<string> {
  const { tx, tenantId, now, place } = context;
  context.ask({ kind: "relay", text: context.message.text });
  const liaison = await findLiaison(tx, tenantId);
  const late = { title: call.title, closedAt: call.closedAt ?? call.dueAt };
  return opinionLate(late, { liaisonName: liaison?.name ?? "", now }, place);
}

const LATE_MS = 7 * 24 * 60 * 60 * 1000;
