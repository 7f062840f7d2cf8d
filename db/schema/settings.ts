/** What an office set for itself; what is not here is as domain/settings.ts says. */
export interface TenantSettingsTable {
  tenant_id: number;
  key: string;
  value: unknown;
  set_by: number | null;
  set_at: Date;
}
