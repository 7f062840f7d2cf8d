import { askFor } from "../../text/general.ts";
import { topicEntered, sourceQuestions } from "../../text/sources.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { either, howTo, whenOrWhether } from "../ordinary.ts";
import { cutActor, enterTopic } from "../entering.ts";
import { settingOf } from "../topics.ts";

/** 党政交题: what the party or the government handed over. */
export const sourceHandOver = defineCommand({
  id: "source-hand-over",
  name: "交题",
  aliases: ["党政交题", "交题 录入", "交题录入"],
  summary: "录入党政交来的题，例：交题 县委办 老旧小区改造",
  example: "交题 县委办 老旧小区改造",
  audience: "staff",
  needs: "person",
  right: "enter-topic",
  needsUnit: true,
  isWriting: true,
  rejects: either(howTo, whenOrWhether),
  glued: /^[\p{Script=Han}\d]{2,12}[\s,，]/u,
  args: {
    actor: arg.word("交题单位", sourceQuestions.actor),
    title: arg.words("题目", sourceQuestions.title),
    detail: arg.field("说明"),
    category: arg.field("类别"),
  },
  async run(context, args) {
    const topic = await enterTopic(context, { ...args, source: "party-government" });
    return topicEntered(
      { ...topic, source: "party-government", actor: args.actor },
      {
        ...settingOf(context),
        enteredBy: context.person.name,
      },
    );
  },
});

/** 政协选题: what the committee chose itself. */
export const sourceChoose = defineCommand({
  id: "source-choose",
  name: "选题",
  aliases: ["政协选题", "选题录入", "选题 录入"],
  summary: "录入政协自己选的题，例：选题 城区停车难 来自 提案委",
  example: "选题 城区停车难 来自 提案委",
  audience: "staff",
  needs: "person",
  right: "enter-topic",
  needsUnit: true,
  isWriting: true,
  rejects: either(howTo, whenOrWhether),
  args: {
    title: arg.words("题目", sourceQuestions.title),
    detail: arg.field("说明"),
    category: arg.field("类别"),
  },
  async run(context, args) {
    const { title, actor } = cutActor(args.title);
    const topic = await enterTopic(context, { ...args, title, actor, source: "committee" });
    return topicEntered(
      { ...topic, source: "committee", actor },
      {
        ...settingOf(context),
        enteredBy: context.person.name,
      },
    );
  },
});

/** 各方征题: what came from everybody else. */
export const sourceCollect = defineCommand({
  id: "source-collect",
  name: "征来",
  aliases: ["各方征题", "征题 录入", "征题录入"],
  summary: "录入各方面征来的题，例：征来 夜市占道 来自 幸福里社区",
  example: "征来 夜市占道 来自 幸福里社区",
  audience: "staff",
  needs: "person",
  right: "enter-topic",
  needsUnit: true,
  isWriting: true,
  rejects: either(howTo, whenOrWhether),
  args: {
    title: arg.words("题目", sourceQuestions.title),
    detail: arg.field("说明"),
    category: arg.field("类别"),
    actor: arg.field("来自"),
  },
  async run(context, args) {
    const cut = cutActor(args.title);
    const actor = args.actor ?? cut.actor;
    if (actor === undefined) {
      const { title, detail, category } = args;
      const known = Object.entries({ title, detail, category }).flatMap(([name, words]) =>
        words === undefined ? [] : [[name, words] as const],
      );
      const asking = { command: "source-collect", args: Object.fromEntries(known) };
      context.ask({ kind: "argument", ...asking, missing: "actor" });
      return askFor(sourceQuestions.from, "幸福里社区", context.place);
    }
    const topic = await enterTopic(context, { ...args, ...cut, actor, source: "public" });
    return topicEntered(
      { ...topic, source: "public", actor },
      {
        ...settingOf(context),
        enteredBy: context.person.name,
      },
    );
  },
});
