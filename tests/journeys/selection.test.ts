import { describe, expect, test } from "vitest";

import { groupKey, singleKey } from "../../sandbox/timeline.ts";
import { needs } from "../support/needs.ts";
import { type Side, useScript } from "../support/script.ts";
import { sizes } from "../support/stage.ts";

const chromium = needs("chromium");

const similar = `李委员，有一件和您说的很接近：

7号「老旧小区没地方充电」
张建国委员荐，今天上午，附议2人

愿意一起推动，请@我回复：附议 7
确实是另一件事，请@我回复：仍要荐
您写的说明不会丢，附议后附在7号下面。`;

const supplemented = `李委员附议了7号「老旧小区没地方充电」。
补充情况已附上：幸福里小区312户，只有8个充电口

现在附议3人，达到初选要求，已转联络站。
想收回，请@我回复：取消附议 7`;

const drafted = `请刘主任核对，现在还没有发出：

城南片区二季度协商议题推荐
候选：初选入围6件（2、3、4、5、7、8号）
参加：城南片区委员24人，名单就此固定
方法：每人最多选3件
公开：截止前不显示票数，个人选择不公布
有效：13人及以上参加（过半数）
并列：如实列出，由审定会议研究
截止：3月13日（星期五）下午5:00，还有2天
用途：供县政协主席会议审定参考，不直接作决定

可以发出，请回复：确认
先请领导看，请回复：送审 何秀兰
要改，例：截止改到 周六中午12点`;

const announced = `【议题推荐】城南片区二季度协商议题

2号　河堤步道照明不足
3号　幸福里小区无物业管理
4号　学校门口接送拥堵
5号　农贸市场排水不畅
7号　老旧小区没地方充电
8号　园区公交末班车太早

规则
每位委员最多选3件；24位委员中13人及以上参加，结果有效。
截止前可以改，不显示票数，个人选择不公布。
票数并列的如实列出。结果供审定参考，不直接作决定。
截止：3月13日（星期五）下午5:00

`;

const chosen = (who: string, lines: readonly string[]) => `${who}，您推荐的${lines.length}件已记下：
${lines.join("\n")}

3月13日（星期五）下午5:00前可以改，以最后一次为准。`;

const four = "4号　学校门口接送拥堵";
const seven = "7号　老旧小区没地方充电";
const choseFourAndSeven = (who: string) => chosen(who, [four, seven]);

const heard = `听到您说选4号和7号：
${four}
${seven}

对的话请回复：对。不对，再说一遍就行。`;

const entered = `已代录韦德福委员的推荐：2号、4号、7号。
代录人周敏，电话告知，3月11日上午9:00。

截止前请韦委员本人复核，电话或在纸质推荐单上签字都行。
复核后请回复：已复核 韦德福
要打印纸质推荐单，请回复：打印 推荐单`;

const missing = `周敏您好，还有9位委员没有选（名单只发给您）：
张建国、农志明、苏小红、莫振华、唐晓东、蒙桂芳、卢永康、石磊、杨德才
我已单独提醒过他们一次，今天不再提醒。电话问到的，可以用“代录”。`;

const result = `【推荐结果】城南片区二季度协商议题
3月13日（星期五）下午5:00截止

应参加24人，实际参加21人（87.5%），符合规定人数，结果有效。

7号　老旧小区没地方充电　17票
4号　学校门口接送拥堵　14票
8号　园区公交末班车太早　11票
3号　幸福里小区无物业管理　8票
2号　河堤步道照明不足　5票
5号　农贸市场排水不畅　3票

城区委员15人参加14人，乡镇委员9人参加7人；代录1人，已复核。
以上供县政协主席会议审定参考。谢谢各位委员。`;

const ruled = `【审定】县政协主席会议3月16日研究并报县委同意，青协纪〔2026〕5号

列入二季度协商计划
7号　老旧小区没地方充电　现场协商，刘志强牵头
4号　学校门口接送拥堵　专题协商，何秀兰副主席牵头
3号　幸福里小区无物业管理　院坝协商，街道联络站牵头

暂缓
8号　园区公交末班车太早
理由：县交通运输局正在调整班次，4月底前落实，届时再看

列为备选：2号、5号
与推荐顺序不同的有1处：8号暂缓，3号列入。
荐题和附议的委员已逐一告知。`;

const toldWang = `王委员，您荐的8号「园区公交末班车太早」得11票，排第3。
县政协主席会议研究后暂缓：县交通运输局正在调整班次，4月底前落实。

5月6日（星期三）我会提醒联络站回头看，再把情况告诉您。`;

describe.skipIf(chromium.isMissing)(`一件议题从荐题到审定${chromium.note}`, () => {
  const script = useScript();
  const { phone, pressStep, pressSteps, expectSaid, until, takePicture } = script;

  const ofWecom = groupKey("wecom", "wrQHchengnanxieshang01");
  const ofDingtalk = groupKey("dingtalk", "cidQHgongshanglian01==");
  const wang = singleKey("dingtalk", "014701152003");

  async function choose(side: Side, name: string): Promise<void> {
    const select = phone(side).getByTestId("person-select");
    const option = select.locator("option", { hasText: name }).first();
    await select.selectOption(await option.getAttribute("value"));
  }

  async function voteByHand(side: Side, name: string): Promise<void> {
    await choose(side, name);
    const card = phone(side).getByTestId("card").last();
    await card.getByText("城南片区 有事来商量").waitFor();
    await card.getByText("4号 学校门口拥堵").click();
    await card.getByText("7号").click();
    await card.getByRole("button", { name: "提交推荐" }).click();
    await card.getByText(`${name.at(0)}委员，您推荐的2件已记下`).waitFor();
  }

  test("每一步一按：从相似议题到推荐、结果、审定、一周小结", { timeout: 240_000 }, async () => {
    await script.open("desk");
    await pressSteps(1, 7);
    await expectSaid("left", similar);
    await pressStep("8");
    await expectSaid("left", supplemented);
    await pressSteps(9, 10);
    expect((await until(ofDingtalk, "马委员附议了8号")).text).toContain(
      "现在附议3人，达到初选要求",
    );
    await pressStep("11");
    await expectSaid("left", drafted);
    await pressStep("12");
    const review = phone("right").getByTestId("card").last();
    await review.getByText("何主席，有一份内容请您审阅").waitFor();
    await pressStep("13");
    await expectSaid("right", announced);
    expect((await until(ofWecom, "【议题推荐】")).text).toContain("请@小协回复：推荐。");

    await pressSteps(14, 15);
    const card = phone("left").getByTestId("card").last();
    await card.getByText(choseFourAndSeven("李委员").split("\n")[0] ?? "").waitFor();
    expect(await card.locator("[data-part='body']").innerText()).toBe(choseFourAndSeven("李委员"));
    // Another member taps the same card by hand; what each chose only they see.
    await voteByHand("left", "黄丽华");
    await choose("left", "欧阳敏");
    expect(await phone("left").getByTestId("card").last().innerText()).not.toContain("已记下");
    await pressStep("16");
    await expectSaid("right", "王委员，您推荐的3件已记下，明细单独发给您了。");
    const details = await until(wang, "您推荐的3件已记下");
    expect(details.text).toContain("8号　园区公交末班车太早");
    await pressStep("17");
    await expectSaid("left", entered);
    await pressSteps(18, 19);
    await expectSaid("right", missing);
    const reminder = await until(
      singleKey("wecom", "ZhangJianGuo"),
      "二季度议题推荐今天下午5:00截止",
    );
    expect(reminder.text).toContain("张委员早上好。");
    expect(reminder.text).toContain("2号河堤照明不足　3号幸福里无物业　4号学校门口拥堵");
    for (const group of [ofWecom, ofDingtalk]) {
      const { text } = await until(group, "24位委员中已有15位参加");
      expect(text).not.toContain("张建国");
    }
    await pressStep("20");
    await expectSaid("left", heard);
    await pressStep("21");
    await expectSaid("left", choseFourAndSeven("张委员"));
    await pressStep("22");
    await expectSaid("left", "刘主任，二季度议题推荐3月13日（星期五）下午5:00已截止");
    expect(
      script.play.sandbox.timeline.list(ofWecom).some(({ text }) => text.includes("【推荐结果】")),
    ).toBe(false);
    await pressStep("23");
    await expectSaid("right", result);
    await until(ofDingtalk, "【推荐结果】");

    await pressSteps(24, 27);
    await expectSaid("right", toldWang);
    expect((await until(ofDingtalk, "【审定】")).text).toBe(ruled);
    expect((await until(ofWecom, "【审定】")).text).toBe(ruled);
    await pressSteps(28, 47);
    await until(singleKey("wecom", "ZhouMin"), "本周小结下午4:00发到2个群");
    await pressStep("48");
    for (const group of [ofWecom, ofDingtalk])
      await until(group, "【一周小结】城南片区　3月23日至27日");
    await pressStep("49");
    await expectSaid("left", "推荐结果报告单已生成，A4纸2页，可以直接送签。");
    expect(await script.page.locator("[data-state='next']").count()).toBe(0);
    // Started anew, the group does not read what was chosen on a card in it.
    const before = (await script.play.memory.resume())?.said ?? [];
    const inGroup = before.filter((said) => said.conversation === ofWecom).map(({ text }) => text);
    expect(inGroup.filter((text) => text === "点了卡片")).toHaveLength(2);
    expect(inGroup.filter((text) => text.includes("已记下"))).toEqual([]);
  });

  test(
    "手机上：推荐卡片、结果、审定都在一屏里看得清，不左右滚动",
    { timeout: 240_000 },
    async () => {
      await script.open("phone");
      await pressSteps(1, 14);
      const card = phone("left").getByTestId("card").last();
      await card.getByRole("button", { name: "提交推荐" }).scrollIntoViewIfNeeded();
      await takePicture("selection-card.png");
      await expectNoSideways();
      await pressStep("15");
      await card.getByText("您推荐的2件已记下").waitFor();
      await pressSteps(16, 19);
      await pressSteps(20, 23);
      await script.page.getByRole("tab").nth(1).click();
      await expectSaid("right", result);
      await takePicture("selection-result.png");
      await expectNoSideways();
      await pressSteps(24, 27);
      await script.page.getByRole("tab").nth(1).click();
      await expectSaid("right", toldWang);
      await pressSteps(28, 48);
      await script.page.getByRole("tab").nth(1).click();
      await expectNoSideways();
    },
  );

  async function expectNoSideways(): Promise<void> {
    expect(await script.page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
      sizes.phone.width,
    );
  }
});
