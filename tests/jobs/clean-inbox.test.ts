import { expect, test } from "vitest";

import { cleanInbox } from "../../jobs/clean-inbox.ts";
import { openOffice } from "../support/talk.ts";

test("九十天后话和回答都忘了，收条还在；过了时的回话地址当天就忘", async () => {
  await using office = await openOffice();
  const replyAddress = {
    url: "https://reply.example/x",
    expiresAt: new Date(office.now.getTime() + 60 * 60_000),
    once: true,
  };
  await office.person("李梅").alone("议题", { messageId: "old", replyAddress });
  const look = async () => {
    const { rows } = await office.db.pool.query(
      `select words is null as wordless, answer is null as silent,
         reply_address is null as closed from inbox`,
    );
    return rows;
  };
  expect(await cleanInbox(office.db, office.now)).toBe(0);
  expect(await look()).toEqual([{ wordless: false, silent: false, closed: false }]);
  office.now = new Date(office.now.getTime() + 2 * 60 * 60_000);
  expect(await cleanInbox(office.db, office.now)).toBe(0);
  expect(await look()).toEqual([{ wordless: false, silent: false, closed: true }]);
  office.now = new Date(office.now.getTime() + 90 * 24 * 60 * 60_000);
  expect(await cleanInbox(office.db, office.now)).toBe(1);
  expect(await look()).toEqual([{ wordless: true, silent: true, closed: true }]);
  expect(await office.person("李梅").alone("议题", { messageId: "old" })).toBe("");
});
