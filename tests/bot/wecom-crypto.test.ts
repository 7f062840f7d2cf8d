import { createCipheriv, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { decrypt, encrypt, getSignature } from "@wecom/crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openFrame, sealFrame } from "../../bot/platforms/wecom/crypto.ts";
import { doors } from "../../bot/platforms/wecom/index.ts";
import { ForgedError } from "../../domain/errors.ts";
import { sealedPost, signedQuery, wecomKeys } from "./support.ts";

interface Vector {
  readonly name: string;
  readonly kind: string;
  readonly token: string;
  readonly encoding_aes_key: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly ciphertext: string;
  readonly msg_signature: string;
  readonly computed_signature?: string;
  readonly plaintext: string;
  readonly receiveid?: string;
  readonly random16_hex: string;
  readonly random16_utf8: string;
  readonly expected_http_body?: string;
  readonly inputs: readonly [string, string];
  readonly expected: string;
  readonly negative_variants?: readonly { signature?: string; receiveid?: string }[];
}

const { vectors }: { vectors: Vector[] } = JSON.parse(
  readFileSync(new URL("../cases/wecom-vectors.json", import.meta.url), "utf8"),
);

const ofKind = (...kinds: string[]) => vectors.filter(({ kind }) => kinds.includes(kind));
const keysOf = (v: Vector) => ({
  token: v.token,
  aesKey: v.encoding_aes_key,
  receiveId: v.receiveid ?? "",
});
const sealedOf = (v: Vector, signature = v.msg_signature) => ({
  signature,
  timestamp: v.timestamp,
  nonce: v.nonce,
  ciphertext: v.ciphertext,
});

const positive = ["url_verification", "post_xml", "post_json", "derived_roundtrip"];
const tested = new Set([
  ...positive,
  "post_json_bad_signature",
  "encrypt_deterministic",
  "sha1_sorted",
  "negative",
  "edge",
]);
const notOfThisVersion: Readonly<Record<string, string>> = {
  "jssdk-signature": "signing web pages for the JS-SDK is not part of this version",
  "derived-media-file": "reading pictures and files is not part of this version",
};

test("每个样本不是验过，就是写明为何不验", () => {
  const left = vectors.filter(({ kind, name }) => !tested.has(kind) && !notOfThisVersion[name]);
  expect(left.map(({ name }) => name)).toEqual([]);
  expect(vectors).toHaveLength(27);
});

describe("公开样本", () => {
  test.each(ofKind(...positive))("$name 解得开", (v) => {
    expect(openFrame(keysOf(v), sealedOf(v))).toBe(v.plaintext);
    if (v.expected_http_body !== undefined) expect(v.plaintext).toBe(v.expected_http_body);
  });

  test.each(ofKind(...positive))("$name 换一个接收方就不认", (v) => {
    const keys = { ...keysOf(v), receiveId: `${v.receiveid}x` };
    expect(() => openFrame(keys, sealedOf(v))).toThrow(ForgedError);
    if (v.receiveid === "") return;
    expect(() => openFrame({ ...keys, receiveId: "" }, sealedOf(v))).toThrow(ForgedError);
  });

  test.each(ofKind(...positive))("$name 签名差一位就不认", (v) => {
    const wrong = v.msg_signature.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    for (const signature of [wrong, "", v.msg_signature.toUpperCase(), "invalid-signature"]) {
      expect(() => openFrame(keysOf(v), sealedOf(v, signature))).toThrow(ForgedError);
    }
  });

  test.each(ofKind("post_json_bad_signature"))("$name 的签名本来就是错的", (v) => {
    expect(() => openFrame(keysOf(v), sealedOf(v))).toThrow("signature differs");
    expect(openFrame(keysOf(v), sealedOf(v, v.computed_signature))).toBe(v.plaintext);
  });

  test.each(ofKind("encrypt_deterministic"))("$name 不规范的密钥也认，密文逐位相同", (v) => {
    const random = Buffer.from(v.random16_hex, "hex");
    expect(encrypt(v.encoding_aes_key, v.plaintext, v.receiveid ?? "", random)).toBe(v.ciphertext);
    expect(openFrame(keysOf(v), sealedOf(v, v.computed_signature))).toBe(v.plaintext);
  });

  test.each(ofKind("sha1_sorted"))("$name", ({ inputs, expected }) => {
    expect(getSignature(inputs[0], inputs[1], "", "")).toBe(expected);
    expect(getSignature(inputs[1], "", inputs[0], "")).toBe(expected);
  });

  test.each(ofKind("negative"))("$name 签名虽对，一律不认", (v) => {
    expect(getSignature(v.token, v.timestamp, v.nonce, v.ciphertext)).toBe(v.msg_signature);
    for (const receiveId of ["", "ww1"]) {
      expect(() => openFrame({ ...keysOf(v), receiveId }, sealedOf(v))).toThrow(ForgedError);
    }
  });

  // Rejected on purpose: the platform pads to 32, so padding to 16 cannot be the platform's, and
  // taking two forms of one message would give up the bit-for-bit check.
  test.each(ofKind("edge"))("$name 只补到 16 字节的不认", (v) => {
    expect(() => openFrame(keysOf(v), sealedOf(v))).toThrow("frame is not well-formed");
  });

  test.each(ofKind("url_verification"))("$name 走网址验证，原样送回", (v) => {
    const [door] = doors({ apiBase: "https://x.example", aibot: keysOf(v), app: undefined }, "env");
    const query = new URLSearchParams({
      msg_signature: v.msg_signature,
      timestamp: v.timestamp,
      nonce: v.nonce,
      // A plus sign that was decoded into a space is put back.
      echostr: v.ciphertext.replaceAll("+", " "),
    });
    const request = { method: "GET" as const, query, headers: {}, body: Buffer.alloc(0) };
    const received = door?.receive(request, new Date("2026-03-09T01:00:00Z"));
    expect(received?.reply(undefined)).toEqual({
      status: 200,
      type: "text/plain",
      body: v.expected_http_body,
    });
  });

  test.each(ofKind("post_xml", "post_json"))("$name 不是智能机器人的消息，不认", (v) => {
    const [door] = doors({ apiBase: "https://x.example", aibot: keysOf(v), app: undefined }, "env");
    const query = new URLSearchParams({
      msg_signature: v.msg_signature,
      timestamp: v.timestamp,
      nonce: v.nonce,
    });
    // Both published JSON samples hold words that are not JSON; the others are XML.
    const body = Buffer.from(JSON.stringify({ encrypt: v.ciphertext }));
    const now = new Date(Number(v.timestamp) * 1000);
    expect(() => door?.receive({ method: "POST", query, headers: {}, body }, now)).toThrow(
      "body is not JSON",
    );
  });
});

const flip = (text: string, index: number, to: string) => {
  const place = index % text.length;
  return text.slice(0, place) + to + text.slice(place + 1);
};

const frameOf = (message: Buffer, length: number, padding: (rest: number) => Buffer) => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(length >>> 0);
  const bare = Buffer.concat([randomBytes(16), head, message]);
  return Buffer.concat([bare, padding(32 - (bare.length % 32))]);
};
const right = (rest: number) => Buffer.alloc(rest, rest);

describe("改过的一律不认", () => {
  const at = new Date("2026-03-09T01:00:00Z");
  test("两千个改过一处而没有重签的", () => {
    const { query, body } = sealedPost({ msgid: "m1", words: "老旧小区加装充电桩" }, at);
    const sealed = {
      signature: query.get("msg_signature") ?? "",
      timestamp: query.get("timestamp") ?? "",
      nonce: query.get("nonce") ?? "",
      ciphertext: String(JSON.parse(body).encrypt),
    };
    expect(openFrame(wecomKeys, sealed)).toContain("老旧小区");
    const field = fc.constantFrom(...(["signature", "timestamp", "nonce", "ciphertext"] as const));
    const character = fc.constantFrom(
      ...Array.from("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789+/= "),
    );
    fc.assert(
      fc.property(field, fc.nat(5000), character, (name, index, to) => {
        const changed = flip(sealed[name], index, to);
        fc.pre(changed !== sealed[name]);
        expect(() => openFrame(wecomKeys, { ...sealed, [name]: changed })).toThrow(ForgedError);
      }),
      { numRuns: 2000 },
    );
  });

  const key = Buffer.from(`${wecomKeys.aesKey}=`, "base64");
  const seal = (frame: Buffer) => {
    const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
    const ciphertext = Buffer.concat([cipher.update(frame), cipher.final()]).toString("base64");
    const signature = signedQuery("1", "n", ciphertext).get("msg_signature") ?? "";
    return { signature, timestamp: "1", nonce: "n", ciphertext };
  };
  const message = fc.uint8Array({ minLength: 1, maxLength: 80 }).map((bytes) =>
    // Printable, so that the frame is at fault only where the test says so.
    Buffer.from(bytes.map((byte) => 33 + (byte % 90))),
  );
  const opened = (frame: Buffer) => openFrame(wecomKeys, seal(frame));

  test("没有改坏的照样打开", () => {
    fc.assert(
      fc.property(message, (words) => {
        expect(opened(frameOf(words, words.length, right))).toBe(words.toString());
      }),
    );
  });

  test("签名对而长度、补位、编码不对的两千个", () => {
    const length = fc.tuple(message, fc.integer({ min: -90, max: 90 })).map(([words, off]) => {
      return frameOf(words, words.length + (off || 1), right);
    });
    const padByte = fc.tuple(message, fc.nat(31), fc.integer({ min: 1, max: 255 }));
    const padding = padByte.map(([words, place, change]) =>
      frameOf(words, words.length, (rest) => {
        const bytes = right(rest);
        const index = place % rest;
        return Buffer.from(bytes.map((byte, at) => (at === index ? byte ^ change : byte)));
      }),
    );
    const extraBlock = message.map((words) =>
      frameOf(words, words.length, (rest) => Buffer.concat([right(rest), Buffer.alloc(32, 32)])),
    );
    const badUtf8 = message.map((words) => {
      const bytes = Buffer.concat([words, Buffer.from([0xc3, 0x28])]);
      return frameOf(bytes, bytes.length, right);
    });
    fc.assert(
      fc.property(fc.oneof(length, padding, extraBlock, badUtf8), (frame) => {
        expect(() => opened(frame)).toThrow(ForgedError);
      }),
      { numRuns: 2000 },
    );
  });

  test("同一密文的 base64 少了等号、多了换行，照样打开", () => {
    const ciphertext = encrypt(wecomKeys.aesKey, "好", "");
    expect(ciphertext.endsWith("=")).toBe(true);
    for (const variant of [ciphertext.replace(/=+$/, ""), `${ciphertext}\n`]) {
      const signature = getSignature(wecomKeys.token, "1", "n", variant);
      const sealed = { signature, timestamp: "1", nonce: "n", ciphertext: variant };
      expect(openFrame(wecomKeys, sealed)).toBe("好");
    }
  });

  test("密文不是整块、不是 base64、为空", () => {
    for (const ciphertext of ["", "AAAA", "%%%%", "你好", "A".repeat(4000)]) {
      const signature = getSignature(wecomKeys.token, "1", "n", ciphertext);
      const sealed = { signature, timestamp: "1", nonce: "n", ciphertext };
      expect(() => openFrame(wecomKeys, sealed)).toThrow(ForgedError);
    }
  });
});

test("封好的回复能被对方打开，随机数是回调自己的", () => {
  const now = new Date("2026-03-09T01:00:00.900Z");
  const {
    encrypt: ciphertext,
    msgsignature,
    timestamp,
    nonce,
  } = sealFrame(wecomKeys, "已记下", "bqe3yfbqfc7", now);
  expect(timestamp).toBe(1_773_018_000);
  expect(nonce).toBe("bqe3yfbqfc7");
  const sealed = { signature: msgsignature, timestamp: String(timestamp), nonce, ciphertext };
  expect(openFrame(wecomKeys, sealed)).toBe("已记下");
});

test("自己写的加密与官方包逐位相同", () => {
  // Every length of the last block.
  for (let length = 0; length < 70; length += 1) {
    const words = "协".repeat(length) + "x".repeat(length % 3);
    const { encrypt: ciphertext } = sealFrame(wecomKeys, words, "n", new Date(0));
    const { message, id, random } = decrypt(wecomKeys.aesKey, ciphertext);
    expect(message).toBe(words);
    expect(encrypt(wecomKeys.aesKey, words, id, random)).toBe(ciphertext);
  }
});
