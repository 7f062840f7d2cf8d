import { expect, test } from "vitest";
import * as dingtalk from "../../bot/platforms/dingtalk/index.ts";
import * as wecom from "../../bot/platforms/wecom/index.ts";
import type { Door } from "../../bot/platform.ts";
import type { Speaker } from "../../domain/voice.ts";
import { parseConfig } from "../../config.ts";

test("设置和 config.ts 的形状相合；没有设置时门在而嘴哑", () => {
  const config = parseConfig({});
  const all: { doors: Door[]; speaker: Speaker }[] = [
    { doors: wecom.doors(config.wecom, "env"), speaker: wecom.speaker(config.wecom) },
    { doors: dingtalk.doors(config.dingtalk, "env"), speaker: dingtalk.speaker(config.dingtalk) },
  ];
  for (const { doors, speaker } of all) {
    expect(doors.length).toBeGreaterThan(0);
    for (const kind of ["group", "single"] as const) {
      const target = { conversation: { kind, externalId: "x" } };
      expect(speaker.voice(target, new Date())).toBeUndefined();
    }
  }
});
