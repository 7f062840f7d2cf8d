import type { Generated } from "kysely";

import type { FieldVisitKind } from "../../domain/fieldwork.ts";

/** 调研, 走访, 勘查: what was looked at on the spot before a topic was discussed. */
export interface FieldVisitsTable {
  tenant_id: number;
  id: Generated<number>;
  topic_id: number;
  kind: FieldVisitKind;
  held_on: string;
  place: string | null;
  findings: string | null;
  /** Where the photographs are kept, and the report. */
  pictures: string | null;
  report: string | null;
  entered_by: number;
  entered_at: Date;
}

export interface FieldVisitPeopleTable {
  tenant_id: number;
  id: Generated<number>;
  visit_id: number;
  person_id: number | null;
  name: string;
}

/** 人才库 */
export interface TalentsTable {
  tenant_id: number;
  id: Generated<number>;
  name: string;
  person_id: number | null;
  skills: string;
  zone: string | null;
  organization: string | null;
  entered_by: number;
  entered_at: Date;
}

/** 抽选, with everything by which it can be done again. */
export interface LotDrawsTable {
  tenant_id: number;
  id: Generated<number>;
  number: number;
  /** Who could be drawn, in the words it was said with. */
  words: string;
  seed: string;
  /** In the order of their numbers, from 1. */
  names: string[];
  drawn: number[];
  substitutes: number[];
  drawn_by: number;
  drawn_at: Date;
}
