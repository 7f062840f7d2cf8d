export interface CardsTable {
  tenant_id: number;
  /** Random: what comes back with a tap. */
  id: string;
  conversation_id: number;
  /** The whole card: what each control says is not believed from outside. */
  card: unknown;
  created_at: Date;
}
