/** What the bot asked one person in one conversation and still waits to hear. */
export interface QuestionsTable {
  tenant_id: number;
  conversation_id: number;
  sender_external_id: string;
  /** Sealed. */
  question: Buffer;
  expires_at: Date;
}
