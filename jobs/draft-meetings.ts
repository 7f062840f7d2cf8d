import { claimSeries, listDueSeries } from "../db/meeting-series.ts";
import { draftOfSeries } from "../handlers/meeting-series.ts";
import type { DueKind } from "./due.ts";

/** 会议系列: the notice of the next meeting for whoever set the rule, who decides whether it goes out. */
export const meetingSeriesDrafts: DueKind = {
  name: "meeting-series",
  list: listDueSeries,
  async fire({ ports, ...moment }, key) {
    const series = await claimSeries(moment.tx, key);
    if (series === undefined || series.draftAt > moment.now) return false;
    return draftOfSeries({ ...moment, ports, actorId: undefined, receiptId: undefined }, series);
  },
};
