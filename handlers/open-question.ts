import { findQuestion } from "../db/questions.ts";
import type { PersonContext } from "./command.ts";
import { parseWaiting, type Question } from "./question.ts";

/** What this person was asked here and has not answered. */
export async function findOpenQuestion(context: PersonContext): Promise<Question | undefined> {
  const { tx, tenantId, conversationId, message, now } = context;
  const key = { tenantId, conversationId, senderExternalId: message.sender.externalId };
  return parseWaiting(await findQuestion(tx, key, now)).question;
}
