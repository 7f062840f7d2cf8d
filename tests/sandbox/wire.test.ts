import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  decryptWecom,
  dingtalkSignature,
  encryptWecom,
  WireError,
  wecomSignature,
} from "../../sandbox/wire.ts";

interface WecomVector {
  readonly name: string;
  readonly kind: string;
  readonly token: string;
  readonly encoding_aes_key: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly ciphertext: string;
  readonly msg_signature: string | null;
  readonly computed_signature?: string;
  readonly signature_valid?: boolean | null;
  readonly plaintext: string;
  readonly receiveid: string;
  readonly random16_hex?: string;
  readonly random16_utf8?: string;
}

const wecom = (
  JSON.parse(readFileSync(new URL("../cases/wecom-vectors.json", import.meta.url), "utf8")) as {
    vectors: WecomVector[];
  }
).vectors;
const dingtalk = JSON.parse(
  readFileSync(new URL("../cases/dingtalk-vectors.json", import.meta.url), "utf8"),
) as {
  signatures: {
    id: string;
    scheme: string;
    timestamp: string;
    secret: string;
    expected?: string;
    mustNotEqual?: string;
  }[];
};

const framed = wecom.filter((v) => "random16_hex" in v || "random16_utf8" in v);
const negatives = wecom.filter((v) => v.kind === "negative" && v.name !== "neg-receiveid-mismatch");

describe("企业微信的加密与签名", () => {
  test("the file holds the vectors this test is about", () => {
    expect(framed.length).toBeGreaterThanOrEqual(15);
    expect(negatives.length).toBe(7);
  });

  test.each(framed)("$name: decrypts, encrypts back bit for bit, signs alike", (v) => {
    const frame = decryptWecom(v.encoding_aes_key, v.ciphertext);
    expect(frame).toEqual({ message: v.plaintext, receiveId: v.receiveid });
    const random =
      v.random16_hex === undefined
        ? Buffer.from(v.random16_utf8 ?? "", "utf8")
        : Buffer.from(v.random16_hex, "hex");
    expect(encryptWecom(v.encoding_aes_key, frame, random)).toBe(v.ciphertext);
    const { token, timestamp, nonce, ciphertext } = v;
    const signature = wecomSignature({ token, timestamp, nonce, encrypted: ciphertext });
    expect(signature).toBe(v.computed_signature ?? v.msg_signature);
    // One published vector pairs its ciphertext with a foreign signature; one has none at all.
    if (v.msg_signature !== null) {
      expect(signature === v.msg_signature).toBe(v.signature_valid ?? true);
    }
  });

  test.each(negatives)("$name is refused", (v) => {
    expect(() => decryptWecom(v.encoding_aes_key, v.ciphertext)).toThrow(WireError);
  });

  test("the receiver id comes out as it is, for the caller to compare", () => {
    const v = wecom.find(({ name }) => name === "neg-receiveid-mismatch");
    expect(decryptWecom(v?.encoding_aes_key ?? "", v?.ciphertext ?? "").receiveId).toBe("wwEVIL");
  });

  test("two frames of the same words differ", () => {
    const frame = { message: "荐题", receiveId: "" };
    const key = framed[0]?.encoding_aes_key ?? "";
    expect(encryptWecom(key, frame)).not.toBe(encryptWecom(key, frame));
  });
});

describe("钉钉的签名", () => {
  const robot = dingtalk.signatures.filter(({ scheme }) => scheme === "robot-http");

  test.each(robot)("$id", ({ secret, timestamp, expected, mustNotEqual }) => {
    const sign = dingtalkSignature(secret, timestamp);
    if (expected !== undefined) expect(sign).toBe(expected);
    else expect(sign).not.toBe(mustNotEqual);
  });

  test("the file holds one of each", () => {
    expect(robot.map(({ id }) => id).sort()).toEqual(["robot-http-1", "robot-http-2-neg"]);
  });
});
