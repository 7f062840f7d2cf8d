import { countTopics } from "../../db/topic-origin.ts";
import { toLocal } from "../../domain/time.ts";
import { topicStatistics } from "../../text/sources.ts";
import { defineCommand } from "../command.ts";

/** 议题 统计: whence the topics of this year came, how they stand and what they are about. */
export const sourceStatistics = defineCommand({
  id: "source-statistics",
  name: "议题统计",
  aliases: ["议题 统计", "来源情况", "来源统计", "议题来源", "类别统计"],
  summary: "看议题的来源、进展、类别",
  example: "议题 统计",
  audience: "staff",
  needs: "tenant",
  isWriting: false,
  args: {},
  async run({ tx, tenantId, now }) {
    const { year } = toLocal(now);
    return topicStatistics(await countTopics(tx, tenantId, year), { year, now });
  },
});
