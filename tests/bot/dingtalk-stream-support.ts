import Koa from "koa";
import { afterEach, expect, onTestFinished, vi } from "vitest";
import type { LinePorts } from "../../bot/line.ts";
import { lines } from "../../bot/platforms/dingtalk/index.ts";
import type { Handled } from "../../bot/server.ts";
import { realTimers, type Timers } from "../../bot/timers.ts";
import type { InboundMessage } from "../../domain/inbound.ts";
import { createApiRoute } from "../../sandbox/api-route.ts";
import { createDingtalkApi } from "../../sandbox/dingtalk-api.ts";
import { createDingtalkDesk } from "../../sandbox/dingtalk-desk.ts";
import type { DingtalkLine } from "../../sandbox/dingtalk.ts";
import { robotBody } from "../../sandbox/dingtalk-question.ts";
import { createPretendStream } from "../../sandbox/dingtalk-stream.ts";
import type { StreamTiming } from "../../sandbox/dingtalk-stream.ts";
import { createSandboxKeys } from "../../sandbox/keys.ts";
import { groupKey } from "../../sandbox/timeline.ts";
import { listen } from "./support.ts";

export const robotTopic = "/v1.0/im/bot/messages/get";
export const cardTopic = "/v1.0/card/instances/callback";
export const now = new Date("2026-03-09T02:00:00Z");
export const keys = createSandboxKeys().dingtalk;

/** What was logged, in all tests of this file. */
const logged: string[] = [];

/** To be called once in a file: no secret and no words in the log, whatever the tests do. */
export function watchLog(): void {
  afterEach(() => {
    const all = logged.splice(0).join("\n");
    expect(all).not.toContain(keys.clientSecret);
    expect(all).not.toContain("ticket=");
    expect(all).not.toContain("session=");
    expect(all).not.toContain("说过的话");
  });
}

/** Time that passes only when the test lets it, and chance that is always in the middle. */
export function createTestTimers() {
  let at = 0;
  const jobs = new Set<{ at: number; run: () => void }>();
  return {
    after(ms: number, run: () => void) {
      const job = { at: at + ms, run };
      jobs.add(job);
      return () => void jobs.delete(job);
    },
    random: () => 0.5,
    waiting: () => jobs.size,
    /** Only what comes next, however far off. */
    async next() {
      const [next] = [...jobs].toSorted((a, b) => a.at - b.at);
      if (next !== undefined) await this.advance(next.at - at);
    },
    async advance(ms: number) {
      const end = at + ms;
      for (;;) {
        const [next] = [...jobs].filter((job) => job.at <= end).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        at = next.at;
        jobs.delete(next);
        next.run();
        await turn();
      }
      at = end;
      await turn();
    },
  };
}

/** Lets sockets of this machine say what they have to say. */
export const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 15));

interface Setting {
  readonly timing?: Partial<StreamTiming>;
  readonly timers?: Timers;
  readonly ports?: Partial<LinePorts>;
  readonly clientSecret?: string;
  readonly groups?: readonly { readonly conversationId: string; readonly title: string }[];
  readonly at?: () => Date;
}

/** A gateway, and the bot's line to it. */
export async function openLine(setting: Setting = {}) {
  const at = setting.at ?? (() => now);
  const timing = { ackMs: 2_000, leavingMs: 400, ...setting.timing };
  const gateway = createPretendStream({ keys, now: at, timing });
  let base = "";
  const desk = createDingtalkDesk({
    keys,
    botName: "小协",
    callbackUrl: "http://127.0.0.1:1/never",
    get apiBase() {
      return base;
    },
    members: [{ userId: "李梅", nick: "李梅" }],
    groups: setting.groups ?? [{ conversationId: "group-one", title: "城南群" }],
    now: at,
  });
  const api = createDingtalkApi(desk);
  const route = createApiRoute("", (request) =>
    request.path.startsWith("/v1.0/gateway") ? gateway.handle(request) : api(request),
  );
  const respond = new Koa().use(route.middleware).callback();
  const { url, server } = await listen((request, response) => void respond(request, response));
  base = url;
  gateway.attach(server);
  const { clientSecret = keys.clientSecret } = setting;
  const settings = {
    apiBase: url,
    oapiBase: url,
    mode: "stream",
    robot: { ...keys, clientSecret },
  } as const;
  const stop = new AbortController();
  const said: { level: string; fields: Readonly<Record<string, unknown>>; message: string }[] = [];
  const log = (level: string) => (fields: Readonly<Record<string, unknown>>, message: string) => {
    said.push({ level, fields, message });
    logged.push(JSON.stringify([fields, message]));
  };
  const heard: InboundMessage[] = [];
  const ports: LinePorts = {
    handle: (message) => {
      heard.push(message);
      return Promise.resolve(silent);
    },
    tap: () => Promise.resolve(undefined),
    groupChanged: () => Promise.resolve(),
    kicked: () => Promise.resolve(),
    lease: { take: () => Promise.resolve(true), give: () => Promise.resolve() },
    log: { error: log("error"), warn: log("warn") },
    now: at,
    ...setting.ports,
  };
  const timers = setting.timers ?? { ...realTimers, random: () => 0 };
  const [line] = lines(settings, "env", { timers });
  if (line === undefined) throw new Error("no line");
  const kept = line.keep(ports, stop.signal);
  const close = async (): Promise<void> => {
    stop.abort();
    await kept;
  };
  onTestFinished(async () => {
    route.dispose();
    gateway.dispose();
    await close();
  });
  const body = (text: string, isAlone = false) => {
    const messageId = `msg${text}`;
    const place = isAlone ? {} : { conversationId: "group-one" };
    const from: DingtalkLine = { userId: "李梅", text, mentionsBot: true, ...place };
    const said = desk.timeline.append({
      at: at(),
      conversation: groupKey("dingtalk", "group-one"),
      from: { kind: "person", userId: "李梅" },
      text,
      format: "text",
      heard: true,
      via: "typed",
      delivery: "waiting",
    });
    return robotBody(desk, from, { messageId, said });
  };
  return {
    gateway,
    desk,
    settings,
    heard,
    said,
    stop,
    close,
    body,
    push: (data: unknown, topic = robotTopic, type: "CALLBACK" | "EVENT" = "CALLBACK") =>
      gateway.push({ type, topic, data }),
    connected: (count = 1) =>
      vi.waitFor(() => expect(gateway.connections()).toBe(count), { timeout: 5_000, interval: 5 }),
  };
}

/** What is said before there is a committee: nothing keeps it. */
export const homeless: Handled = {
  answer: undefined,
  undelivered: () => Promise.reject(new Error("must not be called")),
  isUnkept: true,
};
export const silent: Handled = { answer: undefined, undelivered: () => Promise.resolve() };

export type OpenLine = Awaited<ReturnType<typeof openLine>>;
