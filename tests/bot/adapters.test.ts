import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import * as dingtalk from "../../bot/platforms/dingtalk/index.ts";
import * as wecom from "../../bot/platforms/wecom/index.ts";
import type { Door } from "../../bot/platform.ts";
import type { Speaker } from "../../domain/voice.ts";
import { parseConfig } from "../../config.ts";

const folder = new URL("../../bot/platforms/", import.meta.url);
const platforms = readdirSync(folder);

test("每个平台的文件夹里是同样几个文件", () => {
  expect(platforms.sort()).toEqual(["dingtalk", "wecom"]);
  for (const name of platforms) {
    expect(readdirSync(new URL(`${name}/`, folder)).sort()).toEqual([
      "api.ts",
      "crypto.ts",
      "index.ts",
      "receive.ts",
      "reply.ts",
      "send.ts",
    ]);
  }
});

test("每个平台给出同样两样东西：门和嘴", () => {
  for (const adapter of [wecom, dingtalk]) {
    expect(Object.keys(adapter).sort()).toEqual(["doors", "speaker"]);
  }
});

test("设置和 config.ts 的形状相合；没有设置时门在而嘴哑", () => {
  const config = parseConfig({});
  const all: { doors: Door[]; speaker: Speaker }[] = [
    { doors: wecom.doors(config.wecom, "env"), speaker: wecom.speaker(config.wecom) },
    { doors: dingtalk.doors(config.dingtalk, "env"), speaker: dingtalk.speaker(config.dingtalk) },
  ];
  for (const { doors, speaker } of all) {
    expect(doors).toHaveLength(1);
    for (const kind of ["group", "single"] as const) {
      const target = { conversation: { kind, externalId: "x" } };
      expect(speaker.voice(target, new Date())).toBeUndefined();
    }
  }
});
