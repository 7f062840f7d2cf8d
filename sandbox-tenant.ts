import { setTimeout as sleep } from "node:timers/promises";

import type { OpenAccount } from "./accounts.ts";
import { lockAccount, releaseAccounts } from "./db/accounts.ts";
import { findNextDue, startClock, windClock } from "./db/clock.ts";
import { deleteConversations } from "./db/conversations.ts";
import type { Database, Tx } from "./db/database.ts";
import { deleteReceipts } from "./db/inbox.ts";
import { cancelWaiting, countUnsaid, deleteTenant, holdTenantAlone } from "./db/reset.ts";
import { enterTenant, getTenant } from "./db/tenants.ts";
import { listUnits } from "./db/units.ts";
import type { Account } from "./handlers/command.ts";
import { type Seed, type SeedPerson, seedTenant } from "./handlers/seed.ts";
import { fireDue } from "./jobs/fire-due.ts";
import type { JobLog } from "./jobs/log.ts";
import { type Cast, type CastPerson, type Names, originalNames } from "./sandbox/cast.ts";
import type { SandboxKeys } from "./sandbox/keys.ts";
import type { PlayMemory } from "./sandbox/play.ts";
import { sandboxAccount } from "./sandbox/sandbox.ts";

export interface SandboxTenantOptions {
  readonly accounts: readonly OpenAccount[];
  readonly keys: SandboxKeys;
  readonly baseUrl: string;
  /** Wall clock. */
  readonly now: () => Date;
  readonly log: JobLog;
}

/** What the bot remembers of the play: the fictional county behind the pretend accounts. */
export interface SandboxTenant extends PlayMemory {
  /** Under which it was played last; the original ones at the first start. */
  readNames(): Promise<Names>;
}

export function createSandboxTenant(db: Database, options: SandboxTenantOptions): SandboxTenant {
  const own = options.accounts
    .map((open) => open.account)
    .filter(({ slug }) => slug === sandboxAccount);
  const scene: Scene = { ...options, db, own };
  return {
    readNames: () => readNames(scene),
    begin: (cast, startsAt) => withSecondTry(() => begin(scene, cast, startsAt)),
    wind: (to, moved) => wind(scene, to, moved),
  };
}

interface Scene extends SandboxTenantOptions {
  readonly db: Database;
  readonly own: readonly Account[];
}

async function readNames({ db, own }: Scene): Promise<Names> {
  return db.transaction(async (tx) => {
    const tenantId = await findTenant(tx, own);
    if (tenantId === undefined) return originalNames;
    await enterTenant(tx, tenantId);
    const { name } = await getTenant(tx, tenantId);
    const unit = (await listUnits(tx, tenantId)).find(({ kind }) => kind === "片区");
    const { area, brand } = originalNames;
    const county = name.replace(/政协$/, "");
    return { county, area: unit?.name ?? area, brand: unit?.brand ?? brand };
  });
}

/** Holds the accounts, so that two who begin anew do so one after the other. */
async function findTenant(tx: Tx, own: readonly Account[]): Promise<number | undefined> {
  let found: number | undefined;
  for (const { id } of own) found = (await lockAccount(tx, id)).tenantId ?? found;
  return found;
}

/** Something that fired at this very moment may have held what the first try wanted. */
async function withSecondTry(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "40P01")) throw error;
    await work();
  }
}

/** All in one transaction: whoever looks sees the old play or the new one. */
async function begin(scene: Scene, cast: Cast, startsAt: Date): Promise<void> {
  const { db, own, now } = scene;
  await db.transaction(async (tx) => {
    const tenantId = await findTenant(tx, own);
    if (tenantId !== undefined) await forget(tx, scene, tenantId);
    const made = await seedTenant(tx, own, seedOf(cast, scene), startsAt);
    await startClock(tx, made, startsAt.getTime() - now().getTime());
  });
}

async function forget(tx: Tx, { own, now }: Scene, tenantId: number): Promise<void> {
  const accountIds = own.map(({ id }) => id);
  await enterTenant(tx, tenantId);
  // From here on nothing new is written to be said; what is being said right now is waited for,
  // so that it arrives in the old play.
  await holdTenantAlone(tx, tenantId);
  await cancelWaiting(tx, tenantId);
  for (let waitedMs = 0; waitedMs < sendingMsMax; waitedMs += lookAgainMs) {
    if ((await countUnsaid(tx, tenantId, "sending", now())) === 0) break;
    await sleep(lookAgainMs);
  }
  await releaseAccounts(tx, accountIds);
  await deleteTenant(tx, tenantId);
  await deleteReceipts(tx, accountIds);
  await deleteConversations(tx, accountIds);
}

const sendingMsMax = 800;
const lookAgainMs = 20;

/** From one moment at which something is due to the next, so that each is dated its own time. */
async function wind(scene: Scene, to: Date, moved: (at: Date) => void): Promise<void> {
  const { db, own, now, log } = scene;
  const tenantId = await db.transaction((tx) => findTenant(tx, own));
  if (tenantId === undefined) return;
  const inTenant = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    db.transaction(async (tx) => {
      await enterTenant(tx, tenantId);
      return work(tx);
    });
  const moveTo = async (at: Date): Promise<void> => {
    const offsetMs = at.getTime() - now().getTime();
    const reachedMs = await inTenant((tx) => windClock(tx, tenantId, offsetMs));
    moved(new Date(now().getTime() + reachedMs));
    await fireDue({ db, now, log });
    await untilSaid(() =>
      inTenant((tx) => countUnsaid(tx, tenantId, "waiting and sending", now())),
    );
  };
  let after = new Date(0);
  for (;;) {
    const range = { after, until: to };
    const next = await inTenant((tx) => findNextDue(tx, tenantId, range));
    if (next === undefined) break;
    await moveTo(next);
    after = next;
  }
  await moveTo(to);
}

/** Waits a little for the worker, which speaks by itself; one that is away keeps nobody waiting. */
async function untilSaid(count: () => Promise<number>): Promise<void> {
  for (let waitedMs = 0; waitedMs < sayMsMax; waitedMs += lookAgainMs) {
    if ((await count()) === 0) return;
    await sleep(lookAgainMs);
  }
}

const sayMsMax = 2_000;

function seedOf(cast: Cast, { keys, baseUrl }: Scene): Seed {
  const push = `${baseUrl}/sandbox/api/wecom/cgi-bin/webhook/send?key=${keys.wecom.webhookKey}`;
  return {
    tenantName: `${cast.county}政协`,
    unitName: cast.area,
    brand: cast.brand,
    people: peopleOf(cast),
    // The other platform's API reaches every group its robot is in.
    groups: cast.groups.map((group) => ({
      ...group,
      pushAddress: group.platform === "wecom" ? push : undefined,
    })),
    topics: topicsOf(cast),
  };
}

function peopleOf({ members, liaison, liaisonPhone, area }: Cast): readonly SeedPerson[] {
  const lines = members.map((member, index) => ({
    ...personOf(member, index + 1),
    unit: member.area,
    sector: member.sector,
    residence: member.residence,
    isLiaison: false,
  }));
  const last = { ...personOf(liaison, lines.length + 1), unit: area, isLiaison: true };
  return [...lines, { ...last, phone: liaisonPhone }];
}

function personOf(person: CastPerson, line: number) {
  const { name, post, address, account, gender, isNewcomer } = person;
  return {
    line,
    name,
    title: post,
    salutation: address,
    ...(gender === undefined ? {} : { gender }),
    account:
      account === undefined || isNewcomer === true
        ? undefined
        : { platform: account.platform, externalId: account.userId },
  };
}

function topicsOf({ topics }: Cast): Seed["topics"] {
  return topics.map(({ title, proposedBy, proposedOn, endorsedBy }) => {
    const at = new Date(`${proposedOn}T10:00:00+08:00`);
    const endorsements = endorsedBy.map((name, index) => ({
      name,
      at: new Date(at.getTime() + (index + 1) * DAY_MS),
    }));
    return { title, proposerName: proposedBy, at, endorsements };
  });
}

const DAY_MS = 24 * 60 * 60 * 1000;
