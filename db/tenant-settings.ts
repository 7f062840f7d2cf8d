import type { SettingSpec } from "../domain/settings.ts";
import type { Tx } from "./database.ts";

/** What the office set, or what goes until it does. */
export async function getSetting<T>(tx: Tx, tenantId: number, spec: SettingSpec<T>): Promise<T> {
  const rows = await tx.query<{ value: unknown }>(selectValue, [tenantId, spec.key]);
  return spec.read(rows[0]?.value) ?? spec.fallback;
}

const selectValue = "select value from tenant_settings where tenant_id = $1 and key = $2";

/** Every setting that was ever set, by its key; read each with its own spec. */
export async function listSettings(
  tx: Tx,
  tenantId: number,
): Promise<ReadonlyMap<string, unknown>> {
  const rows = await tx
    .selectFrom("tenant_settings")
    .select(["key", "value"])
    .where("tenant_id", "=", tenantId)
    .execute();
  return new Map(rows.map((row) => [row.key, row.value]));
}

interface NewSetting<T> {
  readonly spec: SettingSpec<T>;
  readonly value: T;
  readonly setBy: number;
  readonly at: Date;
}

export async function setSetting<T>(
  tx: Tx,
  tenantId: number,
  { spec, value, setBy, at }: NewSetting<T>,
): Promise<void> {
  const change = { value: JSON.stringify(value), set_by: setBy, set_at: at };
  await tx
    .insertInto("tenant_settings")
    .values({ tenant_id: tenantId, key: spec.key, ...change })
    .onConflict((conflict) => conflict.columns(["tenant_id", "key"]).doUpdateSet(change))
    .execute();
}
