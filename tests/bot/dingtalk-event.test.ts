import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { openEvent, sealEvent } from "../../bot/platforms/dingtalk/event-crypto.ts";
import { doors } from "../../bot/platforms/dingtalk/index.ts";
import { ForgedError } from "../../domain/errors.ts";

interface CryptoVector {
  readonly id: string;
  readonly token?: string;
  readonly encodingAesKey: string;
  readonly receiveId: string;
  readonly timestamp?: string;
  readonly nonce?: string;
  readonly signature?: string;
  readonly badSignature?: string;
  readonly encrypt?: string;
  readonly plaintext?: string;
  readonly random16?: string;
}

const vectors: {
  readonly eventCrypto: readonly CryptoVector[];
  readonly events: readonly { readonly id: string; readonly json: object }[];
} = JSON.parse(readFileSync(new URL("../cases/dingtalk-vectors.json", import.meta.url), "utf8"));

const now = new Date("2026-03-09T01:00:00Z");
const events = { token: "123456", aesKey: "4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij" };
const robot = { clientId: "dingapp", clientSecret: "s3cret", robotCode: "dingapp" };
const settings = {
  apiBase: "https://api.dingtalk.com",
  oapiBase: "https://oapi.dingtalk.com",
  robot,
  events,
};

const keysOf = ({ token = "t", encodingAesKey: aesKey }: CryptoVector) => ({ token, aesKey });

describe("样本", () => {
  const sealed = vectors.eventCrypto.filter(({ encrypt }) => encrypt !== undefined);

  test.each(sealed.map((vector) => [vector.id, vector] as const))("%s", (_id, vector) => {
    const { timestamp = "1", nonce = "n", random16 = "", plaintext: words = "" } = vector;
    const frame = { words, receiveId: vector.receiveId };
    const envelope = sealEvent(keysOf(vector), frame, { timestamp, nonce }, Buffer.from(random16));
    expect(envelope.encrypt).toBe(vector.encrypt);
    if (vector.signature !== undefined) expect(envelope.msg_signature).toBe(vector.signature);
    const { msg_signature: signature, encrypt: ciphertext } = envelope;
    const given = { signature, timestamp, nonce, ciphertext };
    expect(openEvent(keysOf(vector), given)).toEqual(frame);
    for (const wrong of [vector.badSignature ?? "", `${signature}0`, signature.toUpperCase()]) {
      expect(() => openEvent(keysOf(vector), { ...given, signature: wrong })).toThrow(ForgedError);
    }
  });

  test("enc-2-neg：随机数换过，签名就不对", () => {
    const vector = vectors.eventCrypto.find(({ id }) => id === "enc-2-neg");
    const body = vectors.eventCrypto.find(({ id }) => id === "enc-2")?.encrypt ?? "";
    const { timestamp = "", nonce = "", signature = "" } = vector ?? {};
    const given = { timestamp, nonce, signature, ciphertext: body };
    expect(() => openEvent(events, given)).toThrow("signature differs");
  });

  test("都验过", () => {
    expect(sealed).toHaveLength(vectors.eventCrypto.length - 1);
  });
});

/** A push as the platform makes it. */
function push(
  words: string,
  { receiveId = "dingapp", at = String(now.getTime()), names = ["signature", "timestamp"] } = {},
) {
  const sealed = sealEvent(events, { words, receiveId }, { timestamp: at, nonce: "n0nce" });
  const [signature = "", timestamp = ""] = names;
  return {
    method: "POST" as const,
    query: new URLSearchParams({
      [signature]: sealed.msg_signature,
      [timestamp]: sealed.timeStamp,
      nonce: sealed.nonce,
    }),
    headers: {},
    body: Buffer.from(JSON.stringify({ encrypt: sealed.encrypt })),
  };
}

function door(from: Parameters<typeof doors>[0] = settings) {
  const found = doors(from, "env").find(({ path }) => path === "/webhook/dingtalk/event");
  if (found === undefined) throw new Error("no door");
  return found;
}

describe("事件", () => {
  const published: [string, object][] = vectors.events
    .filter(({ id }) => id.endsWith("-http"))
    .map(({ id, json }) => [id.replace("-http", ""), json]);

  test.each<[string, object]>([
    ["check_url", { EventType: "check_url" }],
    ["check_create_suite_url", { EventType: "check_create_suite_url", Random: "LPIdSnlF" }],
    ["chat_quit", { eventType: "chat_quit", openConversationId: "cid1" }],
    ["chat_update_title", { EventType: "chat_update_title", Title: "新群名" }],
    ["chat_disband", { EventType: "chat_disband", ChatId: "chat1" }],
    ...published,
  ])("%s：回加密的 success", (type, event) => {
    const received = door().receive(push(JSON.stringify(event)), now);
    expect(received.inbound).toEqual({ kind: "ignored", reason: `event ${type}` });
    const { status, body, type: contentType } = received.reply(undefined);
    expect([status, contentType]).toEqual([200, "application/json"]);
    const reply = JSON.parse(body) as Record<string, string>;
    expect(Object.keys(reply).sort()).toEqual(["encrypt", "msg_signature", "nonce", "timeStamp"]);
    const { msg_signature: signature = "", timeStamp: timestamp = "", nonce = "" } = reply;
    const opened = openEvent(events, {
      signature,
      timestamp,
      nonce,
      ciphertext: reply["encrypt"] ?? "",
    });
    expect(opened).toEqual({ words: "success", receiveId: "dingapp" });
    expect(timestamp).toBe(String(now.getTime()));
  });

  test.each([
    ["大写开头", { EventType: "chat_disband", OpenConversationId: "cid1" }],
    ["小写开头", { eventType: "chat_disband", openConversationId: "cid1" }],
  ])("群解散：%s都认", (_, event) => {
    const received = door().receive(push(JSON.stringify(event)), now);
    const change = { kind: "gone", externalId: "cid1" };
    expect(received.inbound).toEqual({ kind: "group", change });
    expect(received.reply(undefined).status).toBe(200);
  });

  test("群改名：群和新名字", () => {
    const event = {
      EventType: "chat_update_title",
      OpenConversationId: "cid1",
      ChatId: "chat1",
      Title: "城南片区（新）",
    };
    expect(door().receive(push(JSON.stringify(event)), now).inbound).toEqual({
      kind: "group",
      change: { kind: "renamed", externalId: "cid1", title: "城南片区（新）" },
    });
  });

  test("参数的另一种名字、秒为单位、企业的编号，都认", () => {
    const words = JSON.stringify({ EventType: "check_url" });
    const seconds = String(now.getTime() / 1000);
    for (const options of [
      { names: ["msg_signature", "timeStamp"] },
      { at: seconds },
      { receiveId: "ding9f50b15bccd16741" },
    ]) {
      expect(door().receive(push(words, options), now).inbound.kind).toBe("ignored");
    }
  });

  test("没有名字的事件也回 success", () => {
    const received = door().receive(push("{}"), now);
    expect(received.inbound).toEqual({ kind: "ignored", reason: "event without a name" });
  });
});

describe("一律不认", () => {
  const words = JSON.stringify({ EventType: "check_url" });
  const hour = 60 * 60 * 1000;

  test.each([
    ["别人的", push(words, { receiveId: "dingother" })],
    ["没有收件人", push(words, { receiveId: "" })],
    ["过时的", push(words, { at: String(now.getTime() - hour - 1) })],
    ["太早的", push(words, { at: String(now.getTime() + hour + 1) })],
    ["时间不是数", push(words, { at: "soon" })],
    ["内文不是 JSON", push("success")],
    ["没有签名", { ...push(words), query: new URLSearchParams({ timestamp: "1", nonce: "n" }) }],
    ["没有密文", { ...push(words), body: Buffer.from("{}") }],
    ["不是 JSON", { ...push(words), body: Buffer.from("<xml/>") }],
  ])("%s", (_name, request) => {
    expect(() => door().receive(request, now)).toThrow(ForgedError);
  });

  test("签名对，密文坏", () => {
    const { query } = push(words);
    for (const encrypt of ["AAAA", Buffer.alloc(32).toString("base64"), ""]) {
      const body = Buffer.from(JSON.stringify({ encrypt }));
      expect(() => door().receive({ ...push(words), query, body }, now)).toThrow(ForgedError);
    }
  });

  test("没有配置", () => {
    const from = { ...settings, events: undefined };
    expect(() => door(from).receive(push(words), now)).toThrow(ForgedError);
    expect(() => door({ ...settings, robot: undefined }).receive(push(words), now)).toThrow(
      ForgedError,
    );
  });
});
