/** 工作法 of one unit. */
export interface MethodsTable {
  tenant_id: number;
  unit_id: number;
  name: string;
  /** The names of its steps, in their order. */
  steps: string[];
  set_by: number;
  set_at: Date;
}

/** Where a topic was moved to; one that never was stands at the first step. */
export interface TopicStepsTable {
  tenant_id: number;
  topic_id: number;
  /** By its name. */
  step: string;
  moved_by: number;
  moved_at: Date;
}
