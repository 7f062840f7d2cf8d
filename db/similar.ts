import type { Tx } from "./database.ts";

/** A topic that may be about the same; whether it is, its title must say. */
export interface SimilarCandidate {
  readonly id: number;
  readonly year: number;
  readonly number: number;
  readonly title: string;
  readonly proposerId: number;
  readonly proposerName: string;
  readonly proposerTitle: string;
  readonly proposedAt: Date;
  readonly endorsements: number;
  readonly proxyEndorsements: number;
}

/**
 * The topics of the tenant that was entered which share the most of these terms, the newest first
 * among equals; only those that may still be endorsed.
 * @param terms each with its weight
 */
export function listCandidates(
  tx: Tx,
  terms: ReadonlyMap<string, number>,
): Promise<readonly SimilarCandidate[]> {
  const values = [[...terms.keys()], [...terms.values()], HITS_PER_TERM, CANDIDATES];
  return tx.query<SimilarCandidate>(selectCandidates, values);
}

/** Of a word that half of all topics have, the newest are enough. */
const HITS_PER_TERM = 2_000;
const CANDIDATES = 60;

/**
 * Reads the index of the terms alone, until it is known which few topics are looked at. Each of them
 * is then looked up by its key: the limits of one keep a plan that was made while the tables were
 * small from reading all topics of the tenant.
 */
const selectCandidates = `
  with hits as (
    select h.topic_id, sum(w.weight) as weight
    from unnest($1::text[], $2::float8[]) as w (term, weight)
    cross join lateral (
      select t.topic_id from topic_terms t
      where t.tenant_id = current_tenant() and t.term = w.term
      order by t.topic_id desc limit $3
    ) h
    group by h.topic_id order by sum(w.weight) desc, h.topic_id desc limit $4
  )
  select t.*, p.*, c.endorsements, c.proxied as "proxyEndorsements"
  from hits h
  cross join lateral (
    select id, year, number, title, proposer_id as "proposerId", proposed_at as "proposedAt", status
    from topics where tenant_id = current_tenant() and id = h.topic_id limit 1
  ) t
  cross join lateral (
    select name as "proposerName", people.title as "proposerTitle"
    from people where tenant_id = current_tenant() and id = t."proposerId" limit 1
  ) p
  cross join lateral (select count(*) as endorsements, count(e.entered_by) as proxied
    from endorsements e where e.tenant_id = current_tenant() and e.topic_id = t.id) c
  where t.status in ('proposed', 'accepted', 'shortlisted', 'deferred', 'reserve', 'listed')
  order by h.weight desc, h.topic_id desc`;
