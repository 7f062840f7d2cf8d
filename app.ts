import { timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer as createHttpServer, type Server } from "node:http";

import { keepLines } from "./app-lines.ts";
import { type AccountSettings, openAccounts, type OpenAccount } from "./accounts.ts";
import { createServer, type ServerOptions } from "./bot/server.ts";
import type { Config } from "./config.ts";
import { listAccounts } from "./db/accounts.ts";
import { createDatabase, type Database } from "./db/database.ts";
import { createDispatch } from "./handlers/dispatch.ts";
import { causeOf, limitRefusals } from "./log.ts";
import type { DeliverPorts } from "./jobs/deliver-ports.ts";
import type { JobLog } from "./jobs/log.ts";
import { within } from "./jobs/within.ts";
import { type RunningWorker, startWorker } from "./jobs/worker.ts";
import type { Log } from "./log.ts";
import { openPages } from "./pages.ts";

/** Server and worker on a database that is migrated: what main starts, and tests and bench too. */
export interface App extends AsyncDisposable {
  readonly db: Database;
  readonly accounts: readonly OpenAccount[];
  /** Undefined in a process that only works. */
  readonly server: Server | undefined;
  readonly worker: RunningWorker | undefined;
}

export interface AppOptions {
  readonly config: Pick<Config, "role" | "host" | "port" | "redisUrl" | "botName"> &
    Partial<Pick<Config, "publicUrl">>;
  readonly databaseUrl: string;
  readonly dataKey: Buffer;
  /** By the name of the account. */
  readonly setupCodes: Readonly<Record<string, string>>;
  readonly accounts: AccountSettings;
  /** Where the nightly backups go; undefined = none are made. */
  readonly backupDir?: string | undefined;
  readonly extraRoutes?: ServerOptions["extraRoutes"];
  /** Done once the accounts are there, before anything is heard or said. */
  readonly prepare?: (db: Database, accounts: readonly OpenAccount[]) => Promise<void>;
  readonly log: Log;
  /** The wall clock. */
  readonly now?: () => Date;
  readonly onStatement?: (sql: string) => void;
  readonly onStep?: NonNullable<DeliverPorts["onStep"]>;
  readonly claimMs?: number;
}

export async function startApp(options: AppOptions): Promise<App> {
  const { config, databaseUrl, log } = options;
  const now = options.now ?? (() => new Date());
  const stack = new AsyncDisposableStack();
  try {
    const db = stack.use(
      createDatabase({
        url: databaseUrl,
        dataKey: options.dataKey,
        onIdleError: (error) => log.error({ reason: error.message }, "database connection lost"),
        ...(options.onStatement === undefined ? {} : { onStatement: options.onStatement }),
      }),
    );
    const accounts = await openAccounts(db, options.accounts, now);
    await options.prepare?.(db, accounts);
    const ports = createMessagePorts({ ...options, now }, { db, accounts });
    const worker = config.role === "web" ? undefined : stack.use(await work(options, db, accounts));
    // What is said over a line is said by the process that keeps it, so the one that speaks does.
    if (worker !== undefined) stack.use(keepLines({ ...ports, db, accounts, log, now }));
    const server =
      config.role === "worker"
        ? undefined
        : await serve(stack, { ...options, now }, { db, accounts, worker, ports });
    const parts = stack.move();
    return {
      db,
      accounts,
      server,
      worker,
      [Symbol.asyncDispose]: () => parts.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** The log as jobs know it. */
export function jobLogOf(log: Log): JobLog {
  return {
    info: (fields, message) => log.info(fields, message),
    error: (fields, message) => log.error(fields, message),
    fault: (error, message) => log.error(causeOf(error), message),
  };
}

function work(
  options: AppOptions,
  db: Database,
  accounts: readonly OpenAccount[],
): Promise<RunningWorker> {
  const byId = new Map(accounts.map((open) => [open.account.id, open]));
  return startWorker({
    db,
    databaseUrl: options.databaseUrl,
    redisUrl: options.config.redisUrl,
    log: jobLogOf(options.log),
    now: options.now ?? (() => new Date()),
    speaker: (accountId) => byId.get(accountId)?.speaker,
    platformName: (accountId) => byId.get(accountId)?.platformName,
    calendar: (accountId) => byId.get(accountId)?.calendar,
    ...(options.backupDir === undefined
      ? {}
      : { backup: { dataKey: options.dataKey, folder: options.backupDir } }),
    ...(options.onStep === undefined ? {} : { onStep: options.onStep }),
    ...(options.claimMs === undefined ? {} : { claimMs: options.claimMs }),
  });
}

interface Parts {
  readonly db: Database;
  readonly accounts: readonly OpenAccount[];
  readonly worker: RunningWorker | undefined;
  readonly ports: MessagePorts;
}

async function serve(
  stack: AsyncDisposableStack,
  options: AppOptions & { readonly now: () => Date },
  parts: Parts,
): Promise<Server> {
  const { config, log, now } = options;
  const app = createServer({
    accounts: doorsBySlug(parts.accounts),
    ...parts.ports,
    ready: () => isReady(parts),
    log: limitRefusals(log, now),
    now,
    extraRoutes: [...openPages(stack, { db: parts.db, log, now }), ...(options.extraRoutes ?? [])],
  });
  const respond = app.callback();
  const server = createHttpServer((request, response) => void respond(request, response));
  server.listen(config.port, config.host);
  await once(server, "listening");
  stack.defer(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    // Live pages never end by themselves; callbacks under way get a moment.
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), CLOSE_AFTER_MS).unref();
    await closed;
  });
  return server;
}

const CLOSE_AFTER_MS = 1500;

type MessagePorts = Pick<ServerOptions, "handle" | "tap" | "recall" | "groupChanged">;

function createMessagePorts(
  options: AppOptions & { readonly now: () => Date },
  { db, accounts }: Pick<Parts, "db" | "accounts">,
): MessagePorts {
  const byId = new Map(accounts.map((open) => [open.account.id, open]));
  const byKey = new Map(accounts.map((open) => [keyOf(open.account), open.account]));
  const dispatch = createDispatch(db, {
    botName: options.config.botName,
    publicUrl: publicUrlOf(options.config),
    now: options.now,
    isSetupCode: ({ slug }, code) => isSame(options.setupCodes[slug] ?? "", code),
    voice: (accountId, target, at) => byId.get(accountId)?.speaker.voice(target, at),
    cards: (accountId, kind) => byId.get(accountId)?.speaker.cards(kind) ?? "none",
    isPushAddress: (accountId, words) => byId.get(accountId)?.speaker.isPushAddress(words) ?? false,
    reportFault: (reference, error) =>
      options.log.error({ reference, ...causeOf(error) }, "a message could not be handled"),
  });
  const find = (slug: string, platform: string) => {
    const account = byKey.get(keyOf({ slug, platform }));
    if (account === undefined) throw new Error(`there is no account ${slug} on ${platform}`);
    return account;
  };
  return {
    async handle(slug, platform, message) {
      const handled = await dispatch.handle(find(slug, platform), message);
      const isUnkept = handled.tenantId === undefined;
      return { answer: handled.answer, undelivered: () => dispatch.sayLate(handled), isUnkept };
    },
    async tap(slug, platform, tap) {
      const handled = await dispatch.tap(find(slug, platform), tap);
      if (handled === undefined) return undefined;
      const undelivered = () => dispatch.sayLate({ ...handled, answer: handled.late });
      return { answer: handled.answer, undelivered };
    },
    groupChanged: (slug, platform, change) => dispatch.groupChanged(find(slug, platform), change),
    recall: (slug, platform, conversation, replyRef) =>
      dispatch.recall(find(slug, platform), conversation, replyRef),
  };
}

/** Without an address of its own, links open on this machine only; doctor says so. */
function publicUrlOf({ publicUrl, port }: AppOptions["config"]): string {
  return publicUrl ?? `http://localhost:${port}`;
}

function keyOf({ slug, platform }: { slug: string; platform: string }): string {
  return `${platform} ${slug}`;
}

function doorsBySlug(accounts: readonly OpenAccount[]): ServerOptions["accounts"] {
  return new Map(
    Array.from(
      Map.groupBy(accounts, (open) => open.account.slug),
      ([slug, group]) => [slug, group.flatMap((open) => open.doors)],
    ),
  );
}

async function isReady({ db, worker }: Parts): Promise<boolean> {
  try {
    await within(READY_MS_MAX, Promise.all([db.transaction(listAccounts), worker?.check()]));
    return true;
  } catch {
    // Not being ready is the answer itself; the cause is logged where it happens.
    return false;
  }
}

const READY_MS_MAX = 2000;

/** In constant time, and never with an empty code. */
function isSame(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given.trim());
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b);
}
