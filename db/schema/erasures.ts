/** 删除 waits for a second person; decided or run out, the row goes. At most one for a topic. */
export interface ErasureRequestsTable {
  tenant_id: number;
  topic_id: number;
  requested_by: number;
  reason: string;
  requested_at: Date;
  /** By the tenant's business clock, like `requested_at`. */
  expires_at: Date;
}
