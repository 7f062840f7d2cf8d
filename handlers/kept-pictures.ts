import { findPictured, type PictureKind } from "../db/kept-pictures.ts";
import { hasRight } from "../domain/rights.ts";
import { unreadable } from "../text/general.ts";
import { pictureNotHeld } from "../text/kept-pictures.ts";
import type { Turn } from "./turn.ts";

/** Who just entered a counted or signed paper sends its photograph: they are told where it belongs. */
export async function answerUnreadable({ incoming, place }: Turn): Promise<string> {
  const { tx, arrival, now } = incoming;
  const { person } = arrival.sender;
  const { tenantId } = arrival;
  const mayEnter = person !== undefined && hasRight(person.roles, "run-selection");
  if (place === "group" || !mayEnter || tenantId === undefined) return unreadable(place);
  const waitingOf = { personId: person.id, since: new Date(now.getTime() - WAITING_MS) };
  for (const kind of kinds) {
    const waiting = await findPictured(tx, { tenantId, kind, waitingOf });
    if (waiting !== undefined) return pictureNotHeld(kind);
  }
  return unreadable(place);
}

const kinds: readonly PictureKind[] = ["tally", "signature"];

/** A photograph is sent on the day on which the paper was entered, or it is about something else. */
const WAITING_MS = 24 * 60 * 60 * 1000;
