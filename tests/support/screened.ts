import { sql } from "kysely";

import { selectionSeed, sixTopics } from "./selection.ts";
import { type Office, openOffice } from "./talk.ts";

/** 3月11日上午10:00 */
export const launchDay = new Date("2026-03-11T02:00:00Z");

/** Eight topics, of which six are 初选入围, as in the demonstration. */
export async function openScreened(): Promise<Office> {
  const titles = new Map(sixTopics.map(([number, title]) => [number, title]));
  const topics = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => ({
    title: titles.get(number) ?? `别的议题${number}`,
    proposerName: "李梅",
    at: new Date("2026-03-09T02:00:00Z"),
  }));
  const office = await openOffice({ seed: { ...selectionSeed, topics } });
  office.now = launchDay;
  await office.inTenant((tx) =>
    sql`update topics set status = 'shortlisted' where number = any(${[...titles.keys()]}::integer[])`.execute(
      tx,
    ),
  );
  return office;
}
