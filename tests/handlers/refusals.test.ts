import { afterAll, beforeAll, expect, test } from "vitest";

import { listTopics } from "../../db/topics.ts";
import { type Office, openOffice, seedWith } from "../support/talk.ts";

/** The table of refusals, each in the words the office gave; in a group 请@我回复. */
const seed = seedWith({ 周敏: { phone: "0000-0000000", gender: "女" } });

let office: Office;
beforeAll(async () => {
  office = await openOffice({ seed });
});
afterAll(() => office[Symbol.asyncDispose]());

test("听不懂", async () => {
  const li = office.person("李梅");
  expect(await li.alone("今天天气真好")).toBe(
    "没听明白。您是想：荐题、附议，还是看议题？回复其中一个就行，或者说“找周敏”。",
  );
  expect(await li.inGroup("今天天气真好")).toBe(
    "没听明白。您是想：荐题、附议，还是看议题？请@我回复其中一个就行，或者说“找周敏”。",
  );
});

test("缺内容：问一句，半小时内接着说就算数", async () => {
  const li = office.person("李梅");
  expect(await li.inGroup("荐题")).toBe(
    "请接着告诉我议题的题目（在群里请@我），例：老旧小区充电难。半小时内都算数。",
  );
  office.now = new Date(office.now.getTime() + 31 * 60_000);
  expect(await li.inGroup("楼道没有灯")).toContain("没听明白");
});

test("没有权限：说由谁来做，一个词转告", async () => {
  const li = office.person("李梅");
  expect(await li.alone("名单\n张三 委员")).toBe(
    "名单由联络员或管理员来做。需要的话我替您转告周敏，请回复：转告。",
  );
  expect(await li.alone("转告")).toContain("已转告联络员周敏");
});

test("这个群还没登记：有几个片区时不猜是哪个；只有一个就是它", async () => {
  const li = office.person("李梅");
  const conversation = { kind: "group", externalId: "group-new", title: "新群" } as const;
  expect(await li.inGroup("荐题 新群里的事", { conversation })).toContain("收到李委员的荐题");
  const zhou = office.person("周敏");
  await zhou.alone("名单 增加\n黄丽华 委员 城北片区");
  await zhou.alone("确认");
  expect(await li.inGroup("荐题 老街古树保护", { conversation })).toBe(
    "这个群还没有登记到哪个联络站。请联络员单独找我，回复：登记群。",
  );
  expect(await zhou.alone("登记群")).toContain("这个群属于哪个单位？请回复单位名");
  expect(await zhou.alone("城北片区")).toContain("「新群」登记到城北片区了。");
  expect(await li.inGroup("荐题 老街古树保护", { conversation })).toContain("收到李委员的荐题");
});

test("时间过去了、有两种说法、没有这个日子", async () => {
  office.now = new Date("2026-03-11T02:00:00Z");
  const li = office.person("李梅");
  expect(await li.alone("提醒 3月10日 交材料")).toBe(
    "3月10日已经过了。您是说4月10日（星期五）吗？请回复：是，或再说一个时间。",
  );
  expect(await li.alone("是")).toContain("4月10日（星期五）上午9:00提醒您：交材料");
  expect(await li.inGroup("提醒 明天3点 交材料")).toBe(
    "“明天3点”是下午3:00吗？请@我回复：下午，或上午。",
  );
  expect(await li.inGroup("下午")).toContain("3月12日（星期四）下午3:00提醒您：交材料");
  expect(await li.alone("提醒 2月29日 交材料")).toBe(
    "2026年没有2月29日。请再说一个日子，例：2月27日下午3点。",
  );
  expect(await li.alone("3月27日下午3点")).toContain("3月27日（星期五）下午3:00提醒您：交材料");
  expect(await li.alone("提醒 13月40日 交材料")).not.toContain("13月31日");
});

const classified = "机密★10年 关于某项工作的通知";

test("像是涉密内容：没有保存，群里不说破，单独告诉本人和联络员", async () => {
  const li = office.person("李梅");
  const refusal =
    "这段话可能不宜在网上说，我没有保存内容，请您尽快撤回，改由当面或机要渠道报送。已告知联络员有这件事，没有告知内容。";
  expect(await li.alone(classified)).toBe(refusal);
  expect(await li.alone(classified, { manner: "spoken" })).toBe(refusal);
  expect(await li.inGroup(classified)).toBe("已单独答复您，请看您和我的单聊。");
  expect(await li.inGroup(`荐题 ${classified}`)).toBe("已单独答复您，请看您和我的单聊。");
  const same = { messageId: "classified-once" };
  expect(await li.alone(classified, same)).toBe(refusal);
  expect(await li.alone(classified, same)).toBe(refusal);
  const outgoing = await office.inTenant((tx) =>
    tx.selectFrom("outbox").select("message").orderBy("id", "desc").limit(2).execute(),
  );
  const told = JSON.stringify(outgoing);
  expect(told).toContain("李梅有一段话可能不宜在网上说");
  expect(JSON.stringify(await readEverything())).not.toContain("关于某项工作");
});

/** Every row of every table, with sealed words opened. */
async function readEverything(): Promise<unknown[]> {
  const { rows: tables } = await office.db.pool.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public'",
  );
  return office.inTenant(async (tx) => {
    const found: unknown[] = [];
    for (const { name } of tables) {
      const rows = await tx.query<Record<string, unknown>>(`select * from "${name}"`, []);
      found.push(
        ...rows.flatMap((row) =>
          Object.values(row).map((cell) => (Buffer.isBuffer(cell) ? tx.sealer.open(cell) : cell)),
        ),
      );
    }
    return found;
  });
}

test("平常说的秘密、保密不算；陌生人的涉密内容也不留", async () => {
  const li = office.person("李梅");
  expect(await li.alone("荐题 保密局门口停车难")).toContain("「保密局门口停车难」");
  expect(await office.person("stranger").alone(`荐题 ${classified}`)).toContain("不宜在网上说");
  const kept = await office.inTenant((tx) =>
    tx.selectFrom("pending_messages").selectAll().execute(),
  );
  expect(kept).toEqual([]);
});

test("想提提案：另有渠道，回复“记下”就先作为协商议题", async () => {
  const li = office.person("李梅");
  const answer =
    "提案有专门渠道，请走县政协提案系统或交提案委。要不要先作为协商议题记下？请回复：记下。";
  expect(await li.alone("我想提个提案：河堤护栏太矮")).toBe(answer);
  expect(await li.alone("记下")).toContain("「河堤护栏太矮」");
  expect(await li.alone("我要提交提案")).toBe(answer);
  expect(await li.alone("记下")).toContain("请接着告诉我议题的题目");
  expect(await li.alone("算了")).toBe("好的，先不办了。");
  expect(await li.inGroup("荐题 提案办理太慢")).toContain("「提案办理太慢」");
});

test("反映个人诉求：由联络员单独联系，不登记", async () => {
  const li = office.person("李梅");
  expect(await li.inGroup("我要投诉 楼上太吵")).toBe(
    "您说的事由联络员单独跟您联系更合适，我不在群里登记。周敏，0000-0000000。",
  );
  expect(await li.inGroup("我家的低保没有批下来")).toContain("我不在群里登记");
  const topics = await office.inTenant((tx) => listTopics(tx, 50));
  expect(topics.map((topic) => topic.title).join()).not.toMatch(/太吵|低保没有批/);
  expect(await li.inGroup("荐题 农民工欠薪投诉渠道少")).toContain("收到李委员的荐题");
});

test("我们自己出错：话没有丢，说出编号和找谁", async () => {
  const faults: unknown[] = [];
  await using broken = await openOffice({
    seed,
    ports: { reportFault: (_, error) => void faults.push(error) },
  });
  await broken.inTenant((tx) => tx.query("alter table topics rename to topics_away", []));
  expect(await broken.person("李梅").alone("荐题 河堤护栏太矮")).toMatch(
    /^刚才没办成，您的话没有丢，请过一分钟再发一次。还不行，请告诉周敏编号\d{4}。$/,
  );
  expect(faults.length).toBe(2);
});
