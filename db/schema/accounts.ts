import type { Generated } from "kysely";

/** One bot account on one platform. Routing table: it tells which tenant a callback belongs to. */
export interface AccountsTable {
  id: Generated<number>;
  platform: string;
  /** `env` = the account from the environment, `sandbox` = the pretend one. */
  slug: string;
  /** Null until 开通. */
  tenant_id: number | null;
  /** Wrong setup codes so far. */
  setup_tries: Generated<number>;
}
