import type { Generated } from "kysely";

/** 提醒: due by the tenant's business clock. */
export interface RemindersTable {
  tenant_id: number;
  id: Generated<number>;
  year: number;
  number: number;
  person_id: number;
  conversation_id: number;
  audience: "self" | "everyone";
  words: string;
  due_at: Date;
  state: "open" | "fired" | "cancelled";
  created_at: Date;
}
