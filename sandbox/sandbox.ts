import type Router from "@koa/router";
import { cast, type Cast } from "./cast.ts";
import { createPretendDingtalk, type PretendDingtalk } from "./dingtalk.ts";
import type { SandboxKeys } from "./keys.ts";
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
  /** Wall clock: signatures and the lives of tokens depend on it. */
  readonly now: () => Date;
}

export interface Sandbox {
  /** Everything under `/sandbox`; bodies must not have been read before. */
  readonly router: Router;
  readonly wecom: PretendWecom;
  readonly dingtalk: PretendDingtalk;
  readonly timeline: Timeline;
  readonly cast: Cast;
  /** Ends live pages, callbacks under way and hanging connections. */
  dispose(): void;
}

/** The account under which the bot knows the pretend platforms. */
export const sandboxAccount = "sandbox";

/** A pretend WeCom and a pretend DingTalk, a page to play with them, and the people who play. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const { baseUrl, keys, botName, now } = options;
  const timeline = createTimeline();
  const wecom = createPretendWecom({
    keys: keys.wecom,
    botName,
    callbackUrl: `${baseUrl}/webhook/wecom/aibot/${sandboxAccount}`,
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
    apiBase: `${baseUrl}/sandbox/api/dingtalk`,
    members: accountsOn("dingtalk"),
    groups: groupsOn("dingtalk").map(({ externalId, title }) => ({
      conversationId: externalId,
      title,
    })),
    now,
    timeline,
  });
  const { accessKey } = options;
  const page = createSandboxRouter({ accessKey, botName, cast, timeline, wecom, dingtalk });
  return {
    router: page.router,
    wecom,
    dingtalk,
    timeline,
    cast,
    dispose() {
      page.dispose();
      wecom.dispose();
      dingtalk.dispose();
    },
  };
}

function accountsOn(platform: "wecom" | "dingtalk") {
  return [...cast.members, cast.liaison].flatMap(({ name, account }) =>
    account?.platform === platform ? [{ userId: account.userId, nick: name }] : [],
  );
}

function groupsOn(platform: "wecom" | "dingtalk") {
  return cast.groups.filter((group) => group.platform === platform);
}
