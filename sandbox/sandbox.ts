import type Router from "@koa/router";
import { cast, type Cast } from "./cast.ts";
import { createPretendDingtalk, type PretendDingtalk } from "./dingtalk.ts";
import type { SandboxKeys } from "./keys.ts";
import { lanHost } from "./lan.ts";
import { createLive } from "./live.ts";
import { createPlay, type Play } from "./play.ts";
import { createSandboxRouter } from "./routes.ts";
import { createTimeline, type Timeline } from "./timeline.ts";
import { createPretendWecom, type PretendWecom } from "./wecom.ts";

export interface SandboxOptions {
  /** Where this process is reached on this machine, e.g. `http://127.0.0.1:3000`. */
  readonly baseUrl: string;
  readonly keys: SandboxKeys;
  /** The secret of the link for other machines; at least 128 bits. */
  readonly accessKey: string;
  readonly botName: string;
  /** The address this process listens on; phones reach it unless it is this machine's own. */
  readonly host?: string;
  /** Wall clock: signatures and the lives of tokens depend on it. */
  readonly now: () => Date;
}

export interface Sandbox {
  /** Everything under `/sandbox`; bodies must not have been read before. */
  readonly router: Router;
  readonly wecom: PretendWecom;
  readonly dingtalk: PretendDingtalk;
  readonly timeline: Timeline;
  readonly play: Play;
  /** As it is played now. */
  readonly cast: Cast;
  /** Ends live pages, callbacks under way and hanging connections. */
  dispose(): void;
}

/** The account under which the bot knows the pretend platforms. */
export const sandboxAccount = "sandbox";

/** A pretend WeCom and a pretend DingTalk, a page to play with them, and the people who play. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const { baseUrl, botName, now } = options;
  // Its bubbles are dated by the play, which in turn is told by what the platforms do.
  const timeline = createTimeline({ shown: (at) => play.shown(at) });
  const { wecom, dingtalk } = createPlatforms(options, timeline);
  const play: Play = createPlay({
    now,
    settled: async () => void (await Promise.all([wecom.settled(), dingtalk.settled()])),
    async clear() {
      await Promise.all([wecom.clear(), dingtalk.clear()]);
      timeline.clear();
    },
    onMoved: () => live.tellClock(),
    recall: (said) => {
      for (const each of said) timeline.append(each);
    },
  });
  const live = createLive(timeline, () => play.now());
  const { accessKey, host = "127.0.0.1" } = options;
  const phoneLink = (): string | undefined => {
    const name = lanHost(host);
    const { port } = new URL(baseUrl);
    return name && `http://${name}:${port}/sandbox?key=${accessKey}`;
  };
  const talk = { play, wecom, dingtalk, timeline };
  const page = createSandboxRouter({ ...talk, accessKey, botName, live, phoneLink });
  return {
    ...talk,
    router: page.router,
    get cast() {
      return play.cast();
    },
    dispose() {
      live.dispose();
      page.dispose();
      wecom.dispose();
      dingtalk.dispose();
    },
  };
}

function createPlatforms({ baseUrl, keys, botName, now }: SandboxOptions, timeline: Timeline) {
  const wecom = createPretendWecom({
    keys: keys.wecom,
    botName,
    callbackUrl: `${baseUrl}/webhook/wecom/aibot/${sandboxAccount}`,
    appCallbackUrl: `${baseUrl}/webhook/wecom/app/${sandboxAccount}`,
    apiBase: `${baseUrl}/sandbox/api/wecom`,
    members: accountsOn("wecom").map(({ userId }) => userId),
    groups: groupsOn("wecom").map(({ externalId }) => ({
      chatId: externalId,
      webhookKey: keys.wecom.webhookKey,
    })),
    now,
    timeline,
  });
  const dingtalk = createPretendDingtalk({
    keys: keys.dingtalk,
    botName,
    callbackUrl: `${baseUrl}/webhook/dingtalk/robot/${sandboxAccount}`,
    cardCallbackUrl: `${baseUrl}/webhook/dingtalk/card/${sandboxAccount}`,
    apiBase: `${baseUrl}/sandbox/api/dingtalk`,
    members: accountsOn("dingtalk"),
    groups: groupsOn("dingtalk").map(({ externalId, title }) => ({
      conversationId: externalId,
      title,
    })),
    now,
    timeline,
  });
  return { wecom, dingtalk };
}

function accountsOn(platform: "wecom" | "dingtalk") {
  return [...cast.members, cast.liaison].flatMap(({ name, account }) =>
    account?.platform === platform ? [{ userId: account.userId, nick: name }] : [],
  );
}

function groupsOn(platform: "wecom" | "dingtalk") {
  return cast.groups.filter((group) => group.platform === platform);
}
