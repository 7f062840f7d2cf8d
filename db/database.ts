import type { Duplex } from "node:stream";

import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  sql,
} from "kysely";
import pg from "pg";

import { limits } from "../domain/limits.ts";
import type { Schema } from "./schema/index.ts";
import { createSealer, type Sealer } from "./sealer.ts";
import { execute, type Statement, types } from "./statement.ts";

/**
 * A running transaction. Every function that reads or writes takes one, first and never optional,
 * so the type proves that there is a transaction. Only `transaction` makes them.
 */
export interface Tx extends Kysely<Schema> {
  readonly sealer: Sealer;
  /** Runs a statement that is written out: for the few that every message needs. */
  query<R>(text: string, values: readonly unknown[]): Promise<readonly R[]>;
  /**
   * Sends a statement nobody needs the result of, at once and without waiting: it shares a round
   * trip with what follows, and the transaction fails if it fails.
   */
  send(statement: Statement): void;
}

export interface Database extends AsyncDisposable {
  readonly pool: pg.Pool;
  readonly sealer: Sealer;
  /** Runs `work` in one transaction: commits when it returns, rolls back when it throws. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly dataKey: Buffer;
  readonly poolSize?: number;
  /** Told of every statement sent, by its first words: tests count round trips with it. */
  readonly onStatement?: (sql: string) => void;
  /** Told of connections that broke while idle; the pool replaces them. */
  readonly onIdleError?: (error: Error) => void;
}

export function createDatabase(options: DatabaseOptions): Database {
  const sealer = createSealer(options.dataKey);
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize ?? limits.poolSize,
    // Statements that need not wait for each other share a round trip.
    pipeline: true,
    types,
    connectionTimeoutMillis: 10_000,
    // Kept open: a new one costs the server a process and every plan anew, and closing the idle
    // ones meant opening several at once in the very moment in which everybody was waiting.
    idleTimeoutMillis: 0,
    statement_timeout: 10_000,
    idle_in_transaction_session_timeout: 30_000,
    application_name: "xiaoxie",
    // Our statements are a fixed set and each has its index. Planning them anew costs more than
    // running them, and a plan made while a table was empty must not go on reading all of it.
    options: "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off",
  } satisfies pg.PoolConfig & { pipeline: boolean });
  pool.on("error", (error) => options.onIdleError?.(error));
  // A connection lost while it is in use fails the statement it runs; without a listener the same
  // loss would end the process as well.
  pool.on("connect", (client) => client.on("error", () => {}));
  const onStatement = options.onStatement ?? (() => {});
  const sessions = new WeakMap<pg.PoolClient, Session>();
  return {
    pool,
    sealer,
    transaction: async (work) => {
      const client = await pool.connect();
      const session = sessions.get(client) ?? createSession(client, sealer, onStatement);
      sessions.set(client, session);
      return runTransaction(session, work);
    },
    [Symbol.asyncDispose]: () => pool.end(),
  };
}

/** What is written from here on can be taken back without losing what was written before. */
export function setSavepoint(tx: Tx, name: SavepointName): void {
  tx.send(sql`savepoint ${sql.raw(name)}`.compile(tx));
}

export async function rollBackToSavepoint(tx: Tx, name: SavepointName): Promise<void> {
  await sql`rollback to savepoint ${sql.raw(name)}`.execute(tx);
}

/** A command's own work, and that of what was kept and is carried out inside another command. */
export type SavepointName = "command" | "kept";

/** One pooled connection; it serves one transaction at a time, so what it needs is made once. */
interface Session {
  readonly tx: Tx;
  readonly send: (sql: string) => Promise<pg.QueryResult>;
  readonly release: (error?: Error) => void;
  /** Statements on their way that nobody waits for. */
  pending: Promise<unknown>[];
}

async function runTransaction<T>(session: Session, work: (tx: Tx) => Promise<T>): Promise<T> {
  let broken: Error | undefined;
  try {
    // Not awaited: the first statement of `work` follows in the same flush.
    session.pending = [held(session.send("begin"))];
    const result = await work(session.tx);
    const [outcome] = await Promise.all([session.send("commit"), ...session.pending]);
    // A transaction that failed inside answers a commit with a rollback, and no error.
    if (outcome.command !== "COMMIT") throw new Error("the transaction was rolled back");
    return result;
  } catch (error) {
    await session.send("rollback").catch((fault: unknown) => {
      broken = fault instanceof Error ? fault : new Error(String(fault));
    });
    throw error;
  } finally {
    session.release(broken);
  }
}

function createSession(
  client: pg.PoolClient,
  sealer: Sealer,
  onStatement: (sql: string) => void,
): Session {
  const holdWrites = createWriteHolder(client);
  const run = <R>(query: Statement): Promise<QueryResult<R>> => {
    onStatement(query.sql);
    holdWrites();
    return execute(client, query);
  };
  const session: Session = {
    tx: Object.assign(kyselyFor(run), {
      sealer,
      query: async <R>(sql: string, parameters: readonly unknown[]) =>
        (await run<R>({ sql, parameters })).rows,
      send: (statement: Statement) => void session.pending.push(held(run(statement))),
    }),
    send: (sql) => {
      onStatement(sql);
      holdWrites();
      return client.query(sql);
    },
    release: (error) => client.release(error),
    pending: [],
  };
  return session;
}

/**
 * Statements of the same turn leave in one write: each would else cost a system call here and a
 * wake-up of the server's process.
 */
function createWriteHolder(client: pg.PoolClient): () => void {
  // The driver's own field, absent from its types.
  const { stream } = (client as pg.PoolClient & { connection: { stream: Duplex } }).connection;
  let isHeld = false;
  return () => {
    if (isHeld) return;
    isHeld = true;
    stream.cork();
    // Runs after the promises that are ready now have sent what they have to send.
    process.nextTick(() => {
      isHeld = false;
      stream.uncork();
    });
  };
}

/** Marks a promise as looked after until the commit awaits it. */
function held<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

type Execute = <R>(query: CompiledQuery) => Promise<QueryResult<R>>;

function kyselyFor(executeQuery: Execute): Kysely<Schema> {
  const connection: DatabaseConnection = {
    executeQuery,
    streamQuery: () => {
      throw new Error("streaming is not supported inside a pipelined transaction");
    },
  };
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => createSingleDriver(connection),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

function refuse(): Promise<never> {
  return Promise.reject(new Error("transactions begin in Database.transaction"));
}

function createSingleDriver(connection: DatabaseConnection): Driver {
  return {
    init: () => Promise.resolve(),
    acquireConnection: () => Promise.resolve(connection),
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    releaseConnection: () => Promise.resolve(),
    destroy: () => Promise.resolve(),
  };
}
