import { describe, expect, test } from "vitest";

import { categories, suggestCategory, topicScopes } from "../../domain/category.ts";

describe("类别", () => {
  test("两级十二类，选题范围四种，名字不重", () => {
    const all = Object.values(categories).flat();
    expect(all).toHaveLength(12);
    expect(new Set<string>(all).size).toBe(12);
    expect(Object.values(topicScopes)).toHaveLength(4);
  });

  test.each([
    ["园区公交末班车太早", "道路交通"],
    ["園區公交末班車太早", "道路交通"],
    ["学校门口接送拥堵", "道路交通"],
    ["乡镇卫生院看病贵", "上学就医"],
    ["小学课后托管服务不足", "上学就医"],
    ["幸福里小区无物业管理", "物业管理"],
    ["冬季供暖温度不达标", "冬季取暖"],
    ["高层住户水压不足", "用水用电"],
    ["老旧小区没地方充电", "小区环境"],
    ["广场舞音量扰民", "邻里矛盾"],
    ["背街小巷垃圾箱不足", "环境卫生"],
    ["河道污水直排", "环境治理"],
    ["河堤步道照明不足", "基础设施"],
    ["城东夜市占道经营", "城市管理"],
    ["小微企业融资难", "经济发展"],
  ])("%s：%s", (title, expected) => {
    expect(suggestCategory(title)).toBe(expected);
  });

  test("看不出来就不选", () => {
    expect(suggestCategory("侨眷联谊")).toBeUndefined();
    expect(suggestCategory("")).toBeUndefined();
  });

  test("题目比说明要紧；题目看不出来就看说明", () => {
    expect(suggestCategory("路灯不亮", "停车的人看不见，公交也难走")).toBe("基础设施");
    expect(suggestCategory("请早些办", "门口的公交太早收班")).toBe("道路交通");
  });
});
