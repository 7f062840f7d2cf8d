import { beforeEach, expect, test } from "vitest";

import { createSandboxKeys } from "../../sandbox/keys.ts";
import { createTimeline, type Timeline } from "../../sandbox/timeline.ts";
import { createPretendWecom, type PretendWecom } from "../../sandbox/wecom.ts";
import { pretendApp } from "./pretend-app.ts";

const keys = createSandboxKeys().wecom;
const agentid = Number(keys.agentId);
let now: Date;
let timeline: Timeline;
let wecom: PretendWecom;
let call: ReturnType<typeof pretendApp>;

beforeEach(() => {
  now = new Date("2026-03-09T02:00:00Z");
  timeline = createTimeline();
  wecom = createPretendWecom({
    keys,
    botName: "小协",
    callbackUrl: "http://127.0.0.1:1/",
    appCallbackUrl: "http://127.0.0.1:1/",
    apiBase: "http://127.0.0.1:1",
    members: ["LiMei", "ZhouMin"],
    groups: [],
    now: () => now,
    timeline,
  });
  call = pretendApp(wecom, keys);
});

const card = (task_id: string, title = "议题") => ({
  card_type: "button_interaction",
  main_title: { title },
  button_list: [{ text: "附议", key: "endorse" }],
  task_id,
});

function send(task_id = "card-1") {
  const message = { touser: "LiMei", agentid, msgtype: "template_card" };
  return call("message/send", { ...message, template_card: card(task_id) });
}

function update(code: unknown, change: object = {}) {
  return call("message/update_template_card", {
    userids: ["limei"],
    agentid,
    response_code: code,
    template_card: card("card-1", "附议好了"),
    ...change,
  });
}

const titleOf = () => timeline.list("wecom:single:LiMei").at(-1)?.card?.forPerson?.["LiMei"]?.title;

test("发出的卡片带响应码，凭它换一次，再用就不认", async () => {
  const { response_code: code } = send();
  expect(update(code)).toMatchObject({ errcode: 0, invaliduser: [] });
  expect(titleOf()).toBe("附议好了");
  expect(update(code, { template_card: card("card-1", "又换") })["errcode"]).not.toBe(0);
  expect(titleOf()).toBe("附议好了");
});

test("七十二小时以后不认；没有发过的码不认", async () => {
  const { response_code: code } = send();
  now = new Date(now.getTime() + 72 * 3_600_000 - 1);
  expect(update("made-up")["errcode"]).not.toBe(0);
  expect(update(undefined)["errcode"]).not.toBe(0);
  now = new Date(now.getTime() + 1);
  expect(update(code)["errcode"]).not.toBe(0);
  expect(titleOf()).toBeUndefined();
});

test("写错了不算用掉：别的应用、别的卡片、什么也没换", async () => {
  const { response_code: code } = send();
  expect(update(code, { agentid: agentid + 1 })).toMatchObject({ errcode: 301002 });
  expect(update(code, { template_card: card("card-2") })["errcode"]).not.toBe(0);
  expect(update(code, { template_card: undefined })["errcode"]).not.toBe(0);
  expect(update(code, { button: { replace_name: "好" } })["errcode"]).not.toBe(0);
  expect(update(code, { userids: [] })).toMatchObject({ errcode: 81013 });
  expect(titleOf()).toBeUndefined();
  expect(update(code)).toMatchObject({ errcode: 0 });
});

test("没有收到这张卡片的人，列出来；一个也没有就不换", async () => {
  const { response_code: code } = send();
  const nobody = ["zhoumin", "nobody"];
  expect(update(code, { userids: nobody })).toMatchObject({ errcode: 81013, invaliduser: nobody });
  expect(update(code, { userids: ["LiMei", ...nobody] })).toMatchObject({
    errcode: 0,
    invaliduser: nobody,
  });
});

test("只换按钮上的字", async () => {
  const { response_code: code } = send();
  expect(
    update(code, { template_card: undefined, button: { replace_name: "已附议" } }),
  ).toMatchObject({
    errcode: 0,
  });
  const shown = timeline.list("wecom:single:LiMei").at(-1)?.card?.forPerson?.["LiMei"];
  expect(shown?.buttons).toEqual([{ key: "done", text: "已附议" }]);
});
