import Koa from "koa";
import { onTestFinished } from "vitest";

import type { CalendarCall, CalendarEntry } from "../../domain/calendar.ts";
import { createApiRoute } from "../../sandbox/api-route.ts";
import type { ApiReply, ApiRequest } from "../../sandbox/api.ts";
import { listen } from "./support.ts";

export const now = new Date("2026-03-11T02:00:00Z");

export const entry: CalendarEntry = {
  title: "城南片区协商会：老旧小区充电难",
  description: "请提前看材料。",
  place: "城南片区党群服务中心",
  start: new Date("2026-03-13T07:00:00Z"),
  end: new Date("2026-03-13T08:30:00Z"),
  organizer: "ZhouMin",
  attendees: ["LiMei", "ZhangJianguo", "LiMei"],
  remindMinutesBefore: 30,
};

export function callNow(key = "job-7"): CalendarCall {
  return { key, now, signal: AbortSignal.timeout(5_000) };
}

/** Puts a pretend platform on HTTP, and writes down what it is asked. */
export async function serve(handle: (request: ApiRequest) => ApiReply) {
  const taken: (ApiRequest & { readonly json: unknown })[] = [];
  const route = createApiRoute("", (request) => {
    taken.push({ ...request, json: request.body === "" ? undefined : JSON.parse(request.body) });
    return handle(request);
  });
  const answer = new Koa().use(route.middleware).callback();
  const { url } = await listen((request, response) => void answer(request, response));
  onTestFinished(() => route.dispose());
  return { url, taken };
}
