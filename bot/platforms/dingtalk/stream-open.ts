import { z } from "zod";
import { PermanentError, TransientError } from "../../../domain/errors.ts";
import { isLocalBase, under } from "../../address.ts";
import { checkStatus, parseAnswer, request } from "../../http.ts";
import type { Answer, Fetch } from "../../http.ts";
import type { RobotSettings } from "./api.ts";
import { cardTopic, robotTopic } from "./stream-frame.ts";

const what = "connections/open";

const subscriptions = [
  { type: "CALLBACK", topic: robotTopic },
  { type: "CALLBACK", topic: cardTopic },
  // The topic of events can only be this; which of them come is chosen in the console.
  { type: "EVENT", topic: "*" },
];

/**
 * Asks for a place on the gateway. The address holds a ticket, good for one connection within 90 s:
 * a secret that is used at once and never kept.
 * @throws TransientError it may work later  @throws PermanentError the platform will not have us so
 */
export async function askForStream(
  apiBase: string,
  robot: RobotSettings,
  { fetch, signal }: { readonly fetch: Fetch; readonly signal: AbortSignal },
): Promise<string> {
  const answer = await request(fetch, {
    what,
    method: "POST",
    url: under(apiBase, "/v1.0/gateway/connections/open"),
    // Without it the answer may be XML.
    headers: { accept: "application/json" },
    json: { clientId: robot.clientId, clientSecret: robot.clientSecret, subscriptions },
    signal,
  });
  checkRefusal(answer);
  checkStatus(what, answer.status);
  const { endpoint, ticket } = parseAnswer(openSchema, what, answer);
  return addressOf(endpoint, ticket, apiBase);
}

const openSchema = z.object({ endpoint: z.string().min(1), ticket: z.string().min(1) });

/** Also wrong credentials are a 400, so the code goes into the log; it is reduced to its letters. */
function checkRefusal({ status, json }: Answer): void {
  if (status < 400 || status >= 500) return;
  const given = refusalSchema.safeParse(json).data?.code;
  const code = `${given ?? "none"}`.slice(0, 120).replaceAll(/[^\w./-]/g, "");
  const said = `${what}: HTTP ${status}, code ${code}`;
  // A page without a code is the gate in front of the platform, shut for some minutes.
  const isPassing = given === undefined ? status === 403 : /qps|too\.?fast|throttl/i.test(code);
  if (isPassing) throw new TransientError(said, { retryAfterMs: 60_000 });
  if (status !== 408 && status !== 429) throw new PermanentError(said);
}

const refusalSchema = z.object({ code: z.union([z.string(), z.number()]).optional() });

/** A ticket is as good as a key: it goes over an open line to this machine only. */
function addressOf(endpoint: string, ticket: string, apiBase: string): string {
  const url = URL.parse(endpoint);
  const isLocal = url?.protocol === "ws:" && isLocalBase(apiBase);
  if (url === null || (url.protocol !== "wss:" && !isLocal)) {
    throw new PermanentError(`${what}: the endpoint is not a secure address`);
  }
  url.searchParams.set("ticket", ticket);
  return url.href;
}
