import { replaceMaterial } from "../../db/meeting-materials.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { lengthOf } from "../../domain/topic.ts";
import { askFor } from "../../text/general.ts";
import { meetingQuestions } from "../../text/meeting-drafts.ts";
import { materialKept } from "../../text/meeting-materials.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText } from "../command.ts";
import { holdInvitation } from "../meeting-replies.ts";
import { splitKey } from "../meeting-words.ts";
import { findMeeting, recordMeeting } from "../meetings.ts";
import { rawArgs } from "../proxy.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";

/** 发言要点: what somebody hands in before the meeting; the last one counts. */
export const meetingMaterial = defineCommand({
  id: "meeting-material",
  name: "发言要点",
  aliases: ["交材料"],
  example: "发言要点 充电棚建在2栋东侧，离消防通道远一些",
  place: "single",
  needs: "person",
  isWriting: true,
  charsMax: 1_200,
  glued: /(?!)/,
  args: {
    words: arg.optionalBlock("要点"),
    which: arg.field("哪一场"),
  },
  match: matchMaterial,
  async run(context, { words, which }) {
    const { person, now, tx } = context;
    const picking = { states: ["announced"], isOwn: which === undefined } as const;
    const picked = await findMeeting(context, which, picking);
    const { meeting, person: invited } = await holdInvitation(context, picked.id, person.id);
    if (words === undefined) {
      const args = rawArgs({ which });
      context.ask({ kind: "argument", command: "meeting-material", args, missing: "words" });
      return askFor(meetingQuestions.material, "充电棚建在2栋东侧", context.place);
    }
    const max = limits.meetingMaterialCharsMax;
    if (lengthOf(words) > max) throw new UserError("meetingWordsTooLong", { label: "要点", max });
    const material = { meetingPersonId: invited.id, words, handedInAt: now };
    await replaceMaterial(tx, meeting, material);
    const event = { invited: invited.id, words };
    recordMeeting(publishContext(context), meeting, "handed-in", event);
    const { materialsDueAt, title } = meeting;
    const isLate = materialsDueAt !== undefined && now > materialsDueAt;
    return materialKept({ salutation: person.salutation, title, materialsDueAt, isLate, now });
  },
});

/** 发言要点：…, 交材料 7号 …; 发言要点怎么写 and 材料交给谁 are questions. */
function matchMaterial({ original, plain }: MatchText): RawArgs | undefined {
  const head = /^(?:我的)?(?:发言要点|交材料|发言材料)(?:[\s:：,，]+|$)/.exec(plain);
  if (head === null || /[?？吗]$/.test(plain)) return undefined;
  const { key, rest } = splitKey(original.slice(head[0].length));
  return rawArgs({ which: key, words: rest === "" ? undefined : rest });
}
