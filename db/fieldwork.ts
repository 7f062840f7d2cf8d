import { sql } from "kysely";

import type { FieldVisitKind } from "../domain/fieldwork.ts";
import type { CivilDay } from "../domain/workdays.ts";
import type { Tx } from "./database.ts";
import { dayText, readDay } from "./workdays.ts";

/** 调研, 走访, 勘查 */
export interface FieldVisit {
  readonly tenantId: number;
  readonly id: number;
  readonly topicId: number;
  readonly kind: FieldVisitKind;
  readonly heldOn: CivilDay;
  readonly place: string | undefined;
  readonly findings: string | undefined;
  /** Where the photographs are kept, and the report. */
  readonly pictures: string | undefined;
  readonly report: string | undefined;
  readonly names: readonly string[];
  readonly enteredByName: string;
}

export interface NewFieldVisit extends Omit<FieldVisit, "id" | "names" | "enteredByName"> {
  readonly people: readonly { readonly personId: number | undefined; readonly name: string }[];
  readonly enteredBy: number;
  readonly at: Date;
}

export async function insertFieldVisit(tx: Tx, visit: NewFieldVisit): Promise<number> {
  const { tenantId } = visit;
  const { id } = await tx
    .insertInto("field_visits")
    .values({
      tenant_id: tenantId,
      topic_id: visit.topicId,
      kind: visit.kind,
      held_on: dayText(visit.heldOn),
      place: visit.place ?? null,
      findings: visit.findings ?? null,
      pictures: visit.pictures ?? null,
      report: visit.report ?? null,
      entered_by: visit.enteredBy,
      entered_at: visit.at,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  if (visit.people.length === 0) return id;
  await tx
    .insertInto("field_visit_people")
    .values(
      visit.people.map(({ personId, name }) => ({
        tenant_id: tenantId,
        visit_id: id,
        person_id: personId ?? null,
        name,
      })),
    )
    .execute();
  return id;
}

/** Of one topic, the newest first. */
export async function listFieldVisits(
  tx: Tx,
  { tenantId, topicId }: { readonly tenantId: number; readonly topicId: number },
): Promise<readonly FieldVisit[]> {
  const { rows } = await sql<FieldVisitRow>`
    select v.id, v.kind, v.held_on::text as held_on, v.place, v.findings, v.pictures, v.report,
      p.name as entered_by_name,
      array(select n.name from field_visit_people n
        where n.tenant_id = v.tenant_id and n.visit_id = v.id order by n.id) as names
    from field_visits v
    join people p on p.tenant_id = v.tenant_id and p.id = v.entered_by
    where v.tenant_id = ${tenantId} and v.topic_id = ${topicId}
    order by v.held_on desc, v.id desc`.execute(tx);
  return rows.map((row) => ({
    tenantId,
    id: row.id,
    topicId,
    kind: row.kind,
    heldOn: readDay(row.held_on),
    place: row.place ?? undefined,
    findings: row.findings ?? undefined,
    pictures: row.pictures ?? undefined,
    report: row.report ?? undefined,
    names: row.names,
    enteredByName: row.entered_by_name,
  }));
}

/** Said again, the newer words count. The caller holds the topic. */
export async function updateFieldVisit(
  tx: Tx,
  { tenantId, id }: Pick<FieldVisit, "tenantId" | "id">,
  { pictures, report }: Pick<FieldVisit, "pictures" | "report">,
): Promise<void> {
  await sql`update field_visits set pictures = coalesce(${pictures ?? null}::text, pictures),
      report = coalesce(${report ?? null}::text, report)
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

/** 删除 of the topic takes the words with it; that somebody was there stays. */
export async function eraseFieldWords(
  tx: Tx,
  { tenantId, topicId }: { readonly tenantId: number; readonly topicId: number },
): Promise<void> {
  await sql`update field_visits set place = null, findings = null, pictures = null, report = null
    where tenant_id = ${tenantId} and topic_id = ${topicId}`.execute(tx);
}

interface FieldVisitRow {
  readonly id: number;
  readonly kind: FieldVisitKind;
  readonly held_on: string;
  readonly place: string | null;
  readonly findings: string | null;
  readonly pictures: string | null;
  readonly report: string | null;
  readonly entered_by_name: string;
  readonly names: readonly string[];
}
