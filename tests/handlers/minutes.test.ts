import { afterEach, beforeEach, expect, test } from "vitest";

import { eraseTopicWords } from "../../db/erase.ts";
import { fireDue } from "../../jobs/fire-due.ts";
import {
  at,
  come,
  minutesTitle as title,
  openMeeting,
  sendMinutes,
  takeMinutes,
} from "../support/minutes.ts";
import { heard } from "../support/outbox.ts";
import { duePorts, type Office } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openMeeting();
});
afterEach(() => office[Symbol.asyncDispose]());

const zhou = () => office.person("周敏");
const zhang = () => office.person("张建国");
const li = () => office.person("李梅");

const emptyOutbox = () => heard(office);
const everybodyComes = () => come(office);
const take = () => takeMinutes(office);
const send = () => sendMinutes(office);

const toCheck = [
  `【请核对纪要】${title}`,
  "",
  "应到8人，实到7人，请假1人。",
  "",
  "共识",
  "1、2栋、5栋、9栋各建一处充电棚",
  "2、充电收费标准公示后再实行",
  "",
  "建议",
  "1、消防通道划线和充电棚一起做（张建国）",
  "2、优先用闲置自行车棚改建（李梅）",
  "3、夜间充电要有断电保护（居民代表黄春梅）",
  "",
  "待办",
  "县住建局　4月10日（星期五）前完成现场勘查",
  "",
  "没有出入，请回复：无误",
  "要改，例：更正 建议1 改为……",
  "请在3月30日（星期一）下午5:00前答复。到时没有答复的，记为未答复，不算认可。",
].join("\n");

test("一行一条地记：不用@，不用井号；记错可以撤回；别的话照样能说", async () => {
  const answers = await take();
  expect(answers[0]).toContain(`好的，开始记${title}。`);
  expect(answers.slice(1)).toEqual([
    "记下共识1：2栋、5栋、9栋各建一处充电棚。",
    "记下共识2：充电收费标准公示后再实行。",
    "记下建议1：张建国，消防通道划线和充电棚一起做。",
    "记下建议2：李梅，优先用闲置自行车棚改建。",
    "记下建议3：居民代表黄春梅，夜间充电要有断电保护。",
    "记下待办1：县住建局，4月10日（星期五）前，完成现场勘查。",
  ]);
  expect(await zhou().alone("议题 1号")).toContain("老旧小区没地方充电");
  expect(await zhou().alone("共识：记错了的一条")).toBe("记下共识3：记错了的一条。");
  expect(await zhou().alone("撤回上一条")).toBe("撤回了上一条共识：记错了的一条");
  expect(await zhou().alone("共识 第三条\n发言 李梅 先做2栋")).toBe(
    "记下共识3：第三条。\n记下发言1：李梅，先做2栋。",
  );
  expect(await zhou().inGroup("共识", { quoted: "楼道先贴公告" })).toBe(
    "记下共识4：楼道先贴公告。",
  );
});

test("记录的时候，没有开头的一行不丢，说怎么记；记完了就不再提", async () => {
  await zhou().alone("开始记录 1号");
  const answer = await zhou().alone("居民还说晚上太暗");
  expect(answer).toContain("还没有记");
  expect(answer).toContain("请回复：记录 居民还说晚上太暗");
  expect(await zhou().alone("记录 居民还说晚上太暗")).toContain("记下记录1：居民还说晚上太暗");
  await zhou().alone("结束记录");
  expect(await zhou().alone("居民还说晚上太暗")).not.toContain("会议记录");
});

test("一句话微协商：不写事由、结果也行，写上编号就记到议题下", async () => {
  const plainly = await li().alone("微协商 楼道堆物，3栋住户和物业当场说好，本周六一起清走");
  expect(plainly).toContain("事由：楼道堆物\n结果：3栋住户和物业当场说好，本周六一起清走");
  expect(await li().alone("微協商 1号 結果 先建两处充电棚")).toContain(
    "事由：1号 老旧小区没地方充电\n结果：先建两处充电棚",
  );
  const linked = await office.inTenant((tx) =>
    tx
      .selectFrom("meeting_topics as t")
      .innerJoin("meetings as m", "m.id", "t.meeting_id")
      .select("m.title")
      .where("m.form", "=", "micro")
      .execute(),
  );
  expect(linked).toEqual([{ title: "「老旧小区没地方充电」微协商" }]);
  expect(await li().alone("微协商 77号 结果 说好了")).toContain("77号");
});

test("删除议题以后，纪要、各稿、更正里也没有原话", async () => {
  await take();
  await zhou().alone("记录 大家说老旧小区没地方充电这件事最急");
  await everybodyComes();
  await zhou().alone("结束记录");
  await zhou().alone("确认");
  await zhang().alone("更正 「老旧小区没地方充电」应为老旧小区没地方充电和停车");
  await office.inTenant(async (tx) => {
    const topic = { tenantId: office.tenantId, topicId: 1 };
    await eraseTopicWords(tx, topic, ["老旧小区没地方充电"]);
  });
  const left = await office.inTenant(async (tx) => [
    await tx.selectFrom("minutes_lines").select("words").execute(),
    await tx.selectFrom("minutes_versions").select("body").execute(),
    await tx.selectFrom("minutes_corrections").select(["words", "reason"]).execute(),
  ]);
  expect(JSON.stringify(left)).not.toContain("没地方充电");
  expect(JSON.stringify(left)).toContain("大家说这件事最急");
  expect(await zhou().alone("纪要 3月25日")).not.toContain("没地方充电");
});

test("没有开始记录、没有姓名、没有这个人：说清楚怎么做", async () => {
  expect(await zhou().alone("共识 建一处充电棚")).toContain("例：开始记录 7号");
  await zhou().alone("开始记录 1号");
  expect(await zhou().alone("结束记录")).toContain("还没有记下一条");
  expect(await zhou().alone("建议 消防通道划线")).toContain("先写是谁，再写内容");
  expect(await zhou().alone("建议 刘三姐 消防通道划线")).toContain("没有找到「刘三姐」");
  expect(await zhou().alone("待办 县住建局 完成现场勘查")).toBe(
    "记下待办1：县住建局，完成现场勘查。\n没说期限。要补上，请回复：撤回上一条，再说一次",
  );
  expect(await office.person("刘志强").alone("开始记录 1号")).toContain("周敏正在记这场会");
});

test("组长请李梅记录，记完由周敏过目；别的委员不能自己开始记", async () => {
  expect(await li().alone("开始记录 1号")).toContain("记录还没有交给您");
  expect(await office.person("刘志强").alone("记录人 李梅 1号")).toBe(
    `${title}由李梅记录，已单独告诉本人。`,
  );
  expect((await emptyOutbox())[0]).toEqual([
    "李梅",
    `李委员，请您做${title}的记录。\n开会时请单独对我说：开始记录 1号`,
  ]);
  await li().alone("开始记录");
  await li().alone("共识 建一处充电棚");
  expect(await li().alone("结束记录")).toBe("李委员，记录结束，共1条，已请联络员核对。");
  expect((await emptyOutbox())[0]?.[1]).toContain("请回复：发纪要 1号");
  expect(await zhou().alone("发纪要 1号")).toContain("【请先过目】");
});

test("纪要先给周敏过目，确认后单独发给到会的人；没有账号的请打印", async () => {
  await take();
  await everybodyComes();
  const draft = await zhou().alone("结束记录");
  expect(draft).toContain(`【请先过目】${title}，纪要还没有发出`);
  expect(draft).toContain("可以发出，请回复：确认");
  expect(draft).toContain("发出后请到会同志3个工作日内核对。");
  expect(await zhou().alone("确认")).toContain("纪要已单独发给3位到会同志核对");
  const out = await emptyOutbox();
  expect(out.map(([to]) => to)).toEqual(["刘志强", "张建国", "李梅"]);
  expect(out[1]?.[1]).toBe(toCheck);
  expect(await office.person("王海涛").alone("无误")).toContain("现在没有请您核对的纪要");
  expect(await office.person("王海涛").alone("纪要 1号")).toContain("现在没有请您核对的纪要");
  expect(await zhou().alone("待办")).toContain("县住建局　4月10日（星期五）前完成现场勘查");
  const held = await office.inTenant((tx) =>
    tx.selectFrom("meetings").select("state").executeTakeFirstOrThrow(),
  );
  expect(held.state).toBe("held");
});

test("更正由周敏采用：新的一稿发给被请核对的人，先前说无误的要再说一次才算", async () => {
  await send();
  expect(await li().alone("无误")).toContain("李委员，记下了：");
  expect(await zhang().alone("更正 建议9 改为 不要")).toContain("纪要里没有“建议9”");
  expect(await zhang().alone("更正 建议1 改为消防通道先划线，再建充电棚")).toBe(
    "张委员，更正1记下了，已告诉周敏。采用不采用，都会告诉您。",
  );
  const [told] = await emptyOutbox();
  expect(told?.[1]).toBe(
    [
      `周敏您好，张建国对${title}的纪要提出更正1：`,
      "原文：建议1　消防通道划线和充电棚一起做",
      "改为：消防通道先划线，再建充电棚",
      "采用，请回复：采用更正 1；不采用，请写上理由，例：不采用更正 1 与录音不符",
    ].join("\n"),
  );
  expect(await zhang().alone("采用更正 1")).toContain("联络员");
  expect(await zhou().alone("采用更正 1")).toContain("新的一稿已单独发给2位同志");
  const out = await emptyOutbox();
  expect(out.map(([to]) => to)).toEqual(["刘志强", "李梅", "张建国"]);
  expect(out[1]?.[1]).toContain("1、消防通道先划线，再建充电棚（张建国）");
  expect(out[2]?.[1]).toContain("您提的更正1采用了");
  expect(await zhou().alone("纪要 1号")).toContain(
    "第2稿，正在核对：请核对7人，无误0人，对前一稿说过无误1人，提出更正1人，未答复5人。",
  );
  await li().alone("无误");
  expect(await zhou().alone("纪要 1号")).toContain("无误1人，提出更正1人，未答复5人");
  expect(await zhou().alone("采用更正 1")).toContain("没有等着处理的更正1");
  const versions = await office.inTenant((tx) =>
    tx.selectFrom("minutes_versions").select(["version", "body"]).orderBy("version").execute(),
  );
  expect(versions.map(({ version }) => version)).toEqual([1, 2]);
  expect(JSON.stringify(versions[0]?.body)).toContain("消防通道划线和充电棚一起做");
});

test("不采用要有理由，理由告诉提的人；一稿不变", async () => {
  await send();
  await li().alone("更正 共识2 改为充电不收费");
  await emptyOutbox();
  expect(await zhou().alone("不采用更正 1 与录音不符")).toBe("好的，没有采用，理由已告诉李梅。");
  const [told] = await emptyOutbox();
  expect(told?.[0]).toBe("李梅");
  expect(told?.[1]).toContain("您提的更正1没有采用。理由：与录音不符");
  expect(await zhou().alone("纪要 1号")).toContain("第1稿");
});

test("到时间自己截止：没答复的记为未答复，不算认可，名字只告诉联络员，只说一次", async () => {
  await send();
  await li().alone("无误");
  office.now = at("30T17:00:00");
  await fireDue(duePorts(office));
  await fireDue(duePorts(office));
  const out = await emptyOutbox();
  expect(out).toHaveLength(1);
  expect(out[0]?.[0]).toBe("周敏");
  expect(out[0]?.[1]).toContain("请核对7人，无误1人，未答复6人。");
  expect(out[0]?.[1]).toContain("未答复：刘志强、张建国、韦德福");
  expect(out[0]?.[1]).toContain("未答复的不算认可。");
  expect(await zhang().alone("无误")).toContain("现在没有请您核对的纪要");
  expect(await zhang().alone("纪要 1号")).not.toContain("未答复");
});

/** The latest paper, every word of it. */
async function lastPaper(): Promise<string> {
  const row = await office.inTenant((tx) =>
    tx
      .selectFrom("files")
      .select("content")
      .orderBy("id", "desc")
      .limit(1)
      .executeTakeFirstOrThrow(),
  );
  return JSON.stringify(row.content);
}

test("打印会议通知、签到表、纪要：来宾有空行，纪要写明核对到哪一步", async () => {
  expect(await zhou().alone("打印 会议通知 1号")).toContain("会议通知已生成");
  expect(await lastPaper()).toContain("定于3月25日（星期三）下午3:00");
  expect(await zhou().alone("打印 签到表 1号")).toContain("签到表已生成");
  expect(await zhou().alone("签到表 1号")).toContain("签到表已生成，A4纸2页，打印出来就能用。");
  expect(await zhou().alone("签到表在哪里")).not.toContain("已生成");
  const sheet = await lastPaper();
  expect(sheet).toContain("韦德福");
  expect(sheet).toContain('"blankRows":6');
  await send();
  await li().alone("无误");
  expect(await zhou().alone("打印 纪要 1号")).toContain("纪要已生成");
  const paper = await lastPaper();
  expect(paper).toContain("夜间充电要有断电保护（居民代表黄春梅）。");
  expect(paper).toContain("第1稿，正在核对：请核对7人，无误1人，未答复6人。");
});

test("一句话微协商：一条消息记成一次，提到的人都在；问微协商是什么不算", async () => {
  expect(await li().alone("微协商 事由 3栋楼道堆物 结果 张建国和物业周末一起清理")).toBe(
    [
      "李委员，记好了一次微协商，3月25日（星期三）下午3:10。",
      "事由：3栋楼道堆物",
      "结果：张建国和物业周末一起清理",
      "参加：张建国、李梅",
    ].join("\n"),
  );
  const kept = await office.inTenant((tx) =>
    tx
      .selectFrom("meetings")
      .select(["form", "state", "title"])
      .orderBy("id", "desc")
      .executeTakeFirstOrThrow(),
  );
  expect(kept).toEqual({ form: "micro", state: "held", title: "「3栋楼道堆物」微协商" });
  expect(
    await li().alone("微协商 4栋漏水，周末请人修，参加 张建国 居民代表王芳 物业2人"),
  ).toContain("结果：周末请人修\n参加：李梅、张建国、居民代表王芳、物业（2人）");
  for (const ordinary of ["微协商是什么", "微协商，下周还开吗", "微协商 怎么记，请教一下大家"]) {
    expect(await li().alone(ordinary)).not.toContain("记好了");
  }
  const { count } = await office.inTenant((tx) =>
    tx
      .selectFrom("meetings")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow(),
  );
  expect(count).toBe(3);
});

test("一周小结：开了几场、实到、共识建议待办、纪要在核对、下周的会", async () => {
  await send();
  const li1 = office.person("刘志强");
  await office.person("李梅").inGroup("荐题 学校门口接送拥堵");
  await li1.alone("安排会议 2号 专题协商 3月31日下午3点 社区二楼议事室");
  await li1.alone("确认");
  office.now = at("27T15:00:00");
  const said = (await zhou().inGroup("周报")).split("\n");
  expect(said).toContain("协商　开会1场：1号现场协商会，实到7人，共识2条，建议3条，待办1项");
  expect(said).toContain("请留意　1号会议纪要3月30日（星期一）下午5:00前核对，已单独发给到会同志");
  expect(said).toContain("下周　3月31日（星期二）下午3:00　2号「学校门口接送拥堵」专题协商会");
  expect(said.length).toBeLessThanOrEqual(12);
});

test("有两份要核对：先问是哪一份，带上编号才记", async () => {
  await send();
  await office.inTenant(async (tx) => {
    // The same minutes of a second meeting, about another topic.
    const first = await tx.selectFrom("meetings").selectAll().executeTakeFirstOrThrow();
    const { id: _, quorum, requirements, ...copy } = first;
    const { id } = await tx
      .insertInto("meetings")
      .values({
        ...copy,
        quorum: JSON.stringify(quorum),
        requirements: JSON.stringify(requirements),
        title: "「路灯」楼栋协商",
        starts_at: at("24T15:00:00"),
        ends_at: at("24T16:30:00"),
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    const mine = await tx
      .selectFrom("meeting_people")
      .selectAll()
      .where("name", "=", "李梅")
      .executeTakeFirstOrThrow();
    const { id: __, ...line } = mine;
    const person = await tx
      .insertInto("meeting_people")
      .values({ ...line, meeting_id: id })
      .returning("id")
      .executeTakeFirstOrThrow();
    const minutes = await tx.selectFrom("minutes").selectAll().executeTakeFirstOrThrow();
    const { id: ___, ...again } = minutes;
    const second = await tx
      .insertInto("minutes")
      .values({ ...again, meeting_id: id })
      .returning("id")
      .executeTakeFirstOrThrow();
    await tx
      .insertInto("minutes_answers")
      .values({
        tenant_id: office.tenantId,
        minutes_id: second.id,
        meeting_person_id: person.id,
        told_version: 1,
      })
      .execute();
  });
  const asked = await li().alone("无误");
  expect(asked).toContain("请您核对的纪要不止一份：");
  expect(asked).toContain("「路灯」楼栋协商，3月24日");
  expect(await li().alone("无误 3月24日")).toContain(
    "「路灯」楼栋协商，3月24日的纪要，您核对无误。",
  );
  expect(await zhou().alone("纪要 1号")).toContain("无误0人");
});
