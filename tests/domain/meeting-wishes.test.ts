import { describe, expect, test } from "vitest";

import { parsePeople } from "../../domain/meeting-wishes.ts";

/** As short as it can be read by eye: 类别:姓名、单位=人数(姓名). */
function brief(words: string): string {
  return parsePeople(words)
    .map((wish) => {
      switch (wish.kind) {
        case "everybody":
          return ["全体", ...wish.except].join("-");
        case "names":
          return `${wish.category ?? "名单"}:${wish.names.join("、")}`;
        case "count":
          return `${wish.category}×${wish.count}${wish.called}`;
        case "organization":
          return `${wish.category}=${wish.organization}×${wish.count}${wish.names.join("、")}`;
      }
    })
    .join("　");
}

describe("参加的人", () => {
  test.each([
    ["委员3人张建国、李梅 王海涛", "member:张建国、李梅、王海涛"],
    ["委员 张建国 李梅，县住建局2人", "member:张建国、李梅　department=县住建局×2"],
    [
      "全体委员、县市场监管局2人、居民代表3人",
      "全体　department=县市场监管局×2　resident×3居民代表",
    ],
    ["委员、县住建局2人", "member:　department=县住建局×2"],
    ["全体委员（除王海涛、李梅），专家2人", "全体-王海涛-李梅　expert×2专家"],
    ["全体委员 除 王海涛 李梅", "全体-王海涛-李梅"],
    ["全体委员，除王海涛，县住建局2人", "全体-王海涛　department=县住建局×2"],
    ["除王海涛外全体委员", "全体-王海涛"],
    ["所有委員參加", "全体"],
    ["李梅、县住建局1人", "名单:李梅　department=县住建局×1"],
    ["县住建局、李梅、王海涛", "department=县住建局×1　名单:李梅、王海涛"],
    ["县住建局：王工、李科长", "department=县住建局×2王工、李科长"],
    ["县住建局（2人）、居民代表（3人）", "department=县住建局×2　resident×3居民代表"],
    ["城南街道、幸福里社区各1人", "official=城南街道×1　official=幸福里社区×1"],
    ["县住建局和城南街道各派两名", "department=县住建局×2　official=城南街道×2"],
    [
      "县住建局2人、城南街道、幸福里社区各1人",
      "department=县住建局×2　official=城南街道×1　official=幸福里社区×1",
    ],
    ["张建国和李梅", "名单:张建国和李梅"],
    ["和平街道一人，人和镇两人", "official=和平街道×1　official=人和镇×2"],
    ["居民代表 黄春梅，乡贤 黄老师", "resident:黄春梅　other:黄老师"],
    ["居民代表黄春梅、李阿姨", "resident:黄春梅、李阿姨"],
    ["楼栋长3位，商户代表２人", "resident×3楼栋长　enterprise×2商户代表"],
    ["職能部門 县住建局", "department=县住建局×1"],
    ["网格员、业主代表各2人", "official×2网格员　resident×2业主代表"],
    [
      "物业公司一人、县提案委员会办公室1人",
      "enterprise=物业公司×1　department=县提案委员会办公室×1",
    ],
    ["委员5人，县住建局2人，共7人", "member×5委员　department=县住建局×2"],
    ["张建国\n李梅\n居民代表3人", "名单:张建国　名单:李梅　resident×3居民代表"],
    ["委员会办公室2人", "department=委员会办公室×2"],
    ["", ""],
  ])("%s", (words, expected) => {
    expect(brief(words)).toBe(expected);
  });
});
