import type { JsonObject } from "../../sandbox/api.ts";
import type { WecomKeys } from "../../sandbox/keys.ts";
import type { PretendWecom } from "../../sandbox/wecom.ts";

/** Calls the pretend platform as the self-built app does, without the way between the two. */
export function pretendApp(wecom: PretendWecom, keys: WecomKeys) {
  const ask = (path: string, query: Record<string, string>, body?: object): JsonObject => {
    const reply = wecom.handle({
      method: body === undefined ? "GET" : "POST",
      path: `/cgi-bin/${path}`,
      query: new URLSearchParams(query),
      headers: {},
      body: JSON.stringify(body ?? {}),
    });
    if (reply.kind !== "json") throw new Error(`no answer but ${reply.kind}`);
    return reply.body as JsonObject;
  };
  return (path: string, body: object): JsonObject => {
    const secret = { corpid: keys.corpId, corpsecret: keys.appSecret };
    const { access_token: token } = ask("gettoken", secret);
    return ask(path, { access_token: String(token) }, body);
  };
}
