import { expect, test } from "vitest";

import { joinMessages } from "../../domain/joined.ts";
import { type CardMessage, richMessage, textMessage } from "../../domain/message.ts";

const card: CardMessage = {
  kind: "card",
  text: "卡片",
  cardId: "c",
  card: { kind: "buttons", title: "卡片", buttons: [] },
};

test("都是文字：空一行合成一条", () => {
  const joined = joinMessages(textMessage("一"), [textMessage("二"), textMessage("三")], 2048);
  expect(joined).toEqual({ message: textMessage("一\n\n二\n\n三"), count: 2 });
});

test("有带格式的：格式留着，文字的样子和只看文字的平台一样", () => {
  const rich = richMessage([{ kind: "heading", text: "题目" }]);
  const { message, count } = joinMessages(textMessage("一"), [rich], 2048);
  expect(count).toBe(1);
  expect(message).toEqual(
    richMessage([
      { kind: "paragraph", runs: ["一"] },
      { kind: "heading", text: "题目" },
    ]),
  );
  expect(message.text).toBe("一\n\n题目");
});

test("按字节装满为止，不跳过装不下的", () => {
  const rest = [textMessage("二二"), textMessage("三".repeat(10)), textMessage("四")];
  const { message, count } = joinMessages(textMessage("一"), rest, 20);
  expect({ text: message.text, count }).toEqual({ text: "一\n\n二二", count: 1 });
});

test("卡片、没有话的、读不出来的：各说各的，后面的也不越过它", () => {
  for (const between of [card, textMessage(""), undefined]) {
    const { count } = joinMessages(textMessage("一"), [between, textMessage("二")], 2048);
    expect(count).toBe(0);
  }
  expect(joinMessages(card, [textMessage("二")], 2048)).toEqual({ message: card, count: 0 });
});
