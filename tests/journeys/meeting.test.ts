import { describe, expect, test } from "vitest";

import { groupKey, singleKey } from "../../sandbox/timeline.ts";
import { needs } from "../support/needs.ts";
import { type Side, useScript } from "../support/script.ts";
import { sizes } from "../support/stage.ts";

const chromium = needs("chromium");

const slots = `A　3月25日（星期三）下午3:00—4:30
B　3月26日（星期四）上午9:00—10:30
C　3月27日（星期五）下午3:00—4:30`;

const times = `【约时间】7号「老旧小区没地方充电」现场协商会

${slots}
刘主任没说几点，先按下午3:00、上午9:00列出，会期按一个半小时。三天都是工作日。

请选方便、可协调或不方便，没选的不算方便。
点卡片，或@我回复，例：A方便 B可协调 C不方便
请在3月18日（星期三）下午5:00前答复。县住建局和居民代表须能到场。`;

const answered = `刘主任，问到的12人都答复了：

A　方便9　可协调2　不方便1　住建局、居民代表都能来
B　方便10　可协调1　不方便1　住建局来不了，不能定
C　方便6　可协调2　不方便4　住建局、居民代表都能来

建议定A。请回复：定A，我就起草会议通知。`;

const notice = `【会议通知】张建国委员：
定于3月25日（星期三）下午3:00，在幸福里小区2栋前空地召开「老旧小区没地方充电」现场协商会，会期约一个半小时。雨天改在社区二楼议事室。

议程：现场察看；情况介绍；委员和居民代表发言，每人不超过3分钟；县住建局回应；梳理意见建议
参加：委员8人，县住建局2人，城南街道、幸福里社区各1人，居民代表3人
请准备：发言要点，3月23日（星期一）下午5:00前发给我，说语音也行

请选：参加　请假　加入日程
联系人：周敏，0000-0000000`;

const checkedIn = `张委员，签到好了，下午2:52。
您第3位发言，不超过3分钟。`;

const toCheck = `【请核对纪要】7号「老旧小区没地方充电」现场协商会，3月25日

应到15人，实到14人，请假1人。

共识
1、2栋、5栋、9栋各建一处充电棚
2、充电收费标准公示后再实行

建议
1、消防通道划线和充电棚一起做（张建国）
2、优先用闲置自行车棚改建（李梅）
3、夜间充电要有断电保护（居民代表黄春梅）

待办
县住建局　4月10日（星期五）前完成现场勘查

没有出入，请回复：无误
要改，例：更正 建议1 改为……
请在3月30日（星期一）下午5:00前答复。到时没有答复的，记为未答复，不算认可。`;

const weekLines = [
  "【一周小结】城南片区　3月23日至27日",
  "协商　开会1场：7号现场协商会，实到14人，共识2条，建议3条，待办1项",
  "议题　新荐2件，附议9人次；在办8件，其中列入计划3件",
  "推荐　本周没有进行中的议题推荐",
  "请留意　7号会议纪要3月30日（星期一）下午5:00前核对，已单独发给到会同志",
  "下周　3月31日（星期二）下午3:00　4号「学校门口接送拥堵」专题协商会",
  "数字截至3月27日下午3:00。",
];

describe.skipIf(chromium.isMissing)(`一场协商会从约时间到纪要${chromium.note}`, () => {
  const script = useScript();
  const { phone, pressStep, pressSteps, expectSaid, until, takePicture } = script;

  const ofWecom = groupKey("wecom", "wrQHchengnanxieshang01");
  const ofDingtalk = groupKey("dingtalk", "cidQHgongshanglian01==");
  const liu = singleKey("wecom", "LiuZhiQiang");
  const zhou = singleKey("wecom", "ZhouMin");
  const zhang = singleKey("wecom", "ZhangJianGuo");

  test("每一步一按：约时间、通知、请假、签到、记录、纪要、小结", { timeout: 240_000 }, async () => {
    await script.open("desk");
    await pressSteps(1, 28);
    await expectSaid("left", times);
    const asked = await expectSaid("right", "王委员，刘主任在约7号");
    expect(await asked.innerText()).toContain("C　3月27日（星期五）下午3:00—4:30");
    await pressStep("29");
    await expectSaid("left", answered);
    expect(
      script.play.sandbox.timeline.list(liu).filter(({ text }) => text === answered),
    ).toHaveLength(1);
    await pressStep("30");
    await expectSaid("left", "定了A。请刘主任核对，现在还没有发出：");
    await pressStep("31");
    expect((await until(liu, "共15人")).text).toContain("地点：幸福里小区2栋前空地");
    expect(
      script.play.sandbox.timeline.list(zhang).some(({ text }) => text.includes("会议通知")),
    ).toBe(false);
    await pressStep("32");
    await expectSaid("right", notice);
    const choices = phone("right").getByTestId("card").last();
    for (const name of ["参加", "请假", "加入日程"]) {
      await choices.getByRole("button", { name }).waitFor({ state: "attached" });
    }
    await pressStep("33");
    await expectSaid("left", "张委员，记下您参加：3月25日（星期三）下午3:00");
    await pressStep("34");
    await expectSaid("right", "王委员，请假已报刘主任，批复后告诉您。");
    await expectSaid("left", "刘主任，王海涛委员请假：");
    await pressStep("35");
    await expectSaid("right", "王委员，您的假已准：3月25日（星期三）下午3:00");

    await pressSteps(36, 37);
    await expectSaid("left", checkedIn);
    await pressStep("38");
    await until(zhou, "应到15人，实到14人，请假1人。");
    await pressSteps(39, 42);
    await expectSaid("left", "记下待办1：县住建局，4月10日（星期五）前，完成现场勘查。");
    await pressSteps(43, 44);
    await expectSaid("left", "【请先过目】7号「老旧小区没地方充电」现场协商会，3月25日");
    expect(
      script.play.sandbox.timeline.list(zhang).some(({ text }) => text.includes("核对纪要")),
    ).toBe(false);
    await pressStep("45");
    await expectSaid("right", toCheck);
    await pressStep("46");
    await expectSaid("right", "张委员，记下了：7号「老旧小区没地方充电」现场协商会");

    await pressStep("47");
    const preview = await until(zhou, "本周小结下午4:00发到2个群");
    for (const line of weekLines) expect(preview.text).toContain(line);
    await pressStep("48");
    for (const group of [ofWecom, ofDingtalk]) {
      const { text } = await until(group, "【一周小结】");
      for (const line of weekLines) expect(text).toContain(line);
    }
  });

  test("手机上：约时间、通知、纪要、小结都不左右滚动", { timeout: 240_000 }, async () => {
    await script.open("phone");
    await pressSteps(1, 28);
    await expectSaid("left", times);
    await show("left", "meeting-times.png");
    await pressStep("29");
    await expectSaid("left", answered);
    await show("left", "meeting-answered.png");
    await pressSteps(30, 32);
    await script.page.getByRole("tab").nth(1).click();
    await expectSaid("right", notice);
    await show("right", "meeting-notice.png");
    await pressSteps(33, 37);
    await expectSaid("left", checkedIn);
    await show("left", "meeting-check-in.png");
    await pressSteps(38, 45);
    await script.page.getByRole("tab").nth(1).click();
    await expectSaid("right", toCheck);
    await show("right", "meeting-minutes.png");
    await pressSteps(46, 48);
    await script.page.getByRole("tab").nth(1).click();
    await expectSaid("right", "【一周小结】城南片区　3月23日至27日");
    await show("right", "meeting-week.png");
  });

  /** The newest bubble is in sight, and nothing lies beside the screen. */
  async function show(side: Side, name: string): Promise<void> {
    await phone(side).getByTestId("bubble").last().scrollIntoViewIfNeeded();
    await takePicture(name);
    const card = phone(side).getByTestId("card").last();
    if ((await card.count()) > 0) {
      await card.scrollIntoViewIfNeeded();
      await takePicture(name.replace(".png", "-card.png"));
    }
    expect(await script.page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
      sizes.phone.width,
    );
  }
});
