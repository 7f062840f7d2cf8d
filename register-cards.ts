import * as dingtalk from "./bot/platforms/dingtalk/index.ts";
import type { Config } from "./config.ts";
import { PermanentError, TransientError } from "./domain/errors.ts";
import { type Finding, good, todo } from "./finding.ts";
import { sayFault, sayRemedy } from "./text/channel-faults.ts";

const CALL_MS_MAX = 10_000;

/** `xiaoxie cards`: tells DingTalk where the taps on our cards go. */
export async function registerCards(config: Config, now: Date): Promise<Finding> {
  const { robot, cards, apiBase, mode } = config.dingtalk;
  if (robot === undefined || cards === undefined) {
    return todo("没有配钉钉卡片：请先填 DINGTALK_CLIENT_ID 和 DINGTALK_CARD_TEMPLATE_ID。");
  }
  if (mode === "stream") return good("用 Stream 模式，不用登记，卡片的点击从那里来。");
  if (cards.secret === undefined) return todo("请先填 DINGTALK_CARD_SECRET，自己定一串字母数字。");
  if (!config.publicUrl?.startsWith("https:")) {
    return todo("请先填 PUBLIC_URL，平台要能从公网访问到它，例：https://xiaoxie.example.gov.cn");
  }
  const callbackUrl = `${config.publicUrl}/webhook/dingtalk/card`;
  const deps = { fetch: globalThis.fetch, timeoutMs: CALL_MS_MAX, now };
  try {
    await dingtalk.registerCards({ apiBase, robot, cards, callbackUrl }, deps);
    return good(`登记好了，卡片的点击发到 ${callbackUrl}`);
  } catch (error) {
    if (error instanceof PermanentError) {
      const { fault = "unknown", detail, message } = error;
      return todo(
        `没登记上：${sayFault(fault)}。${sayRemedy(fault, "钉钉", detail)}（${message}）`,
      );
    }
    if (error instanceof TransientError)
      return todo(`这会儿问不到钉钉，请稍后再试。（${error.message}）`);
    throw error;
  }
}
