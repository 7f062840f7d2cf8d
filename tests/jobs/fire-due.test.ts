import { expect, test } from "vitest";

import { fireDue } from "../../jobs/fire-due.ts";
import { duePorts, openOffice } from "../support/talk.ts";

test("有一条提醒出了错：报告，别的照说；下次再试它", async () => {
  await using office = await openOffice();
  await office.db.pool.query(
    "alter table outbox add constraint test_fault check (message::text not like '%头一件%')",
  );
  await office.person("李梅").alone("提醒 10分钟后 头一件");
  await office.person("李梅").alone("提醒 20分钟后 第二件");
  office.now = new Date(office.now.getTime() + 30 * 60_000);
  const faults: string[] = [];
  const log = {
    info: () => {},
    error: () => {},
    fault: (_: unknown, at: string) => faults.push(at),
  };
  const fire = () => fireDue({ ...duePorts(office), log });
  expect(await fire()).toBe(1);
  expect(faults).toHaveLength(1);
  await office.db.pool.query("alter table outbox drop constraint test_fault");
  expect(await fire()).toBe(1);
  expect(faults).toHaveLength(1);
});
