import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";

import type { OpenAccount } from "./accounts.ts";
import type { Lease, LinePorts } from "./bot/line.ts";
import type { ServerOptions } from "./bot/server.ts";
import type { Database } from "./db/database.ts";
import { giveLease, keepKick, takeLease } from "./db/leases.ts";

export interface LinesOptions extends Pick<
  ServerOptions,
  "handle" | "tap" | "groupChanged" | "log" | "now"
> {
  readonly db: Database;
  readonly accounts: readonly OpenAccount[];
}

/** Keeps the connections of these accounts until it is disposed, and then closes them. */
export function keepLines(options: LinesOptions): AsyncDisposable {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  // One name for this process, whatever it holds.
  const holder = randomUUID();
  const kept = options.accounts.flatMap((open) =>
    open.lines.map((line) =>
      line.keep(portsOf(options, open, { name: line.name, holder }), stop.signal),
    ),
  );
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(kept);
    },
  };
}

function portsOf(
  { db, handle, tap, groupChanged, log, now }: LinesOptions,
  { account: { id: accountId, platform, slug } }: OpenAccount,
  held: { readonly name: string; readonly holder: string },
): LinePorts {
  const key = { accountId, ...held };
  const lease: Lease = {
    take: (forMs) => db.transaction((tx) => takeLease(tx, key, forMs)),
    give: () => db.transaction((tx) => giveLease(tx, key)),
  };
  return {
    handle: (message) => handle(slug, platform, message),
    tap: (given) => tap(slug, platform, given),
    groupChanged: (change) => groupChanged(slug, platform, change),
    kicked: () => db.transaction((tx) => keepKick(tx, key, now())),
    lease,
    log,
    now,
  };
}
