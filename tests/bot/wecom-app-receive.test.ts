import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { encrypt, getSignature } from "@wecom/crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseXml, textElement, withoutUnspeakable } from "../../bot/platforms/wecom/app-xml.ts";
import { doors } from "../../bot/platforms/wecom/index.ts";
import { ForgedError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { appSettings, openAppReply, sealedApp } from "./wecom-app-support.ts";

const now = new Date("2026-03-09T01:00:00Z");
const createdAt = Math.floor(now.getTime() / 1000);

const doorFor = (app: Parameters<typeof doors>[0]["app"]) => {
  const door = doors({ apiBase: "https://qyapi.weixin.qq.com", aibot: undefined, app }, "env").find(
    ({ path }) => path === "/webhook/wecom/app",
  );
  if (door === undefined) throw new Error("no door");
  return door;
};
const appDoor = () => doorFor(appSettings);

/** An inner message; `parts` come after the common fields. */
const xml = (type: string, parts: string, { agent = appSettings.agentId, at = createdAt } = {}) =>
  `<xml><ToUserName><![CDATA[ww1]]></ToUserName><FromUserName><![CDATA[LiMei]]></FromUserName>` +
  `<CreateTime>${at}</CreateTime><MsgType><![CDATA[${type}]]></MsgType>${parts}` +
  `<AgentID>${agent}</AgentID></xml>`;
const text = (words: string) =>
  xml("text", `<Content><![CDATA[${words}]]></Content><MsgId>4561255354251345929</MsgId>`);
const signedOff = (ms: number) => sealedApp(text("好"), new Date(now.getTime() + ms));
const event = (name: string, parts = "", at = createdAt) =>
  xml("event", `<Event><![CDATA[${name}]]></Event>${parts}`, { at });

const receive = (words: string, door = appDoor(), receiveId?: string) =>
  door.receive(sealedApp(words, now, receiveId), now);
const inboundOf = (words: string) => receive(words).inbound;
const messageOf = (words: string) => {
  const inbound = inboundOf(words);
  if (inbound.kind !== "message") throw new Error(`no message but ${inbound.kind}`);
  return inbound.message;
};

describe("收到的消息", () => {
  test("文字原样，编号是文字不是数，会话就是本人", () => {
    expect(messageOf(text("荐题 老旧小区 <加装> & 充电桩"))).toEqual({
      messageId: "4561255354251345929",
      conversation: { kind: "single", externalId: "LiMei" },
      sender: { externalId: "LiMei", linkable: true },
      manner: "typed",
      text: "荐题 老旧小区 <加装> & 充电桩",
    });
  });

  test("不用 CDATA 写的、里面有实体的，一样读", () => {
    const words = xml("text", "<Content>a &lt;b&gt; &amp;&#33; 好</Content><MsgId>1</MsgId>");
    expect(messageOf(words).text).toBe("a <b> &! 好");
  });

  test("XML 装不下的字符去掉，不因此听不见", () => {
    expect(messageOf(text("荐题\u0000 \u000b老旧\u001f小区\uffff 👍\t好\n")).text).toBe(
      "荐题 老旧小区 👍\t好\n",
    );
  });

  test.each([
    ["图片", "image", "<PicUrl>https://x/y</PicUrl><MediaId>m</MediaId>"],
    ["语音，这里没有转写", "voice", "<MediaId>m</MediaId><Format>amr</Format>"],
    ["视频", "video", "<MediaId>m</MediaId><ThumbMediaId>t</ThumbMediaId>"],
    ["位置", "location", "<Location_X>23.1</Location_X><Label>北京路</Label>"],
    ["链接", "link", "<Title>题</Title><Url>https://x</Url>"],
  ])("%s 读不了", (_name, type, parts) => {
    const message = messageOf(xml(type, `${parts}<MsgId>7</MsgId>`));
    expect(message).toMatchObject({ messageId: "7", manner: "unreadable", text: "" });
  });

  test("空的文字也是一句话", () => {
    expect(messageOf(text(""))).toMatchObject({ manner: "typed", text: "" });
  });

  test("不认得的类型不理，回空", () => {
    const received = receive(xml("hologram", "<MsgId>7</MsgId>"));
    expect(received.inbound.kind).toBe("ignored");
    const said = received.reply({ kind: "text", text: "不该说" });
    expect(said).toEqual({ status: 200, type: "text/plain", body: "" });
  });
});

describe("收到的事件", () => {
  test.each(["enter_agent", "subscribe"])("%s 算打开单聊，没有编号也能辨认", (name) => {
    expect(messageOf(event(name))).toEqual({
      messageId: `${name}-LiMei-${createdAt}`,
      conversation: { kind: "single", externalId: "LiMei" },
      sender: { externalId: "LiMei", linkable: true },
      manner: "opened",
      text: "",
    });
  });

  test("一天只问候一次，重发的照答，第二天再问候", () => {
    const door = appDoor();
    const kindAt = (name: string, at: number) => {
      const { inbound } = receive(event(name, "", at), door);
      return inbound.kind === "message" ? inbound.message.messageId : inbound.kind;
    };
    const first = `subscribe-LiMei-${createdAt}`;
    expect(kindAt("subscribe", createdAt)).toBe(first);
    expect(kindAt("enter_agent", createdAt + 2)).toBe("ignored");
    expect(kindAt("subscribe", createdAt)).toBe(first);
    // 9 a.m. in China; the day ends 15 hours later.
    expect(kindAt("enter_agent", createdAt + 15 * 3600 - 1)).toBe("ignored");
    const next = createdAt + 15 * 3600;
    expect(kindAt("enter_agent", next)).toBe(`enter_agent-LiMei-${next}`);
    expect(kindAt("enter_agent", next + 60)).toBe("ignored");
  });

  test("点菜单等于打出菜单写的字", () => {
    expect(messageOf(event("click", "<EventKey><![CDATA[议题]]></EventKey>"))).toMatchObject({
      messageId: `click-LiMei-${createdAt}-议题`,
      manner: "typed",
      text: "议题",
    });
  });

  test.each([
    "unsubscribe",
    "template_card_menu_event",
    "LOCATION",
    "view",
    "open_approval_change",
  ])("%s 不理", (name) => {
    const parts = "<EventKey>k</EventKey><TaskId>t</TaskId><A><B><C><D>x</D></C></B></A>";
    expect(inboundOf(event(name, parts)).kind).toBe("ignored");
  });

  test("不属于哪个应用的事件不带应用编号，也认", () => {
    const words = event("change_contact").replace(/<AgentID>.*<\/AgentID>/, "");
    expect(inboundOf(words).kind).toBe("ignored");
  });
});

const cardId = "AbCdEfGhIjKlMnOpQr-_01";
const tapped = (key: string, parts = "") =>
  event(
    "template_card_event",
    `<EventKey><![CDATA[${key}]]></EventKey><TaskId><![CDATA[${cardId}]]></TaskId>` +
      `<CardType><![CDATA[button_interaction]]></CardType>` +
      `<ResponseCode><![CDATA[RC]]></ResponseCode>${parts}`,
  );
const item = (question: string, ...ids: string[]) =>
  `<SelectedItem><QuestionKey><![CDATA[${question}]]></QuestionKey><OptionIds>` +
  `${ids.map((id) => `<OptionId><![CDATA[${id}]]></OptionId>`).join("")}</OptionIds></SelectedItem>`;
const tapOf = (words: string) => {
  const { inbound } = receive(words);
  if (inbound.kind !== "tap") throw new Error(`no tap but ${inbound.kind}`);
  return inbound.tap;
};

describe("点卡片", () => {
  test("按钮", () => {
    expect(tapOf(tapped("endorse"))).toEqual({
      tapId: expect.stringMatching(/^tap-[0-9a-f]{64}$/),
      cardId,
      key: "endorse",
      chosen: {},
      sender: { externalId: "LiMei", linkable: true },
      laterChange: { code: "RC", expiresAt: new Date("2026-03-12T00:55:00Z") },
    });
    expect(tapOf(tapped("endorse", "<SelectedItems></SelectedItems>")).chosen).toEqual({});
  });

  test("选一个、选几个、几道题", () => {
    const one = `<SelectedItems>${item("vote", "4")}</SelectedItems>`;
    expect(tapOf(tapped("submit", one)).chosen).toEqual({ vote: ["4"] });
    const some = `<SelectedItems>${item("a", "1", "3")}${item("b")}${item("c", "2")}</SelectedItems>`;
    expect(tapOf(tapped("submit", some)).chosen).toEqual({ a: ["1", "3"], b: [], c: ["2"] });
  });

  test("同一下重发，编号不变；另一个按钮不同", () => {
    expect(tapOf(tapped("endorse")).tapId).toBe(tapOf(tapped("endorse")).tapId);
    expect(tapOf(tapped("withdraw")).tapId).not.toBe(tapOf(tapped("endorse")).tapId);
  });

  test("没说点了什么、点的哪张，不认", () => {
    for (const missing of [/<EventKey>.*?<\/EventKey>/, /<TaskId>.*?<\/TaskId>/]) {
      expect(() => receive(tapped("endorse").replace(missing, ""))).toThrow(ForgedError);
    }
  });
});

describe("一律不认", () => {
  test.each([
    ["没有编号", text("好").replace(/<MsgId>.*<\/MsgId>/, "")],
    ["没有发送人", text("好").replace(/<FromUserName>.*<\/FromUserName>/, "")],
    ["没有时间", text("好").replace(/<CreateTime>.*<\/CreateTime>/, "")],
    [
      "时间不是数",
      text("好").replace(/<CreateTime>.*<\/CreateTime>/, "<CreateTime>x</CreateTime>"),
    ],
    ["事件没有名字", xml("event", "")],
    ["菜单没有字", event("click")],
    ["别的应用的", xml("text", "<Content>好</Content><MsgId>1</MsgId>", { agent: "1000003" })],
    ["同一个元素两次", xml("text", "<Content>好</Content><Content>坏</Content><MsgId>1</MsgId>")],
    ["应用编号两次", text("好").replace("<AgentID>", "<AgentID>1000003</AgentID><AgentID>")],
    ["发送人是一棵树", text("好").replace("<![CDATA[LiMei]]>", "<A>LiMei</A>")],
    ["根不叫 xml", text("好").replaceAll("xml>", "doc>")],
    ["是 JSON", JSON.stringify({ MsgType: "text", Content: "好" })],
    ["什么都没有", ""],
    ["没写完", text("好").slice(0, -3)],
    ["后面还有", `${text("好")}<xml></xml>`],
  ])("%s", (_name, words) => {
    expect(() => receive(words)).toThrow(ForgedError);
  });

  test("只有企业编号完全一样才是发给我们的", () => {
    for (const receiveId of ["", "ww2", "WW1", "ww1 ", "ww1x", "1000002"]) {
      expect(() => receive(text("好"), appDoor(), receiveId)).toThrow(
        "frame is addressed to another receiver",
      );
    }
  });

  test("外面写的收件人和应用不作数", () => {
    const request = sealedApp(text("好"), now);
    const body = String(request.body).replace(
      "<ToUserName>ww1</ToUserName><AgentID>1000002</AgentID>",
      "<ToUserName>ww666</ToUserName><AgentID>7</AgentID>",
    );
    expect(body).toContain("ww666");
    const received = appDoor().receive({ ...request, body: Buffer.from(body) }, now);
    expect(received.inbound.kind).toBe("message");
  });

  test("没配应用、应用没配接收", () => {
    const { callback: _, ...silent } = appSettings;
    for (const app of [undefined, silent, { ...silent, callback: undefined }]) {
      const door = doorFor(app);
      expect(() => door.receive(sealedApp(text("好"), now), now)).toThrow(ForgedError);
    }
  });

  test("前后一小时以内认，以外不认", () => {
    const hour = 60 * 60 * 1000;
    for (const offMs of [-hour, 0, hour]) {
      expect(appDoor().receive(signedOff(offMs), now).inbound.kind).toBe("message");
    }
    for (const offMs of [-hour - 1000, hour + 1000]) {
      expect(() => appDoor().receive(signedOff(offMs), now)).toThrow(ForgedError);
    }
  });

  test.each(["msg_signature", "timestamp", "nonce"])("参数 %s 缺、空、重复", (name) => {
    const request = sealedApp(text("好"), now);
    const value = request.query.get(name) ?? "";
    for (const values of [[], [""], [value, value]]) {
      const query = new URLSearchParams(request.query);
      query.delete(name);
      for (const one of values) query.append(name, one);
      expect(() => appDoor().receive({ ...request, query }, now)).toThrow(ForgedError);
    }
  });

  test.each([
    ["没有密文", "<xml><ToUserName>ww1</ToUserName></xml>"],
    ["密文两份", "<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>"],
    ["密文是空的", "<xml><Encrypt></Encrypt></xml>"],
    ["JSON 的信封", '{"Encrypt":"a"}'],
    ["空的", ""],
  ])("信封：%s", (_name, body) => {
    const request = sealedApp(text("好"), now);
    expect(() => appDoor().receive({ ...request, body: Buffer.from(body) }, now)).toThrow(
      ForgedError,
    );
  });

  test("换了密文、改了一处，都不认", () => {
    const request = sealedApp(text("好"), now);
    const body = request.body.toString();
    fc.assert(
      fc.property(
        fc.nat(body.length - 1),
        fc.constantFrom(...Array.from("aZ09+/=<&")),
        (place, to) => {
          const changed = body.slice(0, place) + to + body.slice(place + 1);
          fc.pre(changed !== body);
          let kind = "refused";
          try {
            const received = appDoor().receive({ ...request, body: Buffer.from(changed) }, now);
            kind = received.inbound.kind;
          } catch (error) {
            expect(error).toBeInstanceOf(ForgedError);
          }
          // Outside of what is sealed a change means nothing, if it still is an envelope.
          const sealed = /<Encrypt>.*<\/Encrypt>/.exec(body)?.[0] ?? "";
          if (!changed.includes(sealed)) expect(kind).toBe("refused");
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("XML", () => {
  const bombs: readonly (readonly [string, string])[] = [
    ["文档类型", '<!DOCTYPE xml [<!ENTITY a "b">]><xml><A>&a;</A></xml>'],
    ["外部实体", '<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml><A>x</A></xml>'],
    [
      "十亿个笑",
      `<!DOCTYPE xml [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, i) => `<!ENTITY ${String.fromCodePoint(98 + i)} "${`&${String.fromCodePoint(97 + i)};`.repeat(10)}">`).join("")}]><xml><A>&j;</A></xml>`,
    ],
    ["没定义的实体", "<xml><A>&nbsp;</A></xml>"],
    ["处理指令", "<xml><?php echo 1 ?><A>x</A></xml>"],
    ["属性", '<xml><A b="c">x</A></xml>'],
    ["注释", "<xml><A>x<!-- y --></A></xml>"],
    ["元素之间有字", "<xml>y<A>x</A></xml>"],
    ["太深", `<xml>${"<A>".repeat(50)}${"</A>".repeat(50)}</xml>`],
    ["太多", `<xml><A>${"<B/>".repeat(5000)}</A></xml>`],
    ["没有收尾", "<xml><A>x</A>"],
    ["收尾不对", "<xml><A>x</B></xml>"],
    ["裸的 &", "<xml><A>a & b</A></xml>"],
    ["控制字符", "<xml><A>a\u0001</A></xml>"],
    ["CDATA 没有收尾", "<xml><A><![CDATA[x</A></xml>"],
    ["CDATA 在外面", "<![CDATA[x]]><xml><A>x</A></xml>"],
  ];

  test.each(bombs)("%s：信封里、信里都不认", (_name, words) => {
    expect(() => parseXml(words)).toThrow(ForgedError);
    // A control character inside is somebody's slip of the hand, not an attack.
    if (_name !== "控制字符") expect(() => receive(words)).toThrow(ForgedError);
    const request = sealedApp(text("好"), now);
    const sealed = /<Encrypt>.*<\/Encrypt>/.exec(request.body.toString())?.[0];
    const body = words.replace("<xml>", `<xml>${sealed}`);
    expect(() => appDoor().receive({ ...request, body: Buffer.from(body) }, now)).toThrow(
      ForgedError,
    );
  });

  test("重复的元素成为列表，空的略去，声明可以有", () => {
    expect(
      parseXml(
        '<?xml version="1.0" encoding="UTF-8"?>\n<xml>\n <A><B>1</B><B>2</B><C/></A>\n <D><![CDATA[ x ]]></D><E></E></xml>',
      ),
    ).toEqual({ A: { B: ["1", "2"] }, D: " x " });
  });

  test("大得不像话的、专门写得慢的，很快就有结果", () => {
    const request = sealedApp(text("好"), now);
    const room = 256 * 1024;
    const long = [
      `<xml><Encrypt>${"A".repeat(limits.bodyBytesMax - 40)}</Encrypt></xml>`,
      `<xml><Encrypt>a</Encrypt><A>${"<![CDATA[x]]>".repeat(20_000)}</A></xml>`,
      `<xml><Encrypt>a</Encrypt><A>${"\r\n".repeat(room / 2 - 100)}</A></xml>`,
      `<xml><Encrypt>a</Encrypt><A>${"&amp;".repeat(room / 5 - 100)}</A></xml>`,
      `<xml>${"<A a='b'>".repeat(20_000)}`,
      `<xml><A ${Array.from({ length: 20_000 }, (_, i) => `a${i}='1'`).join(" ")}/></xml>`,
    ];
    for (const body of long) {
      const startedAt = performance.now();
      expect(() => appDoor().receive({ ...request, body: Buffer.from(body) }, now)).toThrow(
        ForgedError,
      );
      expect(performance.now() - startedAt).toBeLessThan(1000);
    }
  });

  test("什么字都写得进，也读得出", () => {
    const words = fc.string({ unit: "grapheme", maxLength: 60 });
    const tricky = fc.array(fc.constantFrom("]]>", "]", ">", "<![CDATA[", "&amp;", "<", "议"));
    fc.assert(
      fc.property(
        fc.oneof(
          words,
          tricky.map((parts) => parts.join("")),
        ),
        (said) => {
          // XML reads every line break as one.
          const plain = said.replaceAll(/\r\n?/g, "\n");
          fc.pre(plain !== "" && withoutUnspeakable(plain) === plain);
          expect(parseXml(`<xml>${textElement("A", plain)}</xml>`)).toEqual({ A: plain });
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("任何乱写的字都只是不认，不会出别的错", () => {
    const pieces = [
      "<xml>",
      "</xml>",
      "<A>",
      "</A>",
      "<![CDATA[",
      "]]>",
      "&",
      ";",
      "x",
      "<!",
      "<?",
    ];
    const piece = fc.constantFrom(...pieces, "?>", '"');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          parseXml(pieces.join(""));
        } catch (error) {
          expect(error).toBeInstanceOf(ForgedError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

interface Vector {
  readonly name: string;
  readonly kind: string;
  readonly token: string;
  readonly encoding_aes_key: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly ciphertext: string;
  readonly msg_signature: string;
  readonly plaintext: string;
  readonly receiveid?: string;
  readonly post_body?: string;
  readonly expected_http_body?: string;
}

describe("公开样本", () => {
  const { vectors }: { vectors: Vector[] } = JSON.parse(
    readFileSync(new URL("../cases/wecom-vectors.json", import.meta.url), "utf8"),
  );
  const ofKind = (...kinds: string[]) => vectors.filter(({ kind }) => kinds.includes(kind));
  const doorOf = (v: Vector, corpId = v.receiveid ?? "") =>
    doorFor({
      corpId,
      agentId: /<AgentID>(\d+)/.exec(v.plaintext)?.[1] ?? "1",
      secret: "s",
      callback: { token: v.token, aesKey: v.encoding_aes_key },
    });
  const queryOf = (v: Vector) => ({
    msg_signature: v.msg_signature,
    timestamp: v.timestamp,
    nonce: v.nonce,
  });
  const post = (v: Vector, door = doorOf(v)) => {
    const envelope = v.post_body ?? "<xml><Encrypt><![CDATA[{ciphertext}]]></Encrypt></xml>";
    const body = envelope.replace("{ciphertext}", v.ciphertext);
    const at = new Date(Number(v.timestamp) * 1000);
    const query = new URLSearchParams(queryOf(v));
    return door.receive({ method: "POST", query, headers: {}, body: Buffer.from(body) }, at);
  };

  test.each(ofKind("post_xml"))("$name 读得出", (v) => {
    const { inbound } = post(v);
    const field = (name: string) =>
      new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([^<\\]]*)`).exec(v.plaintext)?.[1];
    expect(inbound).toMatchObject({
      kind: "message",
      message: { messageId: field("MsgId"), manner: "typed", text: field("Content") },
    });
  });

  test.each(ofKind("post_xml"))("$name 换一个企业就不认", (v) => {
    for (const corpId of ["", `${v.receiveid}x`, "ww1"]) {
      expect(() => post(v, doorOf(v, corpId))).toThrow(ForgedError);
    }
  });

  test.each(ofKind("post_json", "post_json_bad_signature", "negative", "edge"))(
    "$name 不认",
    (v) => {
      expect(() => post(v)).toThrow(ForgedError);
    },
  );

  test.each(ofKind("url_verification"))("$name 网址验证，原样送回", (v) => {
    const query = new URLSearchParams({ ...queryOf(v), echostr: v.ciphertext });
    const request = { method: "GET" as const, query, headers: {}, body: Buffer.alloc(0) };
    expect(doorOf(v).receive(request, now).reply(undefined)).toEqual({
      status: 200,
      type: "text/plain",
      body: v.expected_http_body,
    });
    const other = doorOf(v, `${v.receiveid}x`);
    expect(() => other.receive(request, now)).toThrow(ForgedError);
  });
});

test("网址验证：十九位的数一位不差", () => {
  const words = "1234567890123456789";
  const ciphertext = encrypt(appSettings.callback.aesKey, words, "ww1");
  const nonce = randomBytes(4).toString("hex");
  const signature = getSignature(appSettings.callback.token, "1", nonce, ciphertext);
  const query = new URLSearchParams({
    msg_signature: signature,
    timestamp: "1",
    nonce,
    echostr: ciphertext.replaceAll("+", " "),
  });
  const received = appDoor().receive(
    { method: "GET", query, headers: {}, body: Buffer.alloc(0) },
    now,
  );
  expect(received.reply(undefined).body).toBe(words);
});

test("答复的样子见答复的测试；这里只看收信人", () => {
  const reply = receive(text("好")).reply({ kind: "text", text: "已记下" });
  expect(openAppReply(reply).fields).toMatchObject({ ToUserName: "LiMei", FromUserName: "ww1" });
});
