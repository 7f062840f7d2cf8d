import { randomBytes } from "node:crypto";

/** Access tokens as both platforms give them out: the same one again for as long as it lives. */
export interface TokenOffice {
  issue(now: Date): { readonly token: string; readonly expiresInSeconds: number };
  check(token: string, now: Date): "good" | "expired" | "unknown";
}

/** @param extend true if asking again lengthens the life of the token */
export function createTokenOffice(options: { readonly extend: boolean }): TokenOffice {
  const lifeMs = 7_200_000;
  const expiries = new Map<string, number>();
  let current: string | undefined;
  return {
    issue(now) {
      const alive = current !== undefined && (expiries.get(current) ?? 0) > now.getTime();
      const token =
        alive && current !== undefined ? current : randomBytes(96).toString("base64url");
      if (!alive || options.extend) expiries.set(token, now.getTime() + lifeMs);
      current = token;
      const expiresAt = expiries.get(token) ?? 0;
      return { token, expiresInSeconds: Math.floor((expiresAt - now.getTime()) / 1000) };
    },
    check(token, now) {
      const expiresAt = expiries.get(token);
      if (expiresAt === undefined) return "unknown";
      return expiresAt > now.getTime() ? "good" : "expired";
    },
  };
}
