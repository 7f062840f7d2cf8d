import { createHash, timingSafeEqual } from "node:crypto";
import type { Context, Middleware } from "koa";

/**
 * Who may open the sandbox: whoever sits at this machine, and whoever has the link. Nobody else,
 * and no other web page in their browser either.
 */
export interface Gate {
  /** For the page and what it asks for. */
  readonly people: Middleware;
  /** For what changes something: our own page only. */
  readonly samePage: Middleware;
  /** For the pretend platforms: our own bot on this machine only. */
  readonly bot: Middleware;
}

/** @param accessKey the secret in the link, at least 128 bits */
export function createGate(accessKey: string): Gate {
  // The cookie holds a digest, so that the link cannot be read back from a browser.
  const pass = createHash("sha256").update(`sandbox pass ${accessKey}`).digest("base64url");
  return {
    async people(ctx, next) {
      const { key } = ctx.query;
      if (typeof key === "string" && isSame(key, accessKey)) {
        ctx.cookies.set(cookieName, pass, {
          httpOnly: true,
          sameSite: "strict",
          path: "/sandbox",
          overwrite: true,
        });
        return next();
      }
      if (isAtThisMachine(ctx) || isSame(ctx.cookies.get(cookieName) ?? "", pass)) return next();
      ctx.status = 403;
      ctx.body = "请用启动时打印的链接打开演练场。";
    },
    async samePage(ctx, next) {
      const isJson = ctx.is("application/json") === "application/json";
      if (isJson && hostOf(ctx.get("origin")) === ctx.host) return next();
      ctx.status = 403;
      ctx.body = "请在演练场的网页里操作。";
    },
    async bot(ctx, next) {
      if (isAtThisMachine(ctx)) return next();
      ctx.status = 404;
    },
  };
}

const cookieName = "sandbox_pass";

/** Digests have one length, so that not even the length of the secret shows in the time taken. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/**
 * The peer of the socket, never what a header claims. A proxy on this machine is a loopback peer
 * too and gives itself away by its headers; a foreign name that resolves to this machine (DNS
 * rebinding) gives itself away by the Host header.
 */
function isAtThisMachine(ctx: Context): boolean {
  const peer = ctx.req.socket.remoteAddress ?? "";
  const isLoopback = /^(?:::ffff:)?127\.|^::1$/.test(peer);
  const isForwarded = ["x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via"].some(
    (name) => ctx.get(name) !== "",
  );
  const name = ctx.host.replace(/:\d+$/, "");
  return isLoopback && !isForwarded && ["localhost", "127.0.0.1", "[::1]"].includes(name);
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
