/** What the bot says, before any platform's form. Stored as it is and rendered at each delivery. */
export interface Message {
  readonly kind: "text";
  readonly text: string;
}

export function textMessage(text: string): Message {
  return { kind: "text", text };
}
