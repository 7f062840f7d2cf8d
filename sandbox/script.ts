/**
 * The ten minutes, step by step: who says what, where, and on which two phones it is seen. What the
 * bot learns later is shown by steps added here; nothing else of the page has to know.
 */

export type Place = "group" | "single";

/** Whose phone lies open, and what is on it. */
export interface OpenPhone {
  readonly who: string;
  readonly place: Place;
}

export interface SayStep extends OpenPhone {
  readonly kind: "say";
  /** As a person types it, with the mention; 小协 stands for the bot, however it is called. */
  readonly line: string;
  readonly spoken?: true;
  readonly phones: readonly [OpenPhone, OpenPhone];
}

export interface WindStep {
  readonly kind: "wind";
  readonly to: Date;
  readonly phones: readonly [OpenPhone, OpenPhone];
}

export type Step = SayStep | WindStep;

export interface Part {
  /** As in the script: `0:40–1:40`. */
  readonly minutes: string;
  readonly title: string;
  readonly steps: readonly Step[];
}

export interface Script {
  readonly parts: readonly Part[];
  /** 还可以试试: beside the story, in any order. */
  readonly extras: readonly Step[];
}

const inGroup = (who: string): OpenPhone => ({ who, place: "group" });
const alone = (who: string): OpenPhone => ({ who, place: "single" });

/** The speaker's phone is the first unless `phones` says otherwise. */
function say(
  speaker: OpenPhone,
  line: string,
  phones: readonly [OpenPhone, OpenPhone],
  spoken?: true,
): SayStep {
  const step = { kind: "say", ...speaker, line, phones } as const;
  return spoken === undefined ? step : { ...step, spoken };
}

function wind(to: string, phones: readonly [OpenPhone, OpenPhone]): WindStep {
  return { kind: "wind", to: new Date(`${to}+08:00`), phones };
}

const [li, zhang, huang] = [inGroup("李梅"), inGroup("张建国"), inGroup("黄丽华")];
const [zhao, wang] = [inGroup("赵启明"), inGroup("王海涛")];

export const script: Script = {
  parts: [
    {
      minutes: "0:00–0:40",
      title: "打开网页，开口就有帮助",
      steps: [say(li, "@小协 你好", [li, zhang])],
    },
    {
      minutes: "0:40–1:40",
      title: "老委员第一次开口，话不丢，人认得出",
      steps: [
        say(zhang, "@小协 荐题 老旧小区没地方充电", [li, zhang]),
        say(zhang, "@小协 我是张建国", [alone("周敏"), zhang]),
        say(alone("周敏"), "是", [alone("周敏"), zhang]),
      ],
    },
    {
      minutes: "1:40–2:50",
      title: "附议、荐题回执，两个平台、繁体都行",
      steps: [
        say(zhao, "@小協 附議7", [huang, zhao]),
        say(huang, "@小协 附议7", [huang, zhao]),
        say(li, "@小协 附议7", [li, zhao]),
        say(wang, "@小协 荐题 园区公交末班车太早\n说明：晚班工人下班没有车", [li, wang]),
        wind("2026-03-11T09:00:00", [li, wang]),
      ],
    },
  ],
  extras: [
    say(alone("李梅"), "明天上午9点提醒我交材料", [alone("李梅"), wang]),
    wind("2026-03-10T09:00:00", [alone("李梅"), wang]),
    say(alone("张建国"), "我想看议题", [alone("张建国"), wang], true),
    say(wang, "@小协 议题", [li, wang]),
    say(alone("王海涛"), "我的", [li, alone("王海涛")]),
  ],
};
