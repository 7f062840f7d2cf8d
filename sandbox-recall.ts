import { listConversations, listHeard } from "./db/conversations.ts";
import type { Tx } from "./db/database.ts";
import { parseMessage } from "./db/message.ts";
import { listSent } from "./db/outbox.ts";
import type { Account } from "./handlers/command.ts";
import type { PlatformName } from "./sandbox/cast.ts";
import { groupKey, type NewSaid, singleKey } from "./sandbox/timeline.ts";

/** As many lines as anybody will scroll back to. */
const LINES_MAX = 1_000;

/** The bubbles of the play, from what the bot has heard and said; the oldest first. */
export async function recallSaid(
  tx: Tx,
  tenantId: number,
  own: readonly Account[],
): Promise<readonly NewSaid[]> {
  const accountIds = own.map(({ id }) => id);
  const talks = new Map(
    (await listConversations(tx, accountIds)).map((talk) => [talk.id, talkOf(talk, own)]),
  );
  const said: NewSaid[] = [];
  for (const heard of await listHeard(tx, accountIds, LINES_MAX)) {
    const talk = talks.get(heard.conversationId);
    const { words, receivedAt, answeredAt } = heard;
    // Of what must not be written down here only a digest was kept.
    if (talk === undefined || words === undefined || /^[0-9a-f]{64}$/.test(words)) continue;
    const answer = parseMessage(heard.answer)?.text;
    const delivery = answer === undefined ? "silent" : "answered";
    const from = { kind: "person", userId: heard.sender } as const;
    // What somebody chose on a card, and what it said back, only they had seen.
    if (chosenOnCard.test(words)) {
      said.push({
        ...line,
        ...talk,
        at: receivedAt,
        from,
        text: "点了卡片",
        via: "typed",
        delivery,
      });
      continue;
    }
    if (words !== "") {
      const text = talk.isGroup && !/[@＠]/.test(words) ? `@小协 ${words}` : words;
      said.push({ ...line, ...talk, at: receivedAt, from, text, via: "typed", delivery });
    }
    if (answer !== undefined) {
      said.push({ ...line, ...talk, at: answeredAt, from: bot, text: answer, via: "answer" });
    }
  }
  for (const { conversationId, message, sentAt } of await listSent(tx, tenantId, LINES_MAX)) {
    const talk = talks.get(conversationId);
    const text = parseMessage(message)?.text;
    // A card that followed its words has none of its own.
    if (talk === undefined || text === undefined || text === "") continue;
    said.push({ ...line, ...talk, at: sentAt, from: bot, text, via: "push" });
  }
  return said.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** 推荐 (12) 4 7 */
const chosenOnCard = /^推荐 \(\d+(?:-\d+)?\)/;

const bot = { kind: "bot", name: "小协" } as const;
const line = { format: "text", heard: true, delivery: "shown" } as const;

function talkOf(
  talk: { readonly accountId: number; readonly kind: string; readonly externalId: string },
  own: readonly Account[],
): { readonly conversation: string; readonly isGroup: boolean } {
  const account = own.find(({ id }) => id === talk.accountId);
  const platform: PlatformName = account?.platform === "dingtalk" ? "dingtalk" : "wecom";
  const isGroup = talk.kind === "group";
  const key = isGroup ? groupKey : singleKey;
  return { conversation: key(platform, talk.externalId), isGroup };
}
