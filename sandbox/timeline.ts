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
  /** The card in this bubble, if any. */
  readonly card?: ShownCard;
}

/** A card as a client of the platform shows it, whichever platform. */
export interface ShownCard {
  /** The platform's name for the card: what a tap on it tells. */
  readonly id: string;
  readonly kind: "notice" | "buttons" | "vote" | "form";
  /** Who asks, above the title. */
  readonly source?: string;
  readonly title: string;
  readonly note?: string;
  /** Several lines. */
  readonly body?: string;
  readonly facts?: readonly { readonly label: string; readonly value: string }[];
  readonly link?: { readonly text: string; readonly url: string };
  readonly buttons?: readonly ShownButton[];
  /** Of a vote. */
  readonly mode?: "single" | "multi";
  readonly options?: readonly ShownOption[];
  readonly selects?: readonly {
    readonly key: string;
    readonly title: string;
    readonly options: readonly ShownOption[];
  }[];
  /** The words of the submit button. */
  readonly submit?: string;
  /** The bot's own names for a vote's question and for the submit button; a tap tells them. */
  readonly names?: { readonly question?: string; readonly submit: string };
  /** As it stands for those who tapped it, by user id. */
  readonly forPerson?: Readonly<Record<string, ShownCard>>;
}

export interface ShownButton {
  readonly key: string;
  readonly text: string;
  readonly style?: "main" | "warning";
}

export interface ShownOption {
  readonly id: string;
  readonly text: string;
}

/** Somebody taps a control of a card in a bubble. */
export interface CardTouch {
  readonly userId: string;
  /** Where the bubble stands; from `groupKey` or `singleKey`. */
  readonly conversation: string;
  readonly saidId: number;
  /** Which button, or `submit`. */
  readonly key: string;
  /** The ids of the options chosen, by the key of the question; a vote's question is `vote`. */
  readonly chosen?: Readonly<Record<string, readonly string[]>>;
}

/**
 * `updated` = the card changed for this person, `silent` = the bot said nothing, `lost` = no usable
 * answer came in time.
 */
export type TouchOutcome = "updated" | "silent" | "lost";

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
  change(
    id: number,
    change: {
      readonly text?: string;
      readonly delivery?: Delivery;
      readonly card?: ShownCard;
    },
  ): void;
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
