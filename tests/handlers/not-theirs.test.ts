import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";

import { commands } from "../../handlers/registry.ts";
import { type Office, openOffice, seedWith } from "../support/talk.ts";

/** What belongs to somebody, and who else may not touch it; and one person who is there twice. */
let office: Office;
beforeEach(async () => {
  office = await openOffice({
    seed: seedWith({ 张建国: { title: "居民代表" }, 王海涛: { title: "县住建局" } }),
  });
  await office.inTenant((tx) =>
    sql`update roles set role = 'department' where person_id =
      (select id from people where name = '王海涛')`.execute(tx),
  );
});
afterEach(() => office[Symbol.asyncDispose]());

const zhou = () => office.person("周敏");

/** Every state that somebody else's word could have changed. */
function states(): Promise<unknown> {
  return office.inTenant(async (tx) => {
    const { rows } = await sql`select
      (select json_agg(json_build_array(id, kind, state, version, reviewer_id) order by id)
        from publications) as publications,
      (select json_agg(json_build_array(id, state) order by id) from rulings) as rulings,
      (select json_agg(json_build_array(id, state, version, starts_at) order by id)
        from meetings) as meetings,
      (select json_agg(json_build_array(id, reply, attendance, removed_at) order by id)
        from meeting_people) as people,
      (select json_agg(json_build_array(id, state, is_taking) order by id) from minutes) as minutes,
      (select count(*)::integer from minutes_lines) as lines,
      (select json_agg(json_build_array(id, state) order by id) from selections) as selections,
      (select count(*)::integer from files) as files,
      (select count(*)::integer from duty_visits) as visits`.execute(tx);
    return rows[0];
  });
}

async function prepare(): Promise<void> {
  await office.person("李梅").inGroup("荐题 学校门口接送拥堵");
  await zhou().alone("初选 1 入围");
  office.now = new Date("2026-03-18T10:00:00+08:00");
  const liu = office.person("刘志强");
  await liu.alone(
    [
      "安排会议",
      "议题：1号",
      "形式：现场协商",
      "时间：3月25日下午3点",
      "地点：幸福里小区2栋前空地",
      "主持：刘志强",
      "参加：委员 李梅 张建国，王海涛",
    ].join("\n"),
  );
  await liu.alone("确认");
  await zhou().alone("审定 主席会议 3月9日\n列入：1 现场协商");
  await zhou().alone("送审 刘志强");
  office.now = new Date("2026-03-25T15:10:00+08:00");
  expect(await zhou().alone("开始记录 1号")).toContain("记");
}

test("别人的稿子、会议、审阅：委员、参会人员、承办单位说什么都动不了", async () => {
  await prepare();
  const before = await states();
  expect(before).toMatchObject({
    publications: expect.arrayContaining([expect.arrayContaining(["ruling", "reviewing"])]),
    meetings: [expect.arrayContaining(["announced"])],
    people: expect.arrayContaining([expect.arrayContaining(["none"])]),
    minutes: [expect.arrayContaining([true])],
  });
  const own = commands.filter(({ isWriting, right }) => isWriting && right === undefined);
  const theirs = new Set([
    "meeting-attend",
    "meeting-leave",
    "attendance-check-in",
    "meeting-material",
    "meeting-calendar",
  ]);
  for (const { id, example } of own.filter((command) => !theirs.has(command.id))) {
    for (const name of ["李梅", "张建国", "王海涛"]) {
      await office.person(name).alone(example);
      await office.person(name).alone("确认");
      await office.person(name).inGroup(example);
      expect(await states(), `${name}：${example}（${id}）`).toEqual(before);
    }
  }
});

test("同一个人两个平台都有号：意见一处提、一处改，人数只算一个；同时提也不重号", async () => {
  const liu = office.person("刘志强");
  await liu.alone("征求意见 对《二季度协商计划》 周五下午5点截止");
  expect(await liu.alone("确认")).toContain("发到2个群");
  const [, second] = office.accounts;
  if (second === undefined) throw new Error("no second account");
  await office.inTenant((tx) =>
    sql`insert into identities (tenant_id, account_id, external_id, person_id, linked_at)
      select tenant_id, ${second.id}::integer, 'li-two', person_id, linked_at from identities
      where external_id = '李梅'`.execute(tx),
  );
  let count = 0;
  const elsewhere = async (text: string): Promise<string> => {
    count += 1;
    const { answer } = await office.dispatch.handle(second, {
      messageId: `elsewhere-${count}`,
      conversation: { kind: "single", externalId: "li-two" },
      sender: { externalId: "li-two", linkable: true },
      manner: "typed",
      text,
    });
    return answer?.text ?? "";
  };
  const li = office.person("李梅");
  expect(await li.alone("意见 第三条再具体些")).toContain("意见记下了");
  expect(await elsewhere("意见 字写大一点")).toContain("第2条");
  const both = await Promise.all([li.alone("意见 写明时间"), elsewhere("意见 写明地点")]);
  const numbers = both.map((text) => /第(?<n>\d)条/.exec(text)?.groups?.["n"]);
  expect(new Set(numbers)).toEqual(new Set(["3", "4"]));
  expect(await elsewhere("修改意见 1 第三条写明谁来办")).toContain("第1条意见改好了");
  expect(await li.alone("我的意见")).toContain("收到1人的4条意见");
  expect(await elsewhere("我的意见")).toContain("第1条　第三条写明谁来办");
});
