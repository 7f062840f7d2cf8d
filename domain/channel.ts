import { fold } from "./normalize.ts";

/** 渠道: how somebody who is not online told the 联络员 what they want. */
export const channels = ["电话", "纸质", "当面", "短信", "其他"] as const;

export type Channel = (typeof channels)[number];

/** Reads 电话, 打电话说的, 书面, 微信 …; undefined if the words name no way of telling. */
export function parseChannel(words: string): Channel | undefined {
  const plain = fold(words).replaceAll(/[\s,.!?，。！？、]/g, "");
  if (plain.length > CHANNEL_CHARS_MAX) return undefined;
  return spoken.find(({ pattern }) => pattern.test(plain))?.channel;
}

/** A channel as the last word of a line, and what stands before it. */
export function splitChannel(words: string): { rest: string; channel: Channel | undefined } {
  const found = /[\s,，、](?<channel>[^\s,，、]{2,4})[。.]?$/.exec(words);
  const channel = exactChannel(found?.groups?.["channel"] ?? "");
  if (found === null || channel === undefined) return { rest: words, channel: undefined };
  return { rest: words.slice(0, found.index).trimEnd(), channel };
}

/** The word itself and nothing like it: a title may well end in 缴费电话. */
export function exactChannel(words: string): Channel | undefined {
  const plain = fold(words);
  return channels.find((channel) => channel === plain);
}

/** The order matters: 打电话 before everything in which somebody only speaks. */
const spoken: readonly { readonly channel: Channel; readonly pattern: RegExp }[] = [
  { channel: "电话", pattern: /电话|来电/ },
  { channel: "纸质", pattern: /纸|书面|手写|来信/ },
  { channel: "短信", pattern: /短信/ },
  { channel: "当面", pattern: /当面|面谈|口头|上门|来访|见面/ },
  { channel: "其他", pattern: /其他|其它|别的|微信|邮件|传真|转达/ },
];

const CHANNEL_CHARS_MAX = 12;
