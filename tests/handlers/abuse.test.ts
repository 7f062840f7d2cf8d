import { expect, test } from "vitest";

import { limits } from "../../domain/limits.ts";
import { type Office, openOffice } from "../support/talk.ts";

async function count(office: Office, sql: string): Promise<number> {
  const rows = await office.inTenant((tx) => tx.query<{ n: number }>(sql, []));
  return rows[0]?.n ?? 0;
}

/** As many at a time as a busy server has under way. */
async function inLanes(total: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lanes = Array.from({ length: 40 }, async () => {
    while (next < total) {
      const index = next;
      next += 1;
      await work(index);
    }
  });
  await Promise.all(lanes);
}

test("两千个陌生人发来一万条：记下的、等着核对的、告诉联络员的都有数，别人照常", async () => {
  await using office = await openOffice();
  const heard = new Set<string>();
  await inLanes(10_000, async (index) => {
    const stranger = office.person(`stranger-${index % 2000}`);
    const words = index % 5 === 4 ? "我是 张建国" : `荐题 陌生人说的第${index}件事`;
    heard.add((await stranger.alone(words)).replaceAll(/「[^」]*」/g, "「」"));
  });
  expect(await count(office, "select count(*)::int as n from pending_messages")).toBe(
    limits.pendingPerTenantMax,
  );
  const perSender = `select coalesce(max(n), 0)::int as n from
    (select count(*) as n from pending_messages group by external_id) each`;
  expect(await count(office, perSender)).toBeLessThanOrEqual(limits.pendingPerSenderMax);
  const open = "select count(*)::int as n from identity_claims where state = 'open'";
  expect(await count(office, open)).toBe(limits.claimsOpenMax);
  expect(await count(office, "select count(*)::int as n from topics")).toBe(0);
  expect(
    await count(
      office,
      "select count(*)::int as n from identities where external_id like 'stranger%'",
    ),
  ).toBe(0);
  const told = await count(office, "select count(*)::int as n from outbox");
  expect(told).toBe(limits.claimNoticesOpenMax);
  expect(Array.from(heard).every((answer) => !answer.includes("刚才没办成"))).toBe(true);
  expect(await office.person("李梅").inGroup("荐题 河堤照明")).toContain("编为1号");
}, 180_000);

test("一个人一天说六次姓名：第六次不记；第二天可以再说", async () => {
  await using office = await openOffice();
  const stranger = office.person("stranger");
  for (let time = 1; time <= 5; time += 1) {
    expect(await stranger.inGroup("我是 张建国")).toContain("已请联络员周敏核对");
  }
  expect(await stranger.inGroup("我是 李梅")).toContain("今天已经说过5次姓名了");
  expect(
    await count(office, "select count(*)::int as n from identity_claims where state = 'open'"),
  ).toBe(1);
  office.now = new Date(office.now.getTime() + 25 * 60 * 60 * 1000);
  expect(await stranger.inGroup("我是 张建国")).toContain("已请联络员周敏核对");
});

test("冒充别人：联络员没有说“是”以前，什么也办不成；说“不是”以后也一样", async () => {
  await using office = await openOffice();
  const impostor = office.person("impostor");
  await impostor.inGroup("我是 李梅");
  for (const words of ["荐题 冒名荐的题", "附议 1", "我的身份", "是", "确认", "核对"]) {
    await impostor.inGroup(words);
    await impostor.alone(words);
  }
  expect(await count(office, "select count(*)::int as n from topics")).toBe(0);
  const linked = "select count(*)::int as n from identities where external_id = 'impostor'";
  expect(await count(office, linked)).toBe(0);
  // The 是 of a member who is no 联络员 confirms nobody.
  await office.person("张建国").alone("是");
  await office.person("李梅").alone("核对");
  expect(await count(office, linked)).toBe(0);
  await office.person("周敏").alone("不是");
  expect(await count(office, linked)).toBe(0);
  expect(await impostor.inGroup("我的身份")).toContain("还不知道您是哪位");
});

test("猜开通码：二十个人一起猜，一共只有五次；群里猜的不算也不行", async () => {
  await using office = await openOffice({});
  const guess = (index: number) =>
    office.person(`guesser-${index}`).alone(`开通 ${String(index).padStart(8, "0")} 甲县政协`);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => guess(index)));
  expect(answers.filter((answer) => answer.includes("还可以试")).length).toBe(4);
  expect(answers.filter((answer) => answer.includes("先停用了")).length).toBe(16);
  expect(await office.person("admin").alone("开通 12345678 青禾县政协")).toContain("先停用了");
  const { rows } = await office.db.pool.query<{ tries: number }>(
    "select max(setup_tries) as tries from accounts",
  );
  expect(rows[0]?.tries).toBe(5);
});
