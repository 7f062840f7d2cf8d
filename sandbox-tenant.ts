import { setTimeout as sleep } from "node:timers/promises";

import type { OpenAccount } from "./accounts.ts";
import { lockAccount, releaseAccounts } from "./db/accounts.ts";
import { findNextDue, startClock, windClock } from "./db/clock.ts";
import { deleteConversations, listConversations, updatePushAddress } from "./db/conversations.ts";
import type { Database, Tx } from "./db/database.ts";
import { deleteReceipts } from "./db/inbox.ts";
import { cancelWaiting, countUnsaid, deleteTenant, holdTenantAlone } from "./db/reset.ts";
import { enterTenant, getTenant } from "./db/tenants.ts";
import { listUnits } from "./db/units.ts";
import type { Account } from "./handlers/command.ts";
import { type Seed, type SeedPerson, seedTenant } from "./handlers/seed.ts";
import type { DuePorts } from "./jobs/due.ts";
import { fireDue } from "./jobs/fire-due.ts";
import type { JobLog } from "./jobs/log.ts";
import { recallSaid } from "./sandbox-recall.ts";
import { type Cast, type CastPerson, originalNames, playDigestAt } from "./sandbox/cast.ts";
import type { SandboxKeys } from "./sandbox/keys.ts";
import type { PlayMemory, PlaySoFar } from "./sandbox/play.ts";
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
export function createSandboxTenant(db: Database, options: SandboxTenantOptions): PlayMemory {
  const own = options.accounts
    .map((open) => open.account)
    .filter(({ slug }) => slug === sandboxAccount);
  const scene: Scene = { ...options, db, own };
  return {
    resume: () => resume(scene),
    begin: (cast, startsAt) => withSecondTry(() => begin(scene, cast, startsAt)),
    wind: (to, moved) => wind(scene, to, moved),
  };
}

interface Scene extends SandboxTenantOptions {
  readonly db: Database;
  readonly own: readonly Account[];
}

/** A process that ends takes no word with it: the play goes on where it was. */
async function resume({ db, own, keys, baseUrl }: Scene): Promise<PlaySoFar | undefined> {
  return db.transaction(async (tx) => {
    const tenantId = await findTenant(tx, own);
    if (tenantId === undefined) return undefined;
    await enterTenant(tx, tenantId);
    const { name, clockOffsetMs } = await getTenant(tx, tenantId);
    const unit = (await listUnits(tx, tenantId)).find(({ kind }) => kind === "片区");
    const { area, brand } = originalNames;
    const county = name.replace(/政协$/, "");
    const names = { county, area: unit?.name ?? area, brand: unit?.brand ?? brand };
    // The port may be another one than last time.
    await renewPushAddresses(tx, own, pushAddressOf({ keys, baseUrl }));
    return { names, offsetMs: clockOffsetMs, said: await recallSaid(tx, tenantId, own) };
  });
}

async function renewPushAddresses(tx: Tx, own: readonly Account[], address: string): Promise<void> {
  const pushed = own.filter(({ platform }) => platform === "wecom").map(({ id }) => id);
  for (const { id, kind } of await listConversations(tx, pushed)) {
    if (kind === "group") await updatePushAddress(tx, id, address);
  }
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

function channelsOf({ accounts }: Scene): Pick<DuePorts, "voice" | "cards"> {
  const speakerOf = (id: number) => accounts.find(({ account }) => account.id === id)?.speaker;
  return {
    voice: (id, target, at) => speakerOf(id)?.voice(target, at),
    cards: (id, kind) => speakerOf(id)?.cards(kind) ?? "none",
  };
}

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
    await fireDue({ ...channelsOf(scene), db, now, log });
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

function pushAddressOf({ keys, baseUrl }: Pick<Scene, "keys" | "baseUrl">): string {
  return `${baseUrl}/sandbox/api/wecom/cgi-bin/webhook/send?key=${keys.wecom.webhookKey}`;
}

function seedOf(cast: Cast, scene: Scene): Seed {
  const push = pushAddressOf(scene);
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
    firstDigestAt: playDigestAt,
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
  return topics.map(({ title, shortTitle, proposedBy, proposedOn, endorsedBy }) => {
    const at = new Date(`${proposedOn}T10:00:00+08:00`);
    const endorsements = endorsedBy.map((name, index) => ({
      name,
      at: new Date(at.getTime() + (index + 1) * DAY_MS),
    }));
    return { title, shortTitle, proposerName: proposedBy, at, endorsements };
  });
}

const DAY_MS = 24 * 60 * 60 * 1000;
