import { expect, test } from "vitest";

import { openOffice } from "../support/talk.ts";

const roster = [
  "名单",
  "张建国 委员 城南片区 工会界",
  "李梅 委员 城南片区 教育界 13800000000",
  "周敏 联络员 城南片区",
].join("\n");

test("从开通到第一件议题：开通、名单、登记群、我是、核对，一步接一步", async () => {
  await using office = await openOffice({});
  const admin = office.person("admin-id");
  expect(await admin.alone("你好")).toContain("这里还没有开通");
  expect(await admin.alone("荐题 老旧小区充电难")).toContain("这里还没有开通");
  expect(await admin.inGroup("开通 12345678 青禾县政协")).toContain("请单独找我办");
  expect(await admin.alone("开通 12345678 青禾县政协")).toContain(
    "青禾县政协开通好了，您是管理员。",
  );
  expect(await admin.alone("荐题 老旧小区充电难")).toContain("编为1号");
  expect(await admin.alone("开通 12345678 别的县政协")).toContain("这里已经开通过了");

  expect(await admin.alone("名单")).toContain("一行一个人");
  const preview = await admin.alone(`${roster}\n王 委员`);
  expect(preview).toContain("看过了，还没有录入：新增3人，更新0人，有问题1行。");
  expect(preview).toContain("第4行没有看出姓名");
  expect(await admin.alone("确认")).toContain("名单录好了：新增3人，更新0人。");
  expect(await admin.alone("名单")).toContain("张建国、李梅、周敏");

  expect(await admin.alone("我是 周敏")).toContain("您是周敏，联络员，名单第3位。");
  expect(await admin.alone("我的身份")).toContain("能办：管理员、联络员的事");
  expect(await admin.inGroup("登记群")).toContain("这个群属于哪个单位？请@我回复单位名");
  expect(await admin.inGroup("城南片区")).toContain("这个群登记到城南片区了。");

  const zhang = office.person("zhang-id");
  expect(await zhang.inGroup("附议 1")).toBe(
    "还不知道您是哪位，请@我回复姓名，例：我是 张建国。您刚才说的已先记下。",
  );
  expect(await zhang.inGroup("我是 张三丰")).toContain("名单里没有找到「张三丰」");
  expect(await zhang.inGroup("我是张建国")).toContain("已请联络员周敏核对");
  expect(await zhang.inGroup("我的提醒")).toContain("还不知道您是哪位");
  expect(await office.person("li-id").alone("我是 李梅")).toContain("已请联络员周敏核对");

  const next = await admin.alone("是");
  expect(next).toContain("好的，张建国登记好了。");
  expect(next).toContain("单聊里有位成员说自己是李梅");
  expect(await zhang.inGroup("附议 1")).toContain("您已经附议过1号");
  expect(await admin.alone("不是")).toContain("没有登记");
  expect(await office.person("li-id").alone("荐题 学校门口拥堵")).toContain("先替您记下了");
  expect(await admin.alone("核对")).toBe("现在没有要核对的人。");
});

test("开通码错五次就停用，对的也不行", async () => {
  await using office = await openOffice({});
  const stranger = office.person("x");
  for (const left of [4, 3, 2, 1]) {
    expect(await stranger.alone(`开通 0000000${left} 甲单位`)).toContain(`还可以试${left}次`);
  }
  expect(await stranger.alone("开通 00000000 甲单位")).toContain("先停用了");
  expect(await stranger.alone("开通 12345678 甲单位")).toContain("先停用了");
});

test("名单再发一遍，一个不少：更新不重复，顺序照新的", async () => {
  await using office = await openOffice();
  const zhou = office.person("周敏");
  await zhou.alone(
    [
      "名单",
      "刘志强 城南片区组长 城南片区",
      "张建国 委员 城南片区",
      "黄丽华 委员 城南片区 医药卫生界",
      "韦德福 委员 城北片区",
      "李梅 委员 城南片区",
      "王海涛 委员",
      "周敏 联络员 城南片区",
    ].join("\n"),
  );
  expect(await zhou.alone("确认")).toContain("新增1人，更新6人");
  expect(await zhou.alone("名单")).toContain("刘志强、张建国、黄丽华、韦德福、李梅、王海涛、周敏");
});

test("名单、登记群、核对只有工作人员能办；名单和核对只在单聊里办", async () => {
  await using office = await openOffice();
  const li = office.person("李梅");
  expect(await li.alone("名单\n张三 委员")).toBe(
    "名单由联络员或管理员来做。需要的话我替您转告周敏，请回复：转告。",
  );
  const liu = office.person("刘志强");
  expect(await liu.inGroup("登记群")).toBe(
    "登记群由联络员或管理员来做。请联络员在这个群里@我说：登记群",
  );
  expect(await liu.alone("核对")).toBe(
    "核对由联络员或管理员来做。需要的话我替您转告周敏，请回复：转告。",
  );
  expect(await office.person("周敏").inGroup("名单\n张三 委员")).toContain("请单独找我办");
});

test("两位同名：补上片区；没有通讯录身份的人请他找联络员", async () => {
  await using office = await openOffice();
  const zhou = office.person("周敏");
  await zhou.alone("名单\n张建国 委员 城北片区");
  await zhou.alone("确认");
  const other = office.person("zhang-2");
  expect(await other.alone("我是 张建国")).toContain("名单里有几位张建国");
  expect(await other.alone("我是 张建国 城北片区")).toContain("已请联络员周敏核对");
  const sender = { externalId: "$:outsider", linkable: false };
  expect(await other.alone("我是 李梅", { sender })).toContain("您不在本单位通讯录里");
  expect(await other.alone("荐题 小区电梯", { sender })).toContain("您不在本单位通讯录里");
});

test("推送地址只在单聊里收，加密存放，不对的不收", async () => {
  await using office = await openOffice();
  const zhou = office.person("周敏");
  expect(await zhou.alone("登记群 推送 https://evil.example/x")).toContain("这不是消息推送的地址");
  const answer = await zhou.alone("登记群 推送 https://push.example/send?key=abcdef");
  expect(answer).toContain("这个推送地址是哪个群的？");
  expect(await zhou.alone("2")).toContain("记好了，以后我可以在「城南群」里主动提醒");
  const { rows } = await office.db.pool.query<{ push_address: Buffer | null }>(
    "select push_address from conversations where title = '城南群'",
  );
  expect(rows[0]?.push_address?.includes("abcdef")).toBe(false);
});

test("开通：少了码就说一句怎么说；码和单位连着写也行", async () => {
  await using office = await openOffice({});
  const admin = office.person("admin-id");
  const usage = "请把开通码和单位名写在一句里发给我，例：开通 开通码 青禾县政协";
  expect(await admin.alone("开通")).toBe(usage);
  expect(await admin.alone("开通12345678青禾县政协")).toContain("青禾县政协开通好了");
  expect(await admin.alone("开通")).toContain("这里已经开通过了");
  await using other = await openOffice({});
  expect(await other.person("b").alone("开通 12345678青禾县政协")).toContain("青禾县政协开通好了");
});

test("名单里没有位置的管理员：不说第0位", async () => {
  await using office = await openOffice({});
  const admin = office.person("admin-id");
  await admin.alone("开通 12345678 青禾县政协");
  expect(await admin.alone("我是 周敏")).toContain("您是周敏，管理员。");
  expect(await admin.alone("我的身份")).toContain("您是周敏，管理员。");
});

test("推送地址发在群里：不收，也不念一遍，请撤回后单独发", async () => {
  await using office = await openOffice();
  const zhou = office.person("周敏");
  for (const words of ["登记群 推送 https://push.example/send?key=abcdef", "登记群"]) {
    const answer = await zhou.inGroup(words);
    expect(answer).not.toContain("abcdef");
    expect(answer).toContain(words === "登记群" ? "属于哪个单位" : "推送地址不要发在群里");
  }
  const answer = await zhou.inGroup("https://push.example/send?key=abcdef");
  expect(answer).toBe(
    "推送地址不要发在群里，我没有记。请把刚才那条撤回，再单独发给我，例：登记群 推送 https://……",
  );
});
