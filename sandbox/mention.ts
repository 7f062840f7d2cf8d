import { removeMention } from "../domain/normalize.ts";

/** The words as everybody in the group sees them: with the mention that the app puts there. */
export function withMention(
  line: { readonly text: string; readonly mentionsBot?: boolean },
  isGroup: boolean,
  botName: string,
): string {
  const { text } = line;
  const needsMention = isGroup && line.mentionsBot === true && !hasMention(text, botName);
  return needsMention ? `@${botName} ${text}` : text;
}

/** True for `@小協`, too: somebody who writes Traditional characters means the same. */
function hasMention(text: string, botName: string): boolean {
  return removeMention(text, botName) !== text;
}
