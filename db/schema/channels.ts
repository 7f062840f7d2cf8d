/** What an account said in a month, where a month has room for so much only. */
export interface QuotaCountsTable {
  tenant_id: number;
  account_id: number;
  key: string;
  /** The first moment of the month in Shanghai. */
  month: Date;
  count: number;
}

/** What the 联络员 was told about an account, so that it is not told again too soon. */
export interface ChannelNoticesTable {
  tenant_id: number;
  account_id: number;
  /** A fault, or a quota with the share of it that is used. */
  about: string;
  /** The first moment of the day or month in which it was told. */
  since: Date;
}
