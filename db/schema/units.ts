import type { Generated } from "kysely";

/** The tree of units: 县, 镇街, 片区, 联络站, 工作室, 界别 … kinds are words of the office's own. */
export interface UnitsTable {
  tenant_id: number;
  id: Generated<number>;
  parent_id: number | null;
  kind: string;
  name: string;
  /** 工作品牌, e.g. 有事来商量. */
  brand: string | null;
  position: number;
}
