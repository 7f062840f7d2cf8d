import { appendEvent } from "../../db/events.ts";
import { deleteMethod, upsertMethod } from "../../db/methods.ts";
import { holdTenantAlone } from "../../db/reset.ts";
import type { Unit } from "../../db/units.ts";
import { UserError } from "../../domain/errors.ts";
import {
  hasMethodParts,
  type Method,
  methodNameCharsMax,
  methodStepsMax,
  readMethod,
} from "../../domain/method.ts";
import { fold } from "../../domain/normalize.ts";
import { nothingDone } from "../../text/general.ts";
import {
  methodAsked,
  methodKept,
  methodQuestions,
  methodStopAsked,
  methodStopped,
  offeredMethod,
} from "../../text/methods.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { findMethods, findMethodUnit } from "../methods.ts";
import { question } from "../ordinary.ts";
import type { RawArgs } from "../question.ts";

/** 工作法 采用 四步工作法; 工作法 设置 名称：… 一：… 二：… */
export const methodSet = defineCommand({
  id: "method-set",
  name: "工作法 设置",
  aliases: ["工作法设置", "设置工作法", "设置 工作法"],
  example: "工作法 采用 四步工作法",
  audience: "staff",
  needs: "person",
  right: "convene",
  isWriting: true,
  // Everything behind the name is read by `matchSet`.
  rejects: /[^]/,
  args: { words: arg.block("名称和每一步", methodQuestions.words), unit: arg.field("单位") },
  match: matchSet,
  async run(context, said) {
    if (context.confirmed === false) return nothingDone();
    const { words, unitWords } = cutUnit(said.words);
    const method = readWords(words);
    const unit = await findMethodUnit(context, said.unit ?? unitWords);
    if (context.confirmed === true) return keep(context, unit, method);
    const { own: before } = await findMethods(context, unit);
    const args = { words, unit: unit.name };
    context.ask({ kind: "confirm", command: "method-set", args });
    return methodAsked(unit.name, method, { before, place: context.place });
  },
});

const isOffered = new RegExp(`^(?:采用)?[\\s:：]*(?:${offeredMethod.name})?[\\s。.]*$`);

/** @throws UserError */
function readWords(words: string): Method {
  if (isOffered.test(fold(words))) return offeredMethod;
  const read = readMethod(words);
  if (!("fault" in read)) return read;
  const { fault } = read;
  switch (fault.kind) {
    case "unread":
      throw new UserError("methodUnread");
    case "too-many":
      throw new UserError("methodTooMany", { max: methodStepsMax });
    case "too-long":
      throw new UserError("methodStepTooLong", { words: fault.words, max: methodNameCharsMax });
    case "twice":
      throw new UserError("methodStepTwice", { words: fault.words });
  }
}

function cutUnit(words: string) {
  const found = /(?:^|[\s;；,，。])单位\s*[:：]\s*(?<unit>[^\s;；,，。]+)/.exec(fold(words));
  const unit = found?.groups?.["unit"];
  if (found === null || unit === undefined) return { words, unitWords: undefined };
  const end = found.index + found[0].length;
  return {
    words: `${words.slice(0, found.index)} ${words.slice(end)}`.trim(),
    unitWords: words.slice(end - unit.length, end),
  };
}

/** 工作法 设置好了吗 and 工作法采用得怎么样 order nothing. */
function matchSet({ original, plain }: MatchText): RawArgs | undefined {
  const head =
    /^(?:(?:协商)?工作法[\s:：,，]*(?<verb>设置|设定|采用|改为|改成)|(?<turned>设置|设定)\s?工作法)[\s:：,，]*/.exec(
      plain,
    );
  if (head === null) return undefined;
  const rest = plain.slice(head[0].length);
  const words = original.slice(head[0].length);
  const bare = fold(cutUnit(words).words);
  if (head.groups?.["verb"] === "采用") {
    return bare !== "" && isOffered.test(bare) ? { words: `采用 ${words}` } : undefined;
  }
  if (hasMethodParts(words)) return { words };
  const isApart = /[\s:：,，]$/.test(head[0]);
  if (rest === "") return {};
  return isApart && !question.test(rest) ? { words } : undefined;
}

async function keep(context: PersonContext, unit: Unit, method: Method): Promise<string> {
  const { tx, tenantId, person, now: at, place } = context;
  // Two that set something at once would append to one history.
  await holdTenantAlone(tx, tenantId);
  const { own: before } = await findMethods(context, unit);
  await upsertMethod(tx, { tenantId, unitId: unit.id }, { ...method, setBy: person.id, at });
  record(context, unit, "method-set", { before: sayWhole(before), after: sayWhole(method) });
  return methodKept(unit.name, method, place);
}

/** 工作法 停用: where the topics stand is kept. */
export const methodStop = defineCommand({
  id: "method-stop",
  name: "工作法 停用",
  aliases: ["工作法停用", "停用工作法", "停用 工作法"],
  example: "工作法 停用",
  audience: "staff",
  needs: "person",
  right: "convene",
  isWriting: true,
  rejects: question,
  glued: /(?!)/,
  args: { unit: arg.field("单位") },
  match: matchStop,
  async run(context, { unit: said }) {
    if (context.confirmed === false) return nothingDone();
    const unit = await findMethodUnit(context, said);
    const { tx, tenantId, place } = context;
    if (context.confirmed === true) await holdTenantAlone(tx, tenantId);
    const { own, above } = await findMethods(context, unit);
    if (own === undefined) throw new UserError("methodNone", { unit: unit.name });
    if (context.confirmed === true) {
      await deleteMethod(tx, { tenantId, unitId: unit.id });
      record(context, unit, "method-stopped", { before: sayWhole(own) });
      return methodStopped(unit.name, own, above?.name);
    }
    context.ask({ kind: "confirm", command: "method-stop", args: { unit: unit.name } });
    return methodStopAsked(unit.name, own, { above: above?.name, place });
  },
});

/** 停用工作法, 工作法 停用 单位：城南片区; 工作法停用了吗 asks. */
function matchStop({ original, plain }: MatchText): RawArgs | undefined {
  const found =
    /^(?:(?:协商)?工作法[\s:：,，]*停用|停用\s?工作法)(?:[\s:：,，]+(?:单位\s?[:：]\s?)?(?<unit>\p{Script=Han}{2,20}))?[\s。.]*$/u.exec(
      plain,
    );
  if (found === null || question.test(found[0])) return undefined;
  const unit = found.groups?.["unit"];
  if (unit === undefined) return {};
  const at = plain.lastIndexOf(unit);
  return { unit: original.slice(at, at + unit.length) };
}

function sayWhole(method: Method | undefined): string {
  return method === undefined ? "" : `${method.name}：${method.steps.join("；")}`;
}

function record(
  { tx, tenantId, person, now: at, receiptId }: PersonContext,
  unit: Unit,
  kind: string,
  words: Readonly<Record<string, string>>,
): void {
  const object = { tenantId, objectKind: "method", objectId: unit.id } as const;
  appendEvent(tx, { ...object, kind, actorId: person.id, at, receiptId, words });
}
