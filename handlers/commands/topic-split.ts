import { readParts } from "../../domain/split.ts";
import { splitQuestions, splitToConfirm } from "../../text/split.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { rawArgs } from "../proxy.ts";
import { checkSplit, split } from "../splitting.ts";
import { holdTopic, settingOf } from "../topics.ts";

/** 拆分 7 一：… 二：…: one topic that says several things. Confirmed: many people are told of it. */
export const topicSplit = defineCommand({
  id: "topic-split",
  name: "拆分",
  aliases: ["拆分议题"],
  example: "拆分 7 一：小区充电桩太少 二：飞线充电不安全",
  audience: "staff",
  needs: "person",
  right: "screen",
  isWriting: true,
  args: {
    number: arg.number("编号", splitQuestions.number),
    parts: arg.block("拆成哪几件", splitQuestions.parts),
  },
  async run(context, { number, parts: said }) {
    const parts = readParts(said);
    const topic = await holdTopic(context, number);
    await checkSplit(context, topic);
    if (context.confirmed !== true) {
      const args = rawArgs({ number, parts: said });
      context.ask({ kind: "confirm", command: "topic-split", args });
      const titles = parts.map(({ title }) => title);
      return splitToConfirm(topic, titles, settingOf(context));
    }
    return split(context, topic, parts);
  },
});
