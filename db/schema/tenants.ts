import type { Generated } from "kysely";

/** One committee with everything that is its own. */
export interface TenantsTable {
  tenant_id: Generated<number>;
  name: string;
  /** How far the business clock is ahead of the wall clock; only the sandbox winds it. */
  clock_offset_ms: Generated<number>;
  created_at: Date;
}
