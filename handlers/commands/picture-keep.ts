import { appendEvent } from "../../db/events.ts";
import { findPictured, upsertPicture } from "../../db/kept-pictures.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { lengthOf } from "../../domain/topic.ts";
import { nothingPictured, pictureKept, pictureQuestion } from "../../text/kept-pictures.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText } from "../command.ts";
import { question } from "../ordinary.ts";
import type { RawArgs } from "../question.ts";

/** 计票照片, 签字照片: where the photograph of a counted or signed paper is kept. */
export const pictureKeep = defineCommand({
  id: "picture-keep",
  name: "计票照片",
  aliases: ["签字照片"],
  example: "计票照片 周敏保存",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "run-selection",
  isWriting: true,
  rejects: question,
  glued: /(?!)/,
  args: { place: arg.words("存在哪里", pictureQuestion), kind: arg.field("哪一种") },
  match: matchPicture,
  async run(context, { place: said, kind: what }) {
    const { tx, tenantId, person, now: at, receiptId } = context;
    const kind = what === "签字" ? "signature" : "tally";
    const place = said.replaceAll(/\s+/g, " ").trim();
    if (lengthOf(place) > limits.picturePlaceCharsMax) {
      throw new UserError("picturePlaceTooLong", { max: limits.picturePlaceCharsMax });
    }
    const found = await findPictured(tx, { tenantId, kind, waitingOf: undefined });
    if (found === undefined) return nothingPictured(kind);
    const { objectId, objectKind, historyId } = found;
    await upsertPicture(tx, { tenantId, kind, objectId, place, enteredBy: person.id, at });
    const object = { tenantId, objectKind, objectId: historyId } as const;
    const event = { kind: "picture-kept", actorId: person.id, at, receiptId, words: { place } };
    appendEvent(tx, { ...object, ...event });
    return pictureKept(kind, found.name, place);
  },
});

/** 计票照片 存于委室, 签字的照片：周敏保存; a question about it is none of these. */
function matchPicture({ original, plain }: MatchText): RawArgs | undefined {
  const found =
    /^(?:线下)?(?<kind>计票|签字)(?:单|件)?的?照片(?:[\s:：,，]+|(?=存|由))(?<place>\S[\s\S]*)$/.exec(
      plain,
    );
  if (found === null || /[?？吗呢]$|哪|怎么|什么|没有|不/.test(plain)) return undefined;
  const { kind = "", place = "" } = found.groups ?? {};
  return { kind, place: original.slice(original.length - place.length) };
}
