import { encrypt, getSignature } from "@wecom/crypto";
import { openFrame } from "../../bot/platforms/wecom/crypto.ts";
import { parseXml } from "../../bot/platforms/wecom/app-xml.ts";
import type { RawReply, RawRequest } from "../../bot/platform.ts";

export const appSettings = {
  corpId: "ww1",
  agentId: "1000002",
  secret: "s3cret",
  callback: { token: "QDG6eK", aesKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C" },
};

const { token, aesKey } = appSettings.callback;

/** A callback of the self-built app, sealed as the platform does it. */
export function sealedApp(words: string, at: Date, receiveId = appSettings.corpId) {
  const ciphertext = encrypt(aesKey, words, receiveId);
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const nonce = "n0nce";
  const signature = getSignature(token, timestamp, nonce, ciphertext);
  const body =
    `<xml><ToUserName>ww1</ToUserName><AgentID>1000002</AgentID>` +
    `<Encrypt>${ciphertext}</Encrypt></xml>`;
  return {
    method: "POST",
    query: new URLSearchParams({ msg_signature: signature, timestamp, nonce }),
    headers: {},
    body: Buffer.from(body),
  } satisfies RawRequest;
}

/** The reply as the platform reads it: envelope, signature, frame, words. */
export function openAppReply(reply: RawReply) {
  const envelope = parseXml(reply.body);
  const field = (name: string): string => {
    const value = envelope[name];
    if (typeof value !== "string") throw new Error(`reply without ${name}`);
    return value;
  };
  const sealed = {
    signature: field("MsgSignature"),
    timestamp: field("TimeStamp"),
    nonce: field("Nonce"),
    ciphertext: field("Encrypt"),
  };
  const words = openFrame({ token, aesKey, receiveId: appSettings.corpId }, sealed);
  return { sealed, words, fields: parseXml(words) };
}
