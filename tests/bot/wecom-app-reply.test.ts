import { describe, expect, test } from "vitest";
import { utf8Bytes } from "../../bot/bytes.ts";
import { renderAppReply } from "../../bot/platforms/wecom/app-reply.ts";
import { cardElement } from "../../bot/platforms/wecom/app-update.ts";
import type { Card } from "../../domain/card.ts";
import type { Inbound } from "../../domain/inbound.ts";
import { richMessage, textMessage } from "../../domain/message.ts";
import type { Message } from "../../domain/message.ts";
import { appSettings, openAppReply } from "./wecom-app-support.ts";

const now = new Date("2026-03-09T01:00:00.900Z");
const { callback, corpId } = appSettings;
const keys = { ...callback, receiveId: corpId };
const sender = { externalId: "LiMei", linkable: true };
const typed: Inbound = {
  kind: "message",
  message: {
    messageId: "1",
    conversation: { kind: "single", externalId: "LiMei" },
    sender,
    manner: "typed",
    text: "议题",
  },
};
const cardId = "AbCdEfGhIjKlMnOpQr-_01";
const tapped: Inbound = {
  kind: "tap",
  tap: { tapId: "t", cardId, key: "endorse", chosen: {}, sender },
};
const reply = (answer: Message | undefined, inbound: Inbound = typed) =>
  renderAppReply(answer, { inbound, keys, to: "LiMei", now });
const wordsOf = (answer: Message, inbound?: Inbound) => openAppReply(reply(answer, inbound)).words;
const contentOf = (answer: Message): string => {
  const content = openAppReply(reply(answer)).fields["Content"];
  if (typeof content !== "string") throw new Error("no content");
  return content;
};
const nothing = { status: 200, type: "text/plain", body: "" };
const buttons: Card = {
  kind: "buttons",
  title: "7号 老旧小区加装充电桩",
  note: "李梅 提出",
  body: "已附议，共 3 人。",
  buttons: [
    { key: "endorse", text: "附议", says: "附议 7", style: "main" },
    { key: "withdraw", text: "收回附议", says: "收回附议 7" },
  ],
};

describe("文字", () => {
  test("信封和信都是平台要的样子", () => {
    const sent = reply(textMessage("已记下，7号。"));
    expect(sent).toMatchObject({ status: 200, type: "application/xml" });
    expect(sent.body).toMatch(
      /^<xml><Encrypt><!\[CDATA\[[\w+/=]+\]\]><\/Encrypt><MsgSignature><!\[CDATA\[[0-9a-f]{40}\]\]><\/MsgSignature><TimeStamp>1773018000<\/TimeStamp><Nonce><!\[CDATA\[[0-9a-f]{16}\]\]><\/Nonce><\/xml>$/,
    );
    expect(openAppReply(sent).words).toBe(
      "<xml><ToUserName><![CDATA[LiMei]]></ToUserName><FromUserName><![CDATA[ww1]]></FromUserName>" +
        "<CreateTime>1773018000</CreateTime><MsgType><![CDATA[text]]></MsgType>" +
        "<Content><![CDATA[已记下，7号。]]></Content></xml>",
    );
  });

  test("随机数每次都是新的", () => {
    const nonces = [1, 2, 3].map(() => openAppReply(reply(textMessage("好"))).sealed.nonce);
    expect(new Set(nonces).size).toBe(3);
  });

  test("藏不了收尾，藏不了链接", () => {
    const said = "好]]><MsgType>image</MsgType>]]]]>&amp;<a href='x'>点</a>\u0001";
    expect(contentOf(textMessage(said))).toBe(
      "好]]>＜MsgType>image＜/MsgType>]]]]>&amp;＜a href='x'>点＜/a>",
    );
  });

  test("太长的截到 2048 字节，说明没有完", () => {
    const content = contentOf(textMessage("议".repeat(900)));
    expect(utf8Bytes(content)).toBeLessThanOrEqual(2048);
    expect(content).toMatch(/^议{600,}\n（内容较长，未完）$/);
    expect(contentOf(textMessage("议".repeat(682)))).toBe("议".repeat(682));
  });

  test("卡片放不下，就说卡片的全文；丰富的文字说成平常的", () => {
    const card: Message = {
      kind: "card",
      text: "回复“附议 7”",
      above: "7号",
      cardId,
      card: buttons,
    };
    expect(contentOf(card)).toBe("回复“附议 7”");
    const rich = richMessage([
      { kind: "heading", text: "本周" },
      { kind: "paragraph", runs: ["见", { kind: "link", text: "议题", url: "https://x.cn/" }] },
    ]);
    expect(contentOf(rich)).toBe("本周\n\n见议题：https://x.cn/");
  });

  test("没有话说就是空的 200", () => {
    expect(reply(undefined)).toEqual(nothing);
    expect(reply({ kind: "card", text: "", cardId, card: buttons })).toEqual(nothing);
    expect(reply(textMessage("不该说"), { kind: "ignored", reason: "x" })).toEqual(nothing);
  });
});

describe("点了卡片之后", () => {
  test("只给点的人换卡片", () => {
    expect(wordsOf({ kind: "card", text: "", cardId, card: buttons }, tapped)).toBe(
      "<xml><ToUserName><![CDATA[LiMei]]></ToUserName><FromUserName><![CDATA[ww1]]></FromUserName>" +
        "<CreateTime>1773018000</CreateTime><MsgType><![CDATA[update_template_card]]></MsgType>" +
        "<TemplateCard><CardType><![CDATA[button_interaction]]></CardType>" +
        "<MainTitle><Title><![CDATA[7号 老旧小区加装充电桩]]></Title>" +
        "<Desc><![CDATA[李梅 提出]]></Desc></MainTitle>" +
        "<SubTitleText><![CDATA[已附议，共 3 人。]]></SubTitleText>" +
        "<ButtonList><Text><![CDATA[附议]]></Text><Style>1</Style>" +
        "<Key><![CDATA[endorse]]></Key></ButtonList>" +
        "<ButtonList><Text><![CDATA[收回附议]]></Text><Style>2</Style>" +
        "<Key><![CDATA[withdraw]]></Key></ButtonList>" +
        `<TaskId><![CDATA[${cardId}]]></TaskId></TemplateCard></xml>`,
    );
  });

  test("投票和选择题，选项是并排的元素", () => {
    const options = [
      { id: "1", text: "一号", says: "1" },
      { id: "2", text: "二号", says: "2" },
    ];
    const vote: Card = {
      kind: "vote",
      title: "推荐",
      mode: "multi",
      options,
      submit: "提交",
      says: "推荐",
    };
    const { fields } = openAppReply(reply({ kind: "card", text: "", cardId, card: vote }, tapped));
    expect(fields["TemplateCard"]).toEqual({
      CardType: "vote_interaction",
      MainTitle: { Title: "推荐" },
      CheckBox: {
        QuestionKey: "vote",
        Mode: "1",
        OptionList: [
          { Id: "1", Text: "一号", IsChecked: "false" },
          { Id: "2", Text: "二号", IsChecked: "false" },
        ],
      },
      SubmitButton: { Text: "提交", Key: "submit" },
      TaskId: cardId,
    });
    const selects = [{ key: "day", title: "哪天", options }];
    const form: Card = { kind: "form", title: "报名", selects, submit: "提交", says: "报名" };
    const asked = openAppReply(reply({ kind: "card", text: "", cardId, card: form }, tapped));
    expect(asked.fields["TemplateCard"]).toMatchObject({
      CardType: "multiple_interaction",
      SelectList: { QuestionKey: "day", Title: "哪天", OptionList: [{ Id: "1" }, { Id: "2" }] },
    });
  });

  test("名字按平台的写法", () => {
    expect(
      cardElement({
        card_type: "text_notice",
        source: { icon_url: "u", desc_color: 2 },
        horizontal_content_list: [{ keyname: "时间", value: "3月" }, { keyname: "地点" }],
        jump_list: [],
        card_action: { type: 1, url: "https://x.cn/?a=1&b=2" },
        gone: undefined,
      }),
    ).toBe(
      "<TemplateCard><CardType><![CDATA[text_notice]]></CardType>" +
        "<Source><IconUrl><![CDATA[u]]></IconUrl><DescColor>2</DescColor></Source>" +
        "<HorizontalContentList><KeyName><![CDATA[时间]]></KeyName><Value><![CDATA[3月]]></Value>" +
        "</HorizontalContentList>" +
        "<HorizontalContentList><KeyName><![CDATA[地点]]></KeyName></HorizontalContentList>" +
        "<CardAction><Type>1</Type><Url><![CDATA[https://x.cn/?a=1&b=2]]></Url></CardAction>" +
        "</TemplateCard>",
    );
  });

  test("没有这张卡片、卡片画不出来、只有话，都不说", () => {
    expect(reply(undefined, tapped)).toEqual(nothing);
    expect(reply(textMessage("好"), tapped)).toEqual(nothing);
    const notice: Card = { kind: "notice", title: "通知", facts: [] };
    expect(reply({ kind: "card", text: "", cardId, card: notice }, tapped)).toEqual(nothing);
  });
});
