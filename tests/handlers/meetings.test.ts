import { expect, test } from "vitest";

import { eraseTopicWords } from "../../db/erase.ts";
import { announce, lastTold, toldAlone } from "../support/meetings.ts";
import { openOffice } from "../support/talk.ts";

test("组长排会：核对、确认，通知逐人发到，没有账号的由联络员通知", async () => {
  await using office = await openOffice();
  const { draft, answer } = await announce(office);
  expect(draft).toContain("请刘主任核对，现在还没有发出：");
  expect(draft).toContain("「老旧小区没地方充电」现场协商会");
  expect(draft).toContain("时间：3月25日（星期三）下午3:00，会期约一个半小时，工作日，还有7天");
  expect(draft).toContain(
    "参加：委员5人，县住建局2人，城南街道、幸福里社区各1人，居民代表3人，共12人",
  );
  expect(draft).toContain("可以发出，请回复：确认");
  expect(answer).toContain("会议通知已单独发给4位同志");
  expect(await lastTold(office, "张建国")).toBe(
    [
      "【会议通知】张建国委员：",
      "定于3月25日（星期三）下午3:00，在幸福里小区2栋前空地召开「老旧小区没地方充电」现场协商会，会期约一个半小时。雨天改在社区二楼议事室。",
      "",
      "议程：现场察看（20分钟）；情况介绍（县住建局，10分钟）；委员和居民代表发言，每人不超过3分钟；县住建局回应；梳理意见建议",
      "参加：委员5人，县住建局2人，城南街道、幸福里社区各1人，居民代表3人",
      "请准备：发言要点，3月23日（星期一）下午5:00前发给我，说语音也行",
      "",
      "请选：参加　请假　加入日程",
      "联系人：周敏",
    ].join("\n"),
  );
  const [list, text] = (await toldAlone(office, "周敏")).slice(-2);
  expect(list).toContain("韦德福委员、县住建局（2人）、城南街道、幸福里社区、居民代表（3人）");
  expect(text).toContain("【会议通知】\n定于3月25日");
  // Nothing of it is said in a group.
  const groups = await office.inTenant((tx) =>
    tx
      .selectFrom("outbox as o")
      .innerJoin("conversations as c", "c.id", "o.conversation_id")
      .select("o.id")
      .where("c.kind", "=", "group")
      .execute(),
  );
  expect(groups).toEqual([]);
});

test("简短说法：编号、形式、时间、地点；没说人就请全体委员", async () => {
  await using office = await openOffice();
  const liu = office.person("刘志强");
  await office.person("张建国").inGroup("荐题 老旧小区没地方充电");
  const draft = await liu.alone("安排会议 1号 院坝会 3月25日下午3点到5点 幸福里小区2栋前空地");
  expect(draft).toContain("「老旧小区没地方充电」院坝会");
  expect(draft).toContain("形式：院坝会，按现场协商（现场、移动、集中、线下）");
  expect(draft).toContain("会期约两小时");
  expect(draft).toContain("地点：幸福里小区2栋前空地");
  expect(draft).toContain("参加：委员5人");
  expect(draft).toContain("还缺职能部门1人、群众代表2人");
});

test("请谁，怎么说都行：全体除谁、单位和代表写在一行、各一人、没有名字的来宾", async () => {
  await using office = await openOffice();
  const liu = office.person("刘志强");
  await office.person("张建国").inGroup("荐题 老旧小区没地方充电");
  const say = (people: string) =>
    liu.alone(`安排会议 1号 院坝会 4月10日下午3点 空地\n参加：${people}`);
  expect(await say("全体委员、县市场监管局2人、楼栋长3人")).toContain(
    "参加：委员5人，县市场监管局2人，楼栋长3人，共10人",
  );
  expect(await say("全体委员（除王海涛、李梅），乡贤 黄老师")).toContain(
    "参加：委员3人，特邀人员1人，共4人",
  );
  expect(await say("委员、城南街道、幸福里社区各1人")).toContain(
    "参加：委员5人，城南街道、幸福里社区各1人，共7人",
  );
  expect(await say("李梅、县住建局1人")).toContain("参加：委员2人，县住建局1人，共3人");
  expect(await say("全体委员，除赵大明")).toContain("名单里没有找到「赵大明」");
});

test("一句话里的参加、主持不带冒号也认，不当成地点；夜话也是一种开法", async () => {
  await using office = await openOffice();
  const liu = office.person("刘志强");
  await office.person("张建国").inGroup("荐题 老旧小区没地方充电");
  const draft = await liu.alone(
    "安排会议 1号 夜话 4月10日晚上7点半 王家湾 参加 委员 张建国，村民代表5人 主持 李梅",
  );
  expect(draft).toContain("地点：王家湾\n");
  expect(draft).toContain("主持：李梅");
  expect(draft).toContain("共7人");
  expect(await liu.alone("安排会议 1号 现场协商 4月10日下午3点 老年人参加活动的院子")).toContain(
    "地点：老年人参加活动的院子\n",
  );
  const asked = await liu.alone(
    "约时间 1号现场协商会 4月10日下午3点 4月11日下午3点 参加 张建国 李梅",
  );
  expect(asked).toContain("B　4月11日（星期六）下午3:00");
  expect(asked).toContain("已单独请2人答复，另有3人请联络员代为询问。");
});

test("不发了的一场不再算；几场里有一场取消了，说的是没取消的；带日子改得到那一场", async () => {
  await using office = await openOffice();
  const liu = office.person("刘志强");
  await office.person("张建国").inGroup("荐题 老旧小区没地方充电");
  const arrange = async (time: string, then: string) => {
    await liu.alone(`安排会议 1号 专题协商 ${time} 社区二楼`);
    return liu.alone(then);
  };
  await arrange("4月8日上午9点", "不发了");
  await arrange("4月10日下午3点", "确认");
  expect(await liu.alone("会议 1号")).toContain("4月10日（星期五）下午3:00");
  await arrange("4月15日下午3点", "确认");
  expect(await liu.alone("改人数上限 1号 20")).toContain("不止一场");
  expect(await liu.alone("改人数上限 1号 4月15日下午3:00 20")).toBe(
    "好的，「老旧小区没地方充电」专题协商会人数上限改为20人。别的不变，不另外通知。",
  );
  expect(await liu.alone("改形式 1号 4月15日下午3:00 现场协商")).toContain("形式改为现场协商会");
  await liu.alone("取消");
  expect(await liu.alone("改期 1号 4月15日下午3:00 4月16日下午3点")).toContain(
    "时间改到4月16日（星期四）下午3:00",
  );
  await liu.alone("取消");
  await liu.alone("取消会议 1号 4月15日下午3:00 场地有变");
  await liu.alone("确认");
  expect(await liu.alone("会议 1号")).toContain("4月10日（星期五）下午3:00");
  for (const words of ["4月11日下午3点", "4月11日 下午3点", "4月11日下午3点 两小时"]) {
    expect(await liu.alone(`改期 1号 ${words}`), words).toContain(
      "时间改到4月11日（星期六）下午3:00",
    );
    await liu.alone("取消");
  }
});

test("每行开头的叫法不止一种，繁体也行；填不了的说清楚，不塞到别的行里", async () => {
  await using office = await openOffice();
  const liu = office.person("刘志强");
  await office.person("张建国").inGroup("荐题 老旧小区没地方充电");
  const lines = [
    "安排会议",
    "議題：1号",
    "會議形式：院坝会",
    "会议时间：4月10日下午3点",
    "会议地点：空地",
    "主持人：刘志强",
    "参加人员：全体委员",
    "材料：4月8日下午5点前 发言要点",
  ];
  const draft = await liu.alone(lines.join("\n"));
  expect(draft).toContain("形式：院坝会，按现场协商");
  expect(draft).toContain("地点：空地");
  expect(draft).toContain("请准备：发言要点，4月8日（星期三）下午5:00前");
  expect(draft).not.toContain("议程");
  const refused = await liu.alone([...lines, "会风：节俭"].join("\n"));
  expect(refused).toContain("“会风：节俭”这一行我还不知道填在哪里，还没有排。");
});

test("人才库里有懂的，核对时提一句；请了就不提", async () => {
  await using office = await openOffice();
  const liu = office.person("刘志强");
  await office.person("张建国").inGroup("荐题 菜市场门口积水");
  await liu.alone("人才库 增加 陈立 专长：排水、积水 单位：县住建局");
  await liu.alone("人才库 增加 何芳 专长：充电设施 单位：县供电局");
  const draft = await liu.alone("安排会议 1号 板凳会 4月10日下午3点 菜市场门口");
  expect(draft).toContain("人才库里懂这方面的：陈立（县住建局），请不请由您定");
  expect(draft).not.toContain("何芳");
  const asked = "安排会议 1号 板凳会 4月10日下午3点 菜市场门口\n参加：全体委员，专家 陈立";
  expect(await liu.alone(asked)).not.toContain("人才库");
});

test("张建国参加，王海涛请假出差，报刘主任批，准了告诉本人", async () => {
  await using office = await openOffice();
  const { liu } = await announce(office);
  expect(await office.person("张建国").alone("参加 1号")).toContain("张委员，记下您参加：");
  const wang = office.person("王海涛");
  expect(await wang.alone("请假 出差")).toBe("王委员，请假已报刘主任，批复后告诉您。");
  expect(await lastTold(office, "刘志强")).toContain("王海涛委员请假：");
  expect(await lastTold(office, "刘志强")).toContain("理由：出差");
  expect(await wang.alone("请假 出差")).toContain("已经报上去了");
  expect(await liu.alone("准假 王海涛")).toContain("已准王海涛委员的假，也告诉本人了。");
  expect(await lastTold(office, "王海涛")).toContain("王委员，您的假已准：");
  expect(await liu.alone("准假 王海涛")).toContain("没有找到王海涛还没批复的请假");
  expect(await liu.alone("会议 1号")).toContain("请假：王海涛委员");
  expect(await office.person("张建国").alone("会议 1号")).not.toContain("王海涛");
});

test("口头的说法：一定准时参加、参加不了加上理由；不参加推荐是另一回事", async () => {
  await using office = await openOffice();
  await announce(office);
  expect(await office.person("张建国").alone("我一定准时参加")).toContain("记下您参加");
  expect(await office.person("李梅").alone("参加不了，学校监考")).toContain("请假已报刘主任");
  expect(await office.person("王海涛").alone("不参加推荐")).not.toContain("请假");
  expect(await office.person("王海涛").alone("参加不了的怎么办")).not.toContain("请假已报");
});

test("名额满了列入候补，有人准了假就递补并告诉本人", async () => {
  await using office = await openOffice();
  const { liu } = await announce(office, (text) => `${text}\n人数上限：12`);
  await office.inTenant((tx) => tx.updateTable("meetings").set({ capacity: 3 }).execute());
  expect(await office.person("张建国").alone("参加")).toContain("记下您参加");
  expect(await office.person("李梅").alone("参加")).toContain("记下您参加");
  expect(await office.person("王海涛").alone("参加")).toContain("您在候补名单第1位");
  expect(await office.person("王海涛").alone("参加")).toContain("您在候补名单第1位");
  expect(await office.person("周敏").alone("代参加 韦德福 电话")).toContain("列入候补名单");
  await office.person("李梅").alone("请假 学校监考");
  expect(await liu.alone("准假 李梅")).toContain("候补名单第1位王海涛递补，已告诉本人。");
  expect(await lastTold(office, "王海涛")).toContain("王委员，有名额了，您已从候补转为参加：");
  const shown = await liu.alone("会议 1号");
  expect(shown).toContain("候补：韦德福委员");
  expect(await liu.alone("改人数上限 1号 10")).toContain("候补的韦德福已经递补");
  expect(await liu.alone("会议 1号")).not.toContain("候补：");
});

test("不准假要写理由，理由告诉本人", async () => {
  await using office = await openOffice();
  const { liu } = await announce(office);
  await office.person("李梅").alone("请假 学校监考");
  expect(await liu.alone("不准假 李梅")).toContain("请接着告诉我理由");
  expect(await liu.alone("请您先安排好工作")).toContain("已告诉李梅委员没有准假和理由");
  expect(await lastTold(office, "李梅")).toContain("理由：请您先安排好工作");
  expect(await office.person("张建国").alone("准假 李梅")).not.toContain("已准");
});

test("代请假写明渠道，报主持人批；来宾代参加按单位一个一个记", async () => {
  await using office = await openOffice();
  const { liu } = await announce(office);
  const zhou = office.person("周敏");
  expect(await zhou.alone("代请假 韦德福 住院 电话")).toBe(
    "已替韦德福委员请假，报刘主任批。代录人周敏，电话告知。",
  );
  expect(await lastTold(office, "刘志强")).toContain("韦德福委员请假：");
  expect(await liu.alone("准假 韦德福")).toContain("已准韦德福委员的假");
  expect(await zhou.alone("代参加 县住建局 电话")).toContain("已替县住建局记下参加");
  expect(await zhou.alone("代参加 县住建局 电话")).toContain("已替县住建局记下参加");
  expect(await zhou.alone("会议 1号")).toContain("职能部门2人");
  expect(await zhou.alone("代参加")).toContain("请接着告诉我是哪一位");
  expect(await zhou.alone("城南街道 电话")).toContain("已替城南街道记下参加");
  expect(await zhou.alone("代参加 县财政局 电话")).toContain("没有找到「县财政局」");
  expect(await office.person("李梅").alone("代请假 韦德福 住院 电话")).not.toContain("已替");
});

test("会议列表有日子、地点和自己的答复；没有会也说清楚", async () => {
  await using office = await openOffice();
  expect(await office.person("张建国").alone("会议")).toBe("近期没有安排会议。有了我单独通知您。");
  await announce(office);
  await office.person("张建国").alone("参加");
  expect(await office.person("张建国").inGroup("会议")).toBe(
    [
      "近期有1场会：",
      "3月25日（星期三）下午3:00　1号「老旧小区没地方充电」现场协商会，幸福里小区2栋前空地（您：参加）",
      "看一场，请@我回复，例：会议 1号",
    ].join("\n"),
  );
  expect(await office.person("刘志强").inGroup("会议 1号")).not.toContain("王海涛");
});

test("加入日程给一个链接，里面是日历文件", async () => {
  await using office = await openOffice();
  await announce(office);
  const answer = await office.person("张建国").alone("加入日程 1号");
  expect(answer).toMatch(/https:\/\/office\.example\/d\/[\w-]{22}/);
  const file = await office.inTenant((tx) =>
    tx.selectFrom("files").select(["content", "mime", "name"]).executeTakeFirstOrThrow(),
  );
  expect(file.mime).toContain("text/calendar");
  expect(file.name).toBe("「老旧小区没地方充电」现场协商会.ics");
  expect(file.content).toMatchObject({
    kind: "calendar",
    entry: { startsAt: "2026-03-25T07:00:00.000Z", version: 1, isCancelled: false },
  });
});

test("发言要点：收到、可以改；没有请的人交不了", async () => {
  await using office = await openOffice();
  await announce(office);
  const zhang = office.person("张建国");
  expect(await zhang.alone("发言要点 充电棚建在2栋东侧")).toContain(
    "3月23日（星期一）下午5:00前可以再发一次",
  );
  await zhang.alone("发言要点：充电棚建在2栋西侧");
  const kept = await office.inTenant((tx) =>
    tx.selectFrom("meeting_materials").select("words").execute(),
  );
  expect(kept).toEqual([{ words: "充电棚建在2栋西侧" }]);
  expect(await office.person("周敏").alone("发言要点 1号 我也说说")).toContain("参加名单里没有您");
});

test("送审：副主席同意以后才发，没有答复不发", async () => {
  await using office = await openOffice();
  const liu = office.person("刘志强");
  await office.person("张建国").inGroup("荐题 老旧小区没地方充电");
  await liu.alone("安排会议 1号 现场协商 3月25日下午3点 幸福里小区2栋前空地");
  expect(await liu.alone("改地点 社区二楼议事室")).toContain("地点：社区二楼议事室");
  expect(await liu.alone("改议程 现场察看 100分钟")).toContain("议程一共100分钟，会期只有90分钟");
  expect(await liu.alone("改期 3月26日上午9点")).toContain("时间：3月26日（星期四）上午9:00");
  expect(await liu.alone("改参加 张建国 李梅，县住建局2人")).toContain(
    "参加：委员3人，县住建局2人",
  );
  expect(await liu.alone("送审 张建国")).toContain("已单独请张建国审阅");
  expect(await toldAlone(office, "李梅")).toEqual([]);
  expect(await office.person("张建国").alone("同意发布")).toContain("已经发出");
  expect(await lastTold(office, "李梅")).toContain("在社区二楼议事室召开");
});

test("大事要先有调研：说怎么补，补了就能排", async () => {
  await using office = await openOffice();
  const liu = office.person("刘志强");
  await office.person("张建国").inGroup("荐题 老旧小区没地方充电");
  await office.inTenant((tx) => tx.updateTable("topics").set({ profile: "major" }).execute());
  const said = "安排会议 1号 专题协商 4月15日下午3点 政协会议室";
  expect(await liu.alone(said)).toContain("1号按大事办，要先有调研或走访的记录");
  const draft = await liu.alone(`${said}\n调研：3月6日 李梅、张建国到幸福里小区走访`);
  expect(draft).toContain("请刘主任核对");
});

test("排不了的都说清楚怎么办", async () => {
  await using office = await openOffice();
  const liu = office.person("刘志强");
  await office.person("张建国").inGroup("荐题 老旧小区没地方充电");
  const say = (rest: string) => liu.alone(`安排会议 1号 现场协商 ${rest}`);
  expect(await say("3月25日下午3点 空地\n参加：委员8人，县住建局2人")).toContain("委员8人是哪几位");
  expect(await say("3月25日下午3点 空地\n参加：委员 李四五")).toContain("名单里没有找到「李四五」");
  expect(await say("3月25日下午3点 空地\n主持：李四五")).toContain("没有找到主持人「李四五」");
  expect(await say("3月25日下午3点到2点 空地")).toContain("结束早于开始的时间");
  expect(await say("3月25日下午3点 空地\n材料截止：3月26日下午5点")).toContain(
    "材料截止要早于开会的时间",
  );
  expect(await liu.alone("安排会议 1号 茶话协商 3月25日下午3点 空地\n形式：茶话协商")).toContain(
    "“茶话协商”是哪种协商",
  );
  expect(await say("3月25日下午3点")).toContain("请接着告诉我在哪里开");
  expect(await liu.alone("幸福里小区2栋前空地")).toContain("地点：幸福里小区2栋前空地");
  expect(await liu.alone("安排会议 1号 现场协商 幸福里小区2栋前空地")).toContain(
    "请接着告诉我什么时候开",
  );
  expect(await liu.alone("3月25日下午3点")).toContain("时间：3月25日（星期三）下午3:00");
  expect(await office.person("李梅").alone("安排会议 1号 现场协商 3月25日下午3点 空地")).toContain(
    "由联络员或组长来做",
  );
});

test("地方叫法可以添：设置 会议别名", async () => {
  await using office = await openOffice();
  await office.person("张建国").inGroup("荐题 老旧小区没地方充电");
  await office.person("周敏").alone("设置 会议别名 夜谈会=楼栋协商");
  const draft = await office.person("刘志强").alone("安排会议 1号 夜谈会 3月25日晚上7点 2栋楼下");
  expect(draft).toContain("「老旧小区没地方充电」夜谈会");
  expect(draft).toContain("形式：夜谈会，按楼栋协商");
});

test("我的：没答复的通知、没批的请假，各在各的人那里", async () => {
  await using office = await openOffice();
  await announce(office);
  expect(await office.person("李梅").alone("我的")).toContain(
    "3月25日（星期三）下午3:00的「老旧小区没地方充电」现场协商会还没答复，请回复：参加 1号",
  );
  await office.person("李梅").alone("请假 学校监考");
  expect(await office.person("李梅").alone("我的")).not.toContain("还没答复");
  expect(await office.person("刘志强").alone("我的")).toContain("李梅委员请假还没批");
});

test("删除议题以后，会议的题目里也没有原话", async () => {
  await using office = await openOffice();
  const { liu } = await announce(office);
  await office.inTenant(async (tx) => {
    const { id } = await tx.selectFrom("topics").select("id").executeTakeFirstOrThrow();
    const topic = { tenantId: office.tenantId, topicId: id };
    await eraseTopicWords(tx, topic, ["老旧小区没地方充电"]);
  });
  expect(await liu.alone("会议")).not.toContain("老旧小区");
  expect(await liu.alone("会议")).toContain("现场协商会");
});

test("通知带卡片，按钮说的话和打字一样", async () => {
  await using office = await openOffice();
  await announce(office);
  const rows = await office.inTenant((tx) =>
    tx
      .selectFrom("cards as k")
      .innerJoin("conversations as c", "c.id", "k.conversation_id")
      .select(["k.card", "c.external_id"])
      .where("c.external_id", "in", ["张建国", "刘志强"])
      .execute(),
  );
  const notices = rows.filter(({ card }) => JSON.stringify(card).includes("加入日程"));
  expect(notices.map((row) => row.external_id)).toEqual(["张建国"]);
  expect(notices[0]?.card).toMatchObject({
    title: "「老旧小区没地方充电」现场协商会",
    note: "3月25日（星期三）下午3:00，幸福里小区2栋前空地",
    buttons: [{ says: "参加 1号" }, { says: "请假 1号" }, { says: "加入日程 1号" }],
  });
  expect(await office.person("张建国").alone("请假 1号")).toContain("请接着告诉我理由");
  expect(await office.person("张建国").alone("去市里看病")).toContain("请假已报刘主任");
});

test("晚上确认的通知早上八点才发；国庆当天的会说明是假期", async () => {
  await using office = await openOffice();
  const liu = office.person("刘志强");
  await office.person("张建国").inGroup("荐题 老旧小区没地方充电");
  office.now = new Date("2026-03-18T21:30:00+08:00");
  expect(await liu.alone("安排会议 1号 现场协商 10月1日上午9点 空地")).toContain("国庆节假期");
  await liu.alone("取消");
  await liu.alone("安排会议 1号 现场协商 3月25日下午3点 空地");
  await liu.alone("确认");
  const waiting = await office.inTenant((tx) =>
    tx
      .selectFrom("outbox as o")
      .innerJoin("conversations as c", "c.id", "o.conversation_id")
      .select("o.available_at")
      .where("c.external_id", "=", "张建国")
      .execute(),
  );
  expect(waiting).toEqual([{ available_at: new Date("2026-03-19T08:00:00+08:00") }]);
});
