import { holdDigests, resumeDigests } from "../../db/digest-holds.ts";
import { readWorkdays } from "../../db/workdays.ts";
import { isoWeek, sendingTime, weekOf } from "../../domain/digest.ts";
import { UserError } from "../../domain/errors.ts";
import { digestHeld, digestResumed } from "../../text/digest.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { leaveReview } from "../digest-reviews.ts";

/** 本周不发: whether the 联络员 has been shown it already or not. */
export const digestHold = defineCommand({
  id: "digest-hold",
  name: "本周不发",
  aliases: ["这周不发", "周报 不发", "周报不发"],
  example: "本周不发",
  audience: "staff",
  needs: "person",
  right: "set-digest",
  isWriting: true,
  args: {},
  async run(context) {
    const { tx, now, place } = context;
    const { until } = weekOf(now);
    const held = await holdDigests(tx, { ...scopeOf(context), until, weekOf: isoWeek });
    if (held.groups === 0) throw new UserError("digestNothingToHold");
    // A leader who has it need not look at it any more, unless other groups still get it.
    for (const id of held.shown) await leaveReview(context, { id });
    return digestHeld(held.groups, place);
  },
});

/** 本周照发: it was held too soon. */
export const digestResume = defineCommand({
  id: "digest-resume",
  name: "本周照发",
  aliases: ["这周照发", "周报 照发", "周报照发"],
  example: "本周照发",
  audience: "staff",
  needs: "person",
  right: "set-digest",
  isWriting: true,
  args: {},
  async run(context) {
    const { tx, tenantId, now } = context;
    const sendAt = await resumeDigests(tx, scopeOf(context));
    const at = sendAt && sendingTime(sendAt, now, await readWorkdays(tx, tenantId));
    if (at === undefined) throw new UserError("digestNothingHeld");
    return digestResumed(at);
  },
});

/** In a group its own; in 1:1 every group's, as the preview is for all of them. */
function scopeOf({ tenantId, now, place, conversationId }: PersonContext) {
  return { tenantId, now, conversationId: place === "group" ? conversationId : undefined };
}
