import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { renderCard } from "../../bot/platforms/wecom/card.ts";
import { readTemplateCard } from "../../sandbox/wecom-card.ts";
import type { ButtonsCard, Card, FormCard, NoticeCard, VoteCard } from "../../domain/card.ts";
import { buttons, cardId, cardMessage, form, notice, vote } from "./wecom-cards.ts";

const show = (card: Card, dialect: "aibot" | "app" = "aibot") =>
  renderCard(cardMessage(card), dialect);

describe("四种卡片", () => {
  test("按钮", () => {
    expect(show({ ...buttons, body: "已附议。\n想收回就再点一下。" })).toEqual({
      card_type: "button_interaction",
      main_title: { title: "7号 老旧小区没地方充电", desc: "附议3人" },
      sub_title_text: "已附议。\n想收回就再点一下。",
      button_list: [
        { text: "附议", style: 1, key: "endorse" },
        { text: "收回附议", style: 2, key: "unendorse" },
        { text: "撤回", style: 3, key: "drop" },
      ],
      task_id: cardId,
    });
  });

  test("投票：多选、单选", () => {
    expect(show(vote)).toEqual({
      card_type: "vote_interaction",
      main_title: { title: "今年议什么", desc: "最多推荐3件" },
      checkbox: {
        question_key: "vote",
        mode: 1,
        option_list: [
          { id: "7", text: "7号 充电难", is_checked: false },
          { id: "8", text: "8号 末班车太早", is_checked: false },
        ],
      },
      submit_button: { text: "推荐", key: "submit" },
      task_id: cardId,
    });
    expect(show({ ...vote, mode: "single" })).toMatchObject({ checkbox: { mode: 0 } });
    expect(show({ ...vote, source: "城南片区 有事来商量" })).toMatchObject({
      source: { desc: "城南片区 有事来商量" },
    });
    expect(show({ ...form, source: "城南片区".repeat(9) }, "app")).toMatchObject({
      source: { desc: expect.stringMatching(/^.{19}…$/) },
    });
  });

  test("几项选择", () => {
    expect(show(form)).toEqual({
      card_type: "multiple_interaction",
      main_title: { title: "约一次会" },
      select_list: [
        {
          question_key: "time",
          title: "时间",
          option_list: [
            { id: "1", text: "周五下午3:00" },
            { id: "2", text: "周六上午9:00" },
          ],
        },
        { question_key: "room", title: "地方", option_list: [{ id: "a", text: "会客厅" }] },
      ],
      submit_button: { text: "就这样定", key: "submit" },
      task_id: cardId,
    });
  });

  test("通知：点开是链接；没有链接就没有这种卡片", () => {
    expect(show(notice)).toEqual({
      card_type: "text_notice",
      main_title: { title: "协商会通知", desc: "请准时到会" },
      horizontal_content_list: [
        { keyname: "时间", value: "3月13日下午3:00" },
        { keyname: "地点", value: "会客厅" },
      ],
      jump_list: [{ type: 1, title: "看会议材料", url: "https://xiaoxie.gov.cn/m/1?a=b" }],
      card_action: { type: 1, url: "https://xiaoxie.gov.cn/m/1?a=b" },
    });
    const { link: _, ...withoutLink } = notice;
    expect(show(withoutLink)).toBeUndefined();
    for (const url of ["javascript:alert(1)", "file:///etc/passwd", "看这里"]) {
      expect(show({ ...notice, link: { text: "看", url } })).toBeUndefined();
    }
  });

  test("通知里列不下的，接在下面", () => {
    const facts = Array.from({ length: 8 }, (_, index) => ({ label: `第${index}`, value: "甲" }));
    expect(show({ ...notice, facts })).toMatchObject({
      horizontal_content_list: facts.slice(0, 6).map(({ label }) => ({ keyname: label })),
      sub_title_text: "第6：甲\n第7：甲",
    });
  });
});

describe("建议的字数", () => {
  test.each([
    ["aibot", 26, 30, 112],
    ["app", 36, 44, 160],
  ] as const)(
    "%s：标题 %i 字、说明 %i 字、正文 %i 字，再长就省略",
    (dialect, title, note, body) => {
      const long = { ...buttons, title: "题".repeat(99), note: "注".repeat(99) };
      const words = "一\n二".repeat(99);
      expect(show({ ...long, body: words }, dialect)).toMatchObject({
        main_title: { title: `${"题".repeat(title - 1)}…`, desc: `${"注".repeat(note - 1)}…` },
      });
      const shown = show({ ...long, body: words }, dialect)?.["sub_title_text"];
      expect(shown).toBe(`${words.slice(0, body - 1).trimEnd()}…`);
      const exact = { ...buttons, title: "题".repeat(title), note: "注".repeat(note) };
      expect(show(exact, dialect)).toMatchObject({
        main_title: { title: exact.title, desc: exact.note },
      });
    },
  );

  test("选项、按钮、事项也一样；一个表情算一个字，不拆开", () => {
    const family = "👨‍👩‍👧‍👦";
    const options = [{ id: "1", text: family.repeat(20), says: "1" }];
    expect(show({ ...vote, options, submit: "提".repeat(11) })).toMatchObject({
      checkbox: { option_list: [{ text: `${family.repeat(10)}…` }] },
      submit_button: { text: `${"提".repeat(9)}…` },
    });
    const selects = [{ key: "k", title: "问".repeat(20), options }];
    expect(show({ ...form, selects }, "app")).toMatchObject({
      select_list: [
        { title: `${"问".repeat(12)}…`, option_list: [{ text: `${family.repeat(15)}…` }] },
      ],
    });
    const facts = [{ label: "很长的名字", value: "值".repeat(40) }];
    expect(show({ ...notice, facts }, "app")).toMatchObject({
      horizontal_content_list: [{ keyname: "很长的名字", value: `${"值".repeat(29)}…` }],
    });
  });
});

const button = (key: string) => ({ key, text: "好", says: "好" });
const option = (id: string) => ({ id, text: "好", says: "好" });
const many = <T>(count: number, make: (id: string) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(`k${index}`));
const withButtons = (list: ButtonsCard["buttons"]) => ({ ...buttons, buttons: list });
const withOptions = (options: VoteCard["options"]) => ({ ...vote, options });
const withSelects = (selects: FormCard["selects"]) => ({ ...form, selects });
const select = (key: string, options = many(1, option)) => ({ key, title: "问", options });

describe("平台不收的，一张也不发", () => {
  test.each<[string, Card]>([
    ["没有按钮", withButtons([])],
    ["七个按钮", withButtons(many(7, button))],
    ["两个按钮一个键", withButtons([button("a"), button("a")])],
    ["按钮的键是空的", withButtons([button("")])],
    ["按钮的键 1025 字节", withButtons([button("a".repeat(1025))])],
    ["没有选项", withOptions([])],
    ["二十一个选项", withOptions(many(21, option))],
    ["选项编号 129 字节", withOptions([option("键".repeat(43))])],
    ["两个选项一个编号", withOptions([option("a"), option("a")])],
    ["四个选择框", withSelects(many(4, select))],
    ["选择框里十一项", withSelects([select("a", many(11, option))])],
    ["两个选择框一个键", withSelects([select("a"), select("a")])],
    ["没有标题", { ...buttons, title: " \n" }],
    ["按钮上没有字", withButtons([{ ...button("a"), text: " " }])],
    ["选项上没有字", withOptions([{ ...option("a"), text: "\n" }])],
    ["提交按钮上没有字", { ...vote, submit: "" }],
  ])("%s", (_name, card) => {
    expect(show(card)).toBeUndefined();
    expect(show(card, "app")).toBeUndefined();
  });

  test("正好到界限的都行", () => {
    expect(show(withButtons(many(6, button)))).toBeDefined();
    expect(show(withButtons([button("a".repeat(1024))]))).toBeDefined();
    expect(show(withOptions(many(20, option)))).toBeDefined();
    expect(show(withOptions([option("a".repeat(128))]))).toBeDefined();
    expect(show(withSelects(many(3, (key) => select(key, many(10, option)))))).toBeDefined();
  });

  test("卡片的名字不是平台认的样子", () => {
    for (const bad of ["", "有字", "a b", "a".repeat(129)]) {
      expect(renderCard({ cardId: bad, card: buttons }, "aibot")).toBeUndefined();
    }
  });
});

describe("另写的一套规矩来查", () => {
  const words = fc.oneof(
    fc.string({ maxLength: 60, unit: "grapheme" }),
    fc.string({ maxLength: 60, unit: "binary" }),
    fc.constantFrom("", " ", "\n\n", "\ud800", "<@all>", "题".repeat(200)),
  );
  const key = fc.oneof(
    fc.string({ maxLength: 30, unit: fc.constantFrom(...Array.from("ab键_ \n")) }),
    fc.constantFrom("键".repeat(50), "k".repeat(1025)),
  );
  const options = fc.array(fc.record({ id: key, text: words, says: words }), { maxLength: 22 });
  const face = { title: words, note: words };
  const anyCard: fc.Arbitrary<Card> = fc.oneof(
    fc.record({
      kind: fc.constant("notice" as const),
      ...face,
      facts: fc.array(fc.record({ label: words, value: words }), { maxLength: 9 }),
      link: fc.record({
        text: words,
        url: fc.oneof(fc.webUrl({ withQueryParameters: true }), words),
      }),
    }),
    fc.record({
      kind: fc.constant("buttons" as const),
      ...face,
      body: words,
      buttons: fc.array(
        fc.record({ key, text: words, says: words, style: fc.constantFrom("main", "warning") }),
        { maxLength: 8 },
      ),
    }),
    fc.record({
      kind: fc.constant("vote" as const),
      ...face,
      mode: fc.constantFrom("single", "multi"),
      options,
      submit: words,
      says: words,
    }),
    fc.record({
      kind: fc.constant("form" as const),
      ...face,
      selects: fc.array(fc.record({ key, title: words, options }), { maxLength: 5 }),
      submit: words,
      says: words,
    }),
  );

  test.each(["aibot", "app"] as const)("%s：发出去的没有一张不合规矩", (dialect) => {
    let shownCount = 0;
    fc.assert(
      fc.property(anyCard, (card) => {
        const rendered = show(card, dialect);
        if (rendered === undefined) return;
        shownCount += 1;
        const sent: unknown = JSON.parse(JSON.stringify(rendered));
        expect(readTemplateCard(sent, dialect).kind).toBe(card.kind);
        expect(
          JSON.stringify(rendered).replaceAll(/"(?:key|id|question_key|url)":"[^"]*"/g, ""),
        ).not.toMatch(/</);
      }),
      { numRuns: 2000 },
    );
    expect(shownCount).toBeGreaterThan(100);
  });
});

test("人写的话在卡片上只是话", () => {
  const nasty = "<@all> <a href='https://evil.example'>点</a>\u2028下一行";
  const card: NoticeCard = { ...notice, title: nasty, facts: [{ label: "<a", value: nasty }] };
  for (const shown of [show(card), show({ ...buttons, title: nasty, note: nasty, body: nasty })]) {
    expect(JSON.stringify(shown)).not.toContain("<");
    expect(JSON.stringify(shown?.["main_title"])).not.toMatch(/\\n|\u2028/);
  }
});
