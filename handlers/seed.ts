import { updateAccountsTenant } from "../db/accounts.ts";
import {
  findGroup,
  insertConversation,
  listGroups,
  updateConversationUnit,
  updatePushAddress,
} from "../db/conversations.ts";
import type { Tx } from "../db/database.ts";
import { upsertSchedule } from "../db/digest-schedules.ts";
import { insertEndorsement } from "../db/endorsements.ts";
import { appendEvent } from "../db/events.ts";
import { upsertIdentity } from "../db/identities.ts";
import { insertRole, listPeople, updatePerson } from "../db/people.ts";
import { updateShortTitle } from "../db/short-titles.ts";
import { insertTenant } from "../db/tenants.ts";
import { insertTopic } from "../db/topics.ts";
import { updateBrand, upsertUnit } from "../db/units.ts";
import { previewTime } from "../domain/digest.ts";
import { toLocal } from "../domain/time.ts";
import type { RosterLine } from "../domain/roster.ts";
import type { Account } from "./command.ts";
import { mergeRoster, planRoster } from "./roster.ts";

/** A committee that is there from the start: the sandbox's, and those of the measurements. */
export interface Seed {
  readonly tenantName: string;
  readonly unitName: string;
  /** 工作品牌 of the unit. */
  readonly brand?: string;
  readonly people: readonly SeedPerson[];
  readonly groups: readonly SeedGroup[];
  readonly topics: readonly SeedTopic[];
  /** The first 一周小结 in every group; from then on weekly at the same hour. Absent = none. */
  readonly firstDigestAt?: Date;
}

export interface SeedPerson extends RosterLine {
  readonly salutation: string;
  readonly isLiaison: boolean;
  readonly account: { readonly platform: string; readonly externalId: string } | undefined;
}

export interface SeedGroup {
  readonly platform: string;
  readonly externalId: string;
  readonly title: string;
  readonly pushAddress: string | undefined;
}

export interface SeedTopic {
  readonly title: string;
  /** 简称 */
  readonly shortTitle?: string;
  readonly proposerName: string;
  readonly at: Date;
  /** Who has endorsed it since, and when. */
  readonly endorsements?: readonly { readonly name: string; readonly at: Date }[];
}

/** Makes the tenant with everything in the seed; the accounts under `slug` become its own. */
export async function seedTenant(
  tx: Tx,
  accounts: readonly Account[],
  seed: Seed,
  now: Date,
): Promise<number> {
  const tenantId = await insertTenant(tx, seed.tenantName, now);
  const parentId = await upsertUnit(tx, {
    tenantId,
    kind: "政协",
    name: seed.tenantName,
    parentId: undefined,
  });
  const unitId = await upsertUnit(tx, { tenantId, kind: "片区", name: seed.unitName, parentId });
  if (seed.brand !== undefined) await updateBrand(tx, tenantId, unitId, seed.brand);
  for (const slug of new Set(accounts.map((account) => account.slug))) {
    await updateAccountsTenant(tx, slug, tenantId);
  }
  const context = { tx, tenantId, now };
  await mergeRoster(context, planRoster([], seed.people));
  await linkPeople(context, accounts, seed.people);
  await registerGroups(context, accounts, { groups: seed.groups, unitId });
  if (seed.firstDigestAt !== undefined) {
    await scheduleDigests(context, accounts, { unitId, sendAt: seed.firstDigestAt });
  }
  await proposeTopics(context, seed, unitId);
  return tenantId;
}

interface SeedContext {
  readonly tx: Tx;
  readonly tenantId: number;
  readonly now: Date;
}

async function linkPeople(
  { tx, tenantId, now }: SeedContext,
  accounts: readonly Account[],
  people: readonly SeedPerson[],
): Promise<void> {
  const roster = await listPeople(tx, tenantId);
  for (const { name, salutation, isLiaison, account } of people) {
    const person = roster.find((each) => each.name === name);
    if (person === undefined) continue;
    await updatePerson(tx, tenantId, person.id, { salutation });
    if (isLiaison) await insertRole(tx, tenantId, person.id, "administrator");
    const accountId = accounts.find((each) => each.platform === account?.platform)?.id;
    if (account === undefined || accountId === undefined) continue;
    await upsertIdentity(tx, {
      tenantId,
      accountId,
      externalId: account.externalId,
      personId: person.id,
      linkedBy: undefined,
      at: now,
    });
  }
}

async function registerGroups(
  { tx, now }: SeedContext,
  accounts: readonly Account[],
  { groups, unitId }: { readonly groups: readonly SeedGroup[]; readonly unitId: number },
): Promise<void> {
  for (const { platform, externalId, title, pushAddress } of groups) {
    const accountId = accounts.find((each) => each.platform === platform)?.id;
    if (accountId === undefined) continue;
    await insertConversation(tx, accountId, { kind: "group", externalId, title }, now);
    const groupId = await findGroup(tx, accountId, externalId);
    if (groupId === undefined) throw new Error("the seed's group was not made");
    await updateConversationUnit(tx, groupId, { unitId });
    if (pushAddress !== undefined) await updatePushAddress(tx, groupId, pushAddress);
  }
}

async function scheduleDigests(
  { tx, tenantId, now }: SeedContext,
  accounts: readonly Account[],
  { unitId, sendAt }: { readonly unitId: number; readonly sendAt: Date },
): Promise<void> {
  const { weekday, hour, minute } = toLocal(sendAt);
  const setter = (await listPeople(tx, tenantId)).find(({ roles }) => roles.includes("liaison"));
  if (setter === undefined) throw new Error("the seed has nobody who looks after the digest");
  const groups = await listGroups(
    tx,
    accounts.map(({ id }) => id),
  );
  for (const { id: conversationId } of groups) {
    await upsertSchedule(tx, {
      tenantId,
      conversationId,
      unitId,
      rhythm: { weekday, minute: hour * 60 + minute },
      sendAt,
      dueAt: previewTime(sendAt),
      setById: setter.id,
      at: now,
    });
  }
}

async function proposeTopics(
  { tx, tenantId }: SeedContext,
  seed: Seed,
  unitId: number,
): Promise<void> {
  const roster = await listPeople(tx, tenantId);
  const idOf = (name: string): number => {
    const person = roster.find((each) => each.name === name);
    if (person === undefined) throw new Error(`nobody of the seed is called ${name}`);
    return person.id;
  };
  for (const { title, shortTitle, proposerName, at, endorsements = [] } of seed.topics) {
    const proposerId = idOf(proposerName);
    const { id } = await insertTopic(tx, {
      tenantId,
      title,
      detail: undefined,
      category: undefined,
      year: toLocal(at).year,
      source: "member",
      proposerId,
      unitId,
      conversationId: 0,
      at,
    });
    if (shortTitle !== undefined) await updateShortTitle(tx, { tenantId, topicId: id }, shortTitle);
    const happened = { tenantId, objectKind: "topic", objectId: id, receiptId: undefined } as const;
    appendEvent(tx, { ...happened, kind: "proposed", actorId: proposerId, at, words: { title } });
    for (const { name, at: endorsedAt } of endorsements) {
      const personId = idOf(name);
      await insertEndorsement(tx, { tenantId, topicId: id, personId, at: endorsedAt });
      const endorsed = { kind: "endorsed", actorId: personId, at: endorsedAt, words: {} };
      appendEvent(tx, { ...happened, ...endorsed });
    }
  }
}
