import { listTopicsInOrder } from "../../db/topic-papers.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { toLocal } from "../../domain/time.ts";
import { topicSheet } from "../../text/papers.ts";
import type { Printable } from "../printing.ts";

/** 议题清单: the topics of the year in the order of their numbers. */
export const topicListPaper: Printable = {
  kind: "topic-list",
  names: ["议题清单", "议题列表", "议题表", "议题"],
  right: "print",
  async build({ tx, tenantName, now }) {
    const { year } = toLocal(now);
    const topics = await listTopicsInOrder(tx, year, limits.paperRowsMax);
    if (topics.length === 0) throw new UserError("printNothing", { name: "议题清单" });
    return { paper: topicSheet(topics, { tenantName, year, now }) };
  },
};
