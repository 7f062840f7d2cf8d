import type { Tx } from "../../db/database.ts";
import { listTopics } from "../../db/topics.ts";
import { limits } from "../../domain/limits.ts";
import { toLocal } from "../../domain/time.ts";
import type { TopicLine } from "../../domain/topic.ts";
import { topicList as listText } from "../../text/topics.ts";
import { defineCommand } from "../command.ts";

export const topicList = defineCommand({
  id: "topic-list",
  name: "议题",
  aliases: [
    "议题列表",
    "议题清单",
    "所有议题",
    "有哪些议题",
    "有什么议题",
    "看议题",
    "看看议题",
    "查看议题",
    "看看大家荐了什么",
    "大家荐了什么",
  ],
  summary: "看看大家荐了什么",
  example: "议题",
  needs: "tenant",
  isWriting: false,
  args: {},
  ahead: listNewest,
  async run({ tx, ahead, place, now }) {
    const found = await (ahead ?? listNewest(tx));
    const shown = found.slice(0, limits.topicListLength);
    return listText(shown, found.length > shown.length, { place, thisYear: toLocal(now).year });
  },
});

/** One more than is shown: it tells whether there are more. */
function listNewest(tx: Tx): Promise<readonly TopicLine[]> {
  return listTopics(tx, limits.topicListLength + 1);
}
