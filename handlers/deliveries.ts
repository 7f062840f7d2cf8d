import { type DeliveryReport, type DeliveryScope, listDeliveries } from "../db/deliveries.ts";
import { UserError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import { hasRight, sayHolders } from "../domain/rights.ts";
import type { PersonContext } from "./command.ts";

/** The last messages that 送达情况 numbers here, the newest first. @throws UserError */
export function listShown(context: PersonContext): Promise<readonly DeliveryReport[]> {
  return listDeliveries(context.tx, scopeOf(context), limits.deliveriesShown);
}

/** What the bot said last by its own motion in this very conversation. */
export async function findNewest(context: PersonContext): Promise<DeliveryReport | undefined> {
  const { tx, tenantId, conversationId } = context;
  const [newest] = await listDeliveries(tx, { tenantId, conversationId }, 1);
  return newest;
}

/** Staff alone with the bot look over everything; a group's own are theirs, too. */
function scopeOf({ tenantId, conversationId, person, place }: PersonContext): DeliveryScope {
  const right = "see-delivery";
  const isStaff = hasRight(person.roles, right);
  if (place === "group" && !isStaff) {
    throw new UserError("notAllowed", { name: "送达情况", who: sayHolders(right), right });
  }
  const isEverything = isStaff && place === "single";
  return { tenantId, conversationId: isEverything ? undefined : conversationId };
}

/**
 * What was said to somebody alone is theirs. Only what did not reach them is given to who can bring
 * it to them, and never what they had asked to be reminded of.
 */
export function mayRead(context: PersonContext, report: DeliveryReport): boolean {
  if (report.kind === "group" || report.conversationId === context.conversationId) return true;
  return report.state === "failed" && !report.isPrivateReminder;
}
