import type { Generated } from "kysely";

/** A person of the roster; `position` is the office's own order and rules every list. */
export interface PeopleTable {
  tenant_id: number;
  id: Generated<number>;
  name: string;
  title: string;
  /** 称呼, e.g. 张委员; kept, never guessed again. */
  salutation: string;
  position: number;
  /** Sealed with the data key. */
  phone: Buffer | null;
  /** Only for 他 and 她; null = neither is said. */
  gender: "男" | "女" | null;
  /** 城区 or 乡镇, where the office counts them apart. */
  residence: "城区" | "乡镇" | null;
  /** False for 不参加推荐: shown a selection, and not counted. */
  takes_part: Generated<boolean>;
  created_at: Date;
}

/** 属地 and 界别 are independent: a person has any number of each. */
export interface AffiliationsTable {
  tenant_id: number;
  person_id: number;
  axis: "territory" | "sector";
  unit_id: number;
}

/** The six roles that grant rights (domain/rights.ts); every other title is only a label. */
export interface RolesTable {
  tenant_id: number;
  person_id: number;
  role: string;
}
