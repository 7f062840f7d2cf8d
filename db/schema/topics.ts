import type { Generated } from "kysely";

import type { TopicScope } from "../../domain/category.ts";
import type { TopicSize } from "../../domain/profile.ts";
import type { TopicSource } from "../../domain/topic-source.ts";
import type { TopicStatus } from "../../domain/topic.ts";

/** 议题, its current state; how it came to be is in `events`. */
export interface TopicsTable {
  tenant_id: number;
  id: Generated<number>;
  year: number;
  /** Counted per tenant and year, never used again. */
  number: number;
  title: string;
  /** 简称 as somebody gave it; null = made of the title. */
  short_title: string | null;
  detail: string | null;
  category: string | null;
  status: TopicStatus;
  source: TopicSource;
  proposer_id: number;
  unit_id: number | null;
  conversation_id: number;
  /** Who wrote it down for the proposer (代荐); null = the proposer. */
  entered_by: number | null;
  /** 电话, 纸质 or 当面, with `entered_by`. */
  channel: string | null;
  proposed_at: Date;
  /** When it became known who had proposed it, if that was later. */
  known_at: Generated<Date | null>;
  updated_at: Date;
  /** The 征题 in which it was proposed. */
  round_id: number | null;
  /** The 共性议题 it takes up. */
  parent_topic_id: number | null;
  /** 共性议题: handed down, to be taken up by the units below. */
  is_common: Generated<boolean>;
  /** Who handed it over: 县委办, a street, … */
  source_actor: string | null;
  profile: TopicSize | null;
  /** Why it is in the state it is in, where to it went, who decided and when. */
  status_reason: string | null;
  status_place: string | null;
  status_by: number | null;
  status_at: Date | null;
  /** 议题范围, set at 初选. */
  scope: TopicScope | null;
  /** 并入: the topic that took its place; set while, and only while, its status is merged. */
  merged_into: number | null;
  /** 拆分: the topic it is a part of. */
  split_from: number | null;
  /** What 取消合并 goes back to. */
  status_before_merge: TopicStatus | null;
  /** 第几版: one more with every 修改. */
  version: Generated<number>;
  /** When it first had as many 附议 as 初选 asks for. */
  threshold_reached_at: Date | null;
}

/** The terms by which similar topics are found: see domain/similar.ts. */
export interface TopicTermsTable {
  tenant_id: number;
  term: string;
  topic_id: number;
}

/** 补充情况: words that somebody who endorsed a topic added to it. */
export interface TopicSupplementsTable {
  tenant_id: number;
  id: Generated<number>;
  topic_id: number;
  person_id: number;
  words: string;
  added_at: Date;
}

/** 附议: one row a person and topic. */
export interface EndorsementsTable {
  tenant_id: number;
  topic_id: number;
  person_id: number;
  endorsed_at: Date;
  /** As in topics: 代附议. */
  entered_by: number | null;
  channel: string | null;
  /** As in topics. */
  known_at: Generated<Date | null>;
}

/** The next number of a kind in a year. */
export interface CountersTable {
  tenant_id: number;
  kind: string;
  year: number;
  value: number;
}
