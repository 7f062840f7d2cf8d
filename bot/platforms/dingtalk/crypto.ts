import { createHmac } from "node:crypto";
import { ForgedError } from "../../../domain/errors.ts";
import { checkWindow, isSameSecret } from "../../untrusted.ts";

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Checks the two headers the platform signs a robot's callback with.
 *
 * The signature does not cover the body: whoever has seen one pair of headers can send any body for
 * an hour. Encryption on the wire, the robot's code in the body and the receipts are what is left.
 * @throws ForgedError  @param now the wall clock
 */
export function checkSignature(clientSecret: string, headers: Headers, now: Date): void {
  const { timestamp, sign } = headers;
  if (typeof timestamp !== "string" || typeof sign !== "string") {
    throw new ForgedError("headers timestamp and sign are missing or repeated");
  }
  if (!isSameSecret(sign, signRobot(clientSecret, timestamp))) {
    throw new ForgedError("signature differs");
  }
  checkWindow(toMs(timestamp), now);
}

/**
 * Checks the two headers a card's callback is signed with: another scheme than the robot's, with a
 * secret of its own, and no body in it either. What is left is the window, and the name of the
 * card, which nobody can guess.
 * @throws ForgedError  @param now the wall clock
 */
export function checkCardSignature(secret: string, headers: Headers, now: Date): void {
  const timestamp = headers["x-ddpaas-signature-timestamp"];
  const signature = headers["x-ddpaas-signature"];
  if (typeof timestamp !== "string" || typeof signature !== "string") {
    throw new ForgedError("signature headers are missing or repeated");
  }
  if (!isSameSecret(signature, signCard(secret, timestamp))) {
    throw new ForgedError("signature differs");
  }
  checkWindow(toMs(timestamp), now);
}

/** @param timestamp milliseconds, as text */
export function signCard(secret: string, timestamp: string): string {
  return createHmac("sha256", secret).update(timestamp).digest("base64");
}

function toMs(timestamp: string): number {
  return /^\d{1,15}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
}

/** @param timestamp milliseconds, as text */
export function signRobot(clientSecret: string, timestamp: string): string {
  return createHmac("sha256", clientSecret)
    .update(`${timestamp}\n${clientSecret}`)
    .digest("base64");
}
