import type { PlatformName } from "./cast.ts";

/** One bubble on the page: a line of a person, or of the bot as the platform would show it. */
export interface Said {
  readonly id: number;
  /** Grows with every new or changed bubble; the place in the live stream. */
  readonly revision: number;
  readonly at: Date;
  /** From `groupKey` or `singleKey`. */
  readonly conversation: string;
  readonly from:
    | { readonly kind: "person"; readonly userId: string }
    | { readonly kind: "bot"; readonly name: string };
  readonly text: string;
  readonly format: "text" | "markdown";
  /** False for a line that the platform does not pass on to the bot. */
  readonly heard: boolean;
  readonly via: Via;
  /** What became of a person's line; `shown` for the bot's own. */
  readonly delivery: Delivery;
  /** The words this bubble quotes, if any. */
  readonly quote?: string;
}

export type Via = "typed" | "spoken" | "answer" | "reply-address" | "app" | "push" | "openapi";

/**
 * `unheard` = no mention in a group, `busy` = too many questions open at once, `waiting` = the
 * bot has been asked, `answered`, `silent` = asked, and it had nothing to say, `lost` = no usable
 * answer came.
 */
export type Delivery = "shown" | "unheard" | "busy" | "waiting" | "answered" | "silent" | "lost";

export type NewSaid = Omit<Said, "id" | "revision">;

export interface Timeline {
  append(said: NewSaid): Said;
  /** Nothing happens if the bubble has been dropped meanwhile. */
  change(id: number, change: { readonly text?: string; readonly delivery?: Delivery }): void;
  list(conversation: string): readonly Said[];
  /** Everything newer than a revision, oldest change first. */
  since(revision: number): readonly Said[];
  /** Forgets every bubble. Numbers go on growing, so that a late change finds nothing. */
  clear(): void;
  /** @returns how to stop listening */
  subscribe(listener: (said: Said) => void): () => void;
  /** Calls back after every clearing. @returns how to stop listening */
  onClear(listener: () => void): () => void;
}

/** Keeps the newest bubbles of each conversation in memory; older ones are dropped. */
export function createTimeline(
  options: {
    readonly perConversationMax?: number;
    /** The moment that is shown for one of the wall clock; the same if absent. */
    readonly shown?: (at: Date) => Date;
  } = {},
): Timeline {
  const max = options.perConversationMax ?? 300;
  const conversations = new Map<string, Said[]>();
  const listeners = new Set<(said: Said) => void>();
  const clearListeners = new Set<() => void>();
  const shown = options.shown ?? ((at) => at);
  let revision = 0;
  let nextId = 0;

  const tell = (said: Said): Said => {
    for (const listener of listeners) listener(said);
    return said;
  };
  return {
    append(said) {
      revision += 1;
      nextId += 1;
      const entry: Said = { ...said, at: shown(said.at), id: nextId, revision };
      const kept = conversations.get(said.conversation) ?? [];
      kept.push(entry);
      if (kept.length > max) kept.shift();
      conversations.set(said.conversation, kept);
      return tell(entry);
    },
    change(id, change) {
      for (const kept of conversations.values()) {
        const index = kept.findIndex((said) => said.id === id);
        const before = kept[index];
        if (before === undefined) continue;
        revision += 1;
        kept[index] = tell({ ...before, ...change, revision });
        return;
      }
    },
    list: (conversation) => [...(conversations.get(conversation) ?? [])],
    since: (after) =>
      [...conversations.values()]
        .flat()
        .filter((said) => said.revision > after)
        .sort((a, b) => a.revision - b.revision),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    clear() {
      conversations.clear();
      for (const listener of clearListeners) listener();
    },
    onClear(listener) {
      clearListeners.add(listener);
      return () => clearListeners.delete(listener);
    },
  };
}

export function groupKey(platform: PlatformName, externalId: string): string {
  return `${platform}:group:${externalId}`;
}

export function singleKey(platform: PlatformName, userId: string): string {
  return `${platform}:single:${userId}`;
}
