import { createHash } from "node:crypto";
import { z } from "zod";
import type { Inbound } from "../../../domain/inbound.ts";
import { idSchema, parseShape } from "../../untrusted.ts";

/**
 * What the platform tells of a tap, whichever way it came.
 *
 * The template tells `params.key`, the key of the control (else the first of `actionIds` counts),
 * and for every question one entry under its key: the id chosen, or a list of them.
 * @param body the parsed JSON  @param pushedAt whatever names this push: the platform gives taps no
 *   name of their own
 * @throws ForgedError
 */
export function readTap(body: unknown, pushedAt: string): Inbound {
  const callback = parseShape(callbackSchema, body);
  const { type, outTrackId, userId } = callback;
  if (type !== undefined && type !== "actionCallback") {
    return { kind: "ignored", reason: "card callback of another type" };
  }
  if (outTrackId === undefined || !/^[\w-]{22}$/.test(outTrackId)) {
    return { kind: "ignored", reason: "tap on a card of somebody else" };
  }
  const { actionIds, params } = privateDataOf(callback);
  const { key = actionIds[0], ...answers } = params;
  const parsedKey = keySchema.safeParse(key).data;
  if (parsedKey === undefined) return { kind: "ignored", reason: "tap without a key" };
  const sentence = JSON.stringify([outTrackId, userId, actionIds, params, pushedAt]);
  // Ids of another kind than the one asked for do not last.
  const linkable = callback.userIdType !== 2 && !userId.startsWith("$:");
  return {
    kind: "tap",
    tap: {
      tapId: `tap-${createHash("sha256").update(sentence).digest("base64url")}`,
      cardId: outTrackId,
      key: parsedKey,
      chosen: Object.fromEntries(
        Object.entries(answers)
          .slice(0, questionsMax)
          .map(([question, answer]) => [question, idsOf(answer)] as const)
          .filter(([, ids]) => ids.length > 0),
      ),
      sender: { externalId: userId, linkable },
      // Any time, but only for people by the ids they last under.
      ...(linkable && { laterChange: {} }),
    },
  };
}

const questionsMax = 20;
const idsMax = 40;

const callbackSchema = z.object({
  type: z.string().optional().catch(undefined),
  outTrackId: z.string().optional().catch(undefined),
  userId: idSchema,
  userIdType: z.coerce.number().optional().catch(undefined),
  // The JSON text has been seen in either.
  content: z.string().optional().catch(undefined),
  value: z.string().optional().catch(undefined),
});

const privateDataSchema = z.object({
  cardPrivateData: z.object({
    actionIds: z.array(z.string().max(100)).max(20).optional().catch(undefined),
    params: z.record(z.string().max(100), z.unknown()).optional().catch(undefined),
  }),
});

const keySchema = z.string().min(1).max(100);

function privateDataOf({ content, value }: z.output<typeof callbackSchema>) {
  for (const text of [content, value]) {
    const { success, data } = privateDataSchema.safeParse(jsonOf(text));
    if (!success) continue;
    const { actionIds = [], params = {} } = data.cardPrivateData;
    return { actionIds, params };
  }
  return { actionIds: [], params: {} };
}

/** An id, several, either as JSON text, or what a select of the platform tells: `{index, value}`. */
function idsOf(answer: unknown): readonly string[] {
  if (typeof answer === "number") return [String(answer)];
  if (typeof answer === "string") {
    const inside = /^[[{]/.test(answer) ? jsonOf(answer) : undefined;
    if (inside !== undefined) return idsOf(inside);
    return answer === "" ? [] : [answer];
  }
  if (Array.isArray(answer)) return answer.slice(0, idsMax).flatMap((each) => scalarOf(each));
  const { data } = z.object({ value: z.unknown() }).safeParse(answer);
  const chosen = data?.value;
  return Array.isArray(chosen) ? idsOf(chosen) : scalarOf(chosen);
}

function scalarOf(value: unknown): readonly string[] {
  return (typeof value === "string" && value !== "") || typeof value === "number"
    ? [String(value).slice(0, 100)]
    : [];
}

function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    // No answer in a form that is known: the tap then says too little, and is told so.
    return undefined;
  }
}
