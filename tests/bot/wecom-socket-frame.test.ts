import { expect, test } from "vitest";

import {
  isDisconnectedEvent,
  parseFrame,
  renderFrame,
} from "../../bot/platforms/wecom/socket-frame.ts";

const ack = (errcode: unknown) =>
  parseFrame(JSON.stringify({ headers: { req_id: "r1" }, errcode, errmsg: "ok" }));
const isKick = (eventtype: string, cmd = "aibot_event_callback") =>
  isDisconnectedEvent({ cmd, reqId: "r", body: { event: { eventtype } } });

test("回音没有 cmd；错误编号写成文字也认", () => {
  expect(ack(0)).toEqual({ kind: "ack", reqId: "r1", ack: { errcode: 0, errmsg: "ok" } });
  expect(ack("846609")).toMatchObject({ ack: { errcode: 846_609 } });
  expect(parseFrame('{"headers":{"req_id":"r1"}}')).toMatchObject({ ack: { errcode: 0 } });
});

test("推送带着命令、编号和内容；字里有没转义的控制字符也读得出", () => {
  const text = '{"cmd":"aibot_msg_callback","headers":{"req_id":"r1"},"body":{"a":"一\n二\u0001"}}';
  expect(parseFrame(text)).toEqual({
    kind: "push",
    push: { cmd: "aibot_msg_callback", reqId: "r1", body: { a: "一 二 " } },
  });
});

test.each(["", "hello", "[]", "null", '"x"', "12", '{"errcode":[]}'])(
  "%j 不是帧，也不出错",
  (text) => {
    expect(parseFrame(text)).toBeUndefined();
  },
);

test("没有编号的推送也是推送，只是答不了", () => {
  expect(parseFrame('{"cmd":"aibot_msg_callback"}')).toMatchObject({ push: { reqId: "" } });
  expect(parseFrame('{"cmd":"x","headers":{"req_id":7}}')).toMatchObject({ push: { reqId: "" } });
});

test("只有断开的通知算被顶掉", () => {
  expect(isKick("disconnected_event")).toBe(true);
  expect(isKick("enter_chat")).toBe(false);
  expect(isKick("disconnected_event", "aibot_msg_callback")).toBe(false);
});

test("发出的帧：心跳没有内容", () => {
  expect(JSON.parse(renderFrame("ping", "r1", undefined))).toEqual({
    cmd: "ping",
    headers: { req_id: "r1" },
  });
});
