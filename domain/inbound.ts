import type { Tap } from "./card.ts";

/** What arrives, in the same shape from every platform. */

/** Where people talk: a group, or one person alone with the bot. */
export interface ConversationRef {
  readonly kind: "group" | "single";
  /** The platform's id of the group; for `single`, the person's id, so that it is known beforehand. */
  readonly externalId: string;
  /** The group's name, where the platform tells it. */
  readonly title?: string;
}

export interface SenderRef {
  /** The platform's id of the person. */
  readonly externalId: string;
  /** False for people outside the organisation: they have no id that lasts and are never linked. */
  readonly linkable: boolean;
  /** A nickname is a hint, never an identity. */
  readonly nick?: string;
}

/** A web address that lets the bot speak in this conversation for a while. Secret: never logged. */
export interface ReplyAddress {
  readonly url: string;
  readonly expiresAt: Date;
  /** True if the address may be used one single time. */
  readonly once: boolean;
}

export interface InboundMessage {
  /** The platform's id of this message, unique within the account: the key of the receipt. */
  readonly messageId: string;
  readonly conversation: ConversationRef;
  readonly sender: SenderRef;
  /** `typed` words, a `spoken` transcript, `opened` = the person entered the 1:1 chat without words,
   *  `unreadable` = a picture, file or other thing the bot does not read. */
  readonly manner: "typed" | "spoken" | "opened" | "unreadable";
  /** The words, as typed; the mention of the bot may still be in it. Empty unless typed or spoken. */
  readonly text: string;
  /** True = a card said it for them: what is answered, only they see. */
  readonly isTap?: boolean;
  /** The words of the message that was quoted, if any. */
  readonly quoted?: string;
  /** The platform's name for the answer, kept so that a refresh can ask for it again. */
  readonly replyRef?: string;
  readonly replyAddress?: ReplyAddress;
}

/** What became of a group itself. */
export type GroupChange =
  | { readonly kind: "renamed"; readonly externalId: string; readonly title: string }
  /** It was disbanded, for good. */
  | { readonly kind: "gone"; readonly externalId: string };

/** Somebody tapped a control of a card. */
export interface CardTap extends Tap {
  /** Unique within the account: a redelivery has the same. */
  readonly tapId: string;
  readonly cardId: string;
  readonly sender: SenderRef;
  readonly replyAddress?: ReplyAddress;
  /** Left out = once the platform waits no more, this card stays as it is. */
  readonly laterChange?: LaterChange;
}

/** How a card that was tapped can still be changed when its tap is answered too late. */
export interface LaterChange {
  /** Good for one change. Secret: never logged. */
  readonly code?: string;
  readonly expiresAt?: Date;
}

export type Inbound =
  /** The platform checks that this address is ours: `body` goes back byte for byte. */
  | { readonly kind: "handshake"; readonly body: string }
  | { readonly kind: "message"; readonly message: InboundMessage }
  /** Answered by the card as it stands for this person from now on. */
  | { readonly kind: "tap"; readonly tap: CardTap }
  /** The platform asks again for an answer it was given. */
  | {
      readonly kind: "refresh";
      readonly conversation: ConversationRef;
      readonly replyRef: string;
    }
  /** Nobody waits for an answer. */
  | { readonly kind: "group"; readonly change: GroupChange }
  /** Genuine, but nothing to do. */
  | { readonly kind: "ignored"; readonly reason: string };
