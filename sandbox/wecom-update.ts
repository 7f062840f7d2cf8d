import { randomBytes } from "node:crypto";
import { isObject, pick, type ApiReply, type JsonObject } from "./api.ts";
import { singleKey, type Said, type ShownCard } from "./timeline.ts";
import { checkAgent, findMember } from "./wecom-access.ts";
import { readTemplateCard } from "./wecom-card.ts";
import { addFault, type WecomDesk } from "./wecom-desk.ts";
import { wecomError, wecomOk } from "./wecom-errors.ts";
import { changeCard } from "./wecom-tap.ts";
import { WireError } from "./wire.ts";

const codeMs = 72 * 3_600_000;

/** One comes with a card that was sent and another with each tap on it: one use each, 72 hours. */
export function openResponseCode(desk: WecomDesk, cardId: string): string {
  const code = randomBytes(32).toString("base64url");
  desk.responseCodes.set(code, { cardId, expiresAt: desk.options.now().getTime() + codeMs });
  return code;
}

/** Changes a card of the app for the people named, by a code. Parties and tags are not pretended. */
export function updateTemplateCard(desk: WecomDesk, body: JsonObject): ApiReply {
  const refusal = checkAgent(desk, body);
  if (refusal !== undefined) return refusal;
  const { response_code: code, userids } = body;
  const found = typeof code === "string" ? desk.responseCodes.get(code) : undefined;
  // The real number is not documented; the bot may only rely on its not being 0.
  if (found === undefined || found.expiresAt <= desk.options.now().getTime()) {
    return wecomError(40058, {}, "invalid response_code");
  }
  if (!Array.isArray(userids) || userids.length === 0) return wecomError(81013);
  const shown = userids.flatMap((id: unknown) =>
    findShown(desk, findMember(desk, id), found.cardId),
  );
  const invaliduser = userids.filter((id: unknown) => {
    const member = findMember(desk, id);
    return !shown.some(({ userId }) => userId === member);
  });
  try {
    const changes = shown.map(({ card, said, userId }) => {
      const after = readChange(body, card);
      return () => changeCard(desk, said, after, [userId]);
    });
    if (changes.length === 0) return wecomError(81013, { invaliduser });
    desk.responseCodes.delete(String(code));
    for (const change of changes) change();
    return wecomOk({ invaliduser });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    addFault(desk, "update-refused", error.message);
    return wecomError(40058, {}, error.message);
  }
}

interface Shown {
  readonly userId: string;
  readonly said: Said;
  readonly card: ShownCard;
}

function findShown(desk: WecomDesk, userId: string | undefined, cardId: string): readonly Shown[] {
  if (userId === undefined) return [];
  const said = desk.timeline
    .list(singleKey("wecom", userId))
    .findLast(({ via, card }) => via === "app" && card?.id === cardId);
  return said?.card === undefined ? [] : [{ userId, said, card: said.card }];
}

/** A whole card, or the words of one button; the name of the card may be left out. */
function readChange({ template_card: card, button }: JsonObject, before: ShownCard): ShownCard {
  if (isObject(card) === isObject(button)) throw new WireError("needs template_card or button");
  if (!isObject(card)) {
    const text = pick(button, "replace_name");
    if (typeof text !== "string" || text === "") throw new WireError("button without replace_name");
    return { ...before, buttons: [{ key: "done", text }] };
  }
  const after = readTemplateCard({ task_id: before.id, ...card }, "app");
  if (after.id !== before.id) throw new WireError("the update has another task_id than the card");
  return after;
}
