import { describe, expect, test } from "vitest";

import {
  afterTap,
  againKey,
  type ButtonsCard,
  type FormCard,
  submitKey,
  type VoteCard,
  voteKey,
  wordsOfTap,
} from "../../domain/card.ts";

const buttons: ButtonsCard = {
  kind: "buttons",
  title: "7号　老旧小区没地方充电",
  note: "附议3人",
  buttons: [
    { key: "endorse", text: "附议", says: "附议 7", style: "main" },
    { key: "unendorse", text: "收回附议", says: "取消附议 7" },
  ],
};

const vote: VoteCard = {
  kind: "vote",
  title: "二季度议题推荐",
  mode: "multi",
  options: [2, 4, 7].map((number) => ({
    id: `t${number}`,
    text: `${number}号`,
    says: String(number),
  })),
  submit: "提交推荐",
  says: "推荐",
};

const form: FormCard = {
  kind: "form",
  title: "约时间",
  selects: ["A", "B"].map((key) => ({
    key,
    title: key,
    options: ["方便", "不方便"].map((text) => ({ id: text, text, says: `${key}${text}` })),
  })),
  submit: "提交",
  says: "时间",
};

const submitForm = (chosen: Record<string, string[]>) =>
  wordsOfTap(form, { key: submitKey, chosen });

describe("点了什么，就是说了什么", () => {
  test("按钮", () => {
    expect(wordsOfTap(buttons, { key: "endorse", chosen: {} })).toBe("附议 7");
    expect(wordsOfTap(buttons, { key: "unendorse", chosen: {} })).toBe("取消附议 7");
  });

  test("多选按卡片上的次序，各一次", () => {
    const chosen = { [voteKey]: ["t7", "t2", "t7"] };
    expect(wordsOfTap(vote, { key: submitKey, chosen })).toBe("推荐 2 7");
    expect(wordsOfTap(vote, { key: submitKey, chosen: {} })).toBe("推荐");
  });

  test("下拉各选一个，没选的不说", () => {
    expect(submitForm({ A: ["方便"], B: ["不方便"] })).toBe("时间 A方便 B不方便");
    expect(submitForm({ B: ["方便"] })).toBe("时间 B方便");
  });

  test("卡上没有的按钮、选项，单选给两个：一律不认", () => {
    expect(wordsOfTap(buttons, { key: "erase", chosen: {} })).toBeUndefined();
    expect(
      wordsOfTap(vote, { key: submitKey, chosen: { [voteKey]: ["t2", "t9"] } }),
    ).toBeUndefined();
    const single = { ...vote, mode: "single" } as const;
    expect(
      wordsOfTap(single, { key: submitKey, chosen: { [voteKey]: ["t2", "t4"] } }),
    ).toBeUndefined();
    expect(wordsOfTap(form, { key: submitKey, chosen: { A: ["方便", "不方便"] } })).toBeUndefined();
    const notice = { kind: "notice", title: "通知", facts: [] } as const;
    expect(wordsOfTap(notice, { key: submitKey, chosen: {} })).toBeUndefined();
  });
});

test("点过以后：按钮还在，选过的可以再改", () => {
  const { note: _, ...rest } = buttons;
  expect(afterTap(buttons, "李委员附议了7号。")).toEqual({ ...rest, body: "李委员附议了7号。" });
  const after = afterTap(vote, "您推荐的2件已记下");
  expect(after).toMatchObject({ kind: "buttons", title: vote.title, body: "您推荐的2件已记下" });
  expect(after.kind === "buttons" && after.buttons.map(({ key }) => key)).toEqual([againKey]);
});
