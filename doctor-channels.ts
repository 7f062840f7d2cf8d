import * as dingtalk from "./bot/platforms/dingtalk/index.ts";
import * as wecom from "./bot/platforms/wecom/index.ts";
import type { Config } from "./config.ts";
import type { LineFacts } from "./doctor-facts.ts";
import type { ChannelFault, PermanentError } from "./domain/errors.ts";
import { formatDateTime } from "./domain/time.ts";
import { type Finding, good, note, todo } from "./finding.ts";
import { sayFault, sayRemedy } from "./text/channel-faults.ts";

/** What a platform said when it was asked whether it takes us. */
export type Probed =
  | { readonly kind: "taken" }
  | {
      readonly kind: "refused";
      readonly fault: ChannelFault;
      readonly detail: string | undefined;
      /** The platform's own number or name for it. */
      readonly reason: string;
    }
  /** It could not be asked now. */
  | { readonly kind: "unreachable"; readonly reason: string };

/** Undefined where there is nothing to ask. */
export interface ChannelFacts {
  readonly wecomApp: Probed | undefined;
  readonly dingtalkRobot: Probed | undefined;
}

const PROBE_MS_MAX = 5_000;

/** Asks the platforms; says nothing to anybody. */
export async function readChannelFacts(
  { wecom: { apiBase, app }, dingtalk: { apiBase: dingtalkBase, robot } }: Config,
  now: Date,
): Promise<ChannelFacts> {
  const deps = { fetch: globalThis.fetch, timeoutMs: PROBE_MS_MAX };
  const [wecomApp, dingtalkRobot] = await Promise.all([
    app && probe(() => wecom.probeApp(apiBase, app, { ...deps, now })),
    robot && probe(() => dingtalk.probeRobot(dingtalkBase, robot, deps)),
  ]);
  return { wecomApp, dingtalkRobot };
}

async function probe(ask: () => Promise<PermanentError | undefined>): Promise<Probed> {
  try {
    const refusal = await ask();
    if (refusal === undefined) return { kind: "taken" };
    const { fault = "unknown", detail, message: reason } = refusal;
    return { kind: "refused", fault, detail, reason };
  } catch (error) {
    return { kind: "unreachable", reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Which voices there are, what is missing for them, and what to click in which console. */
export function checkChannels(config: Config, facts: ChannelFacts): readonly Finding[] {
  const { wecom: w, dingtalk: d } = config;
  if (w.aibot === undefined && w.socket === undefined && d.robot === undefined) {
    return [
      note("还没有接企业微信或钉钉，只能用演练场。怎么接：见 README 的“接企业微信”和“接钉钉”。"),
    ];
  }
  return [
    ...checkPublicUrl(config),
    ...checkWecom(config, facts.wecomApp),
    ...checkDingtalk(config, facts.dingtalkRobot),
  ];
}

function checkPublicUrl({ publicUrl, wecom: w, dingtalk: d }: Config): readonly Finding[] {
  const isCalled = w.aibot !== undefined || w.app?.callback !== undefined || d.mode === "http";
  const links =
    publicUrl === undefined
      ? [
          note(
            "没有填 PUBLIC_URL：打印的文件、结果图片的链接只有这台机器打得开。请填大家打得开的 https 地址。",
          ),
        ]
      : [];
  if (!isCalled) return [good("平台都由小协主动连，收发消息不用公网地址。"), ...links];
  if (publicUrl === undefined) {
    return [...links, note("下面的回调地址里，没有填的 PUBLIC_URL 用“https://您的域名”代替。")];
  }
  return publicUrl.startsWith("https:")
    ? []
    : [todo("PUBLIC_URL 是本机地址，平台访问不到：请填公网能访问的 https 地址。")];
}

function checkWecom(config: Config, app: Probed | undefined): readonly Finding[] {
  const { aibot, socket } = config.wecom;
  if (aibot === undefined && socket === undefined) return [note("企业微信：没有接智能机器人。")];
  return [
    ...(aibot === undefined ? [] : checkAibot(config, aibot.receiveId)),
    ...(socket === undefined
      ? []
      : [
          good("企业微信智能机器人：用长连接，群里和单独都能主动说话，能发卡片。"),
          note(
            "同一个机器人只能有一条长连接：别的程序（比如开发机上的）也连着，会互相顶掉，请停掉那一个。",
          ),
        ]),
    ...checkApp(config, app),
    ...(socket === undefined
      ? [
          note(
            "企业微信群里主动说话：每个群要由群主添加“消息推送”，把地址单独发给小协，例：登记群 https://……",
          ),
        ]
      : []),
  ];
}

function checkAibot(config: Config, receiveId: string): readonly Finding[] {
  const url = addressOf(config, wecom.doors(config.wecom, "env"), "/aibot");
  return [
    good(`企业微信智能机器人：已配置。后台“接收消息”的 URL 填 ${url}`),
    ...(receiveId === ""
      ? []
      : [note("填了 WECOM_AIBOT_RECEIVE_ID：本企业的机器人一般是空的，验证不过时请先清空它。")]),
  ];
}

function checkApp(config: Config, app: Probed | undefined): readonly Finding[] {
  const { app: settings, socket } = config.wecom;
  if (settings === undefined) {
    return socket === undefined
      ? [
          note(
            "企业微信单独提醒：没有配自建应用，对方说话一小时内只能回一次，过后就找不到他。请补 WECOM_CORP_ID、WECOM_APP_AGENT_ID、WECOM_APP_SECRET。",
          ),
        ]
      : [];
  }
  const url = addressOf(config, wecom.doors(config.wecom, "env"), "/app");
  return [
    ...sayProbed("企业微信自建应用", "企业微信", app),
    good("企业微信单独提醒：走自建应用。有人收不到时，看应用的可见范围里有没有他。"),
    settings.callback === undefined
      ? note(
          "自建应用只发不收：大家在应用里打字、点卡片它听不到。要听，请补 WECOM_APP_TOKEN、WECOM_APP_AES_KEY。",
        )
      : good(`自建应用的“接收消息”：URL 填 ${url}`),
  ];
}

function checkDingtalk(config: Config, robot: Probed | undefined): readonly Finding[] {
  const { mode, robot: settings, cards, events } = config.dingtalk;
  if (settings === undefined) return [note("钉钉：没有接机器人。")];
  const doors = dingtalk.doors(config.dingtalk, "env");
  return [
    ...sayProbed("钉钉应用", "钉钉", robot),
    mode === "http"
      ? good(
          `钉钉机器人：已配置，群里和单独都能主动说话。后台“消息接收地址”填 ${addressOf(config, doors, "/robot")}`,
        )
      : good("钉钉机器人：用 Stream 模式，不要公网地址。后台“消息接收模式”选 Stream 模式。"),
    ...(mode === "stream"
      ? [note("同一个应用只在一处运行：别的程序也连着，平台会把一部分消息发给它，这里就收不到。")]
      : []),
    ...checkCards(config, cards),
    ...(events === undefined
      ? []
      : [
          good(
            `钉钉事件订阅：请求网址填 ${addressOf(config, doors, "/event")}，勾选“群会话更换群名称”和“群会话解散群”。`,
          ),
        ]),
  ];
}

function checkCards(config: Config, cards: Config["dingtalk"]["cards"]): readonly Finding[] {
  if (cards === undefined) {
    return [note("钉钉没有配卡片模板：只发文字，功能一样。要卡片，见 docs/operations.md。")];
  }
  if (config.dingtalk.mode === "stream") return [good("钉钉卡片：已配置，点击从 Stream 来。")];
  const url = addressOf(config, dingtalk.doors(config.dingtalk, "env"), "/card");
  return cards.secret === undefined
    ? [todo("钉钉卡片：用 HTTP 模式要填 DINGTALK_CARD_SECRET，不填点了没有反应。")]
    : [good(`钉钉卡片：已配置，点击发到 ${url}`)];
}

/** In the words the 联络员 would be told, with the platform's own name for whoever looks it up. */
function sayProbed(what: string, platform: string, probed: Probed | undefined): readonly Finding[] {
  switch (probed?.kind) {
    case undefined:
      return [];
    case "taken":
      return [good(`${what}：刚问过平台，凭证是对的，这台机器的地址也认。`)];
    case "refused": {
      const remedy = sayRemedy(probed.fault, platform, probed.detail);
      return [todo(`${what}：${sayFault(probed.fault)}。${remedy}（${probed.reason}）`)];
    }
    case "unreachable":
      return [
        todo(`${what}：问不到平台，请看这台机器能不能上网、防火墙放不放行。（${probed.reason}）`),
      ];
  }
}

function addressOf(
  { publicUrl }: Config,
  doors: readonly { readonly path: string }[],
  ending: string,
): string {
  const door = doors.find(({ path }) => path.endsWith(ending));
  return `${publicUrl ?? "https://您的域名"}${door?.path ?? ""}`;
}

/** @param isUsed whether the settings want such a connection */
export function checkLines(
  facts: LineFacts | undefined,
  { isUsed, now }: { readonly isUsed: boolean; readonly now: Date },
): readonly Finding[] {
  if (facts === undefined || !isUsed) return [];
  const { isHeld, kickedAt } = facts;
  return [
    isHeld
      ? good("企业微信长连接：有一个运行着的小协拿着，别的副本在旁边等。")
      : note("企业微信长连接：现在没有小协拿着。小协没有启动，或者刚刚停下。"),
    ...(kickedAt === undefined ? [] : sayKick(kickedAt, now)),
  ];
}

/** Whoever else had it a day ago may have it again; what was a month ago is over. */
function sayKick(kickedAt: Date, now: Date): readonly Finding[] {
  const ageMs = now.getTime() - kickedAt.getTime();
  if (ageMs > 30 * DAY_MS) return [];
  const words = `最近一次被另一个程序顶掉是${formatDateTime(kickedAt, now)}，请检查是不是同一个机器人在别处也开着。`;
  return [ageMs > DAY_MS ? note(words) : todo(words)];
}

const DAY_MS = 86_400_000;
