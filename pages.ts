import type { ServerOptions } from "./bot/server.ts";
import type { Database } from "./db/database.ts";
import { causeOf, type Log } from "./log.ts";
import { createRenderer } from "./render/renderer.ts";
import { createFileRoutes } from "./web/files.ts";

interface PageParts {
  readonly db: Database;
  readonly log: Log;
  /** The wall clock. */
  readonly now: () => Date;
}

/** What people open in a browser, with the process that draws for it; closed with `stack`. */
export function openPages(
  stack: AsyncDisposableStack,
  { db, log, now }: PageParts,
): NonNullable<ServerOptions["extraRoutes"]> {
  const renderer = stack.use(createRenderer());
  const files = createFileRoutes({
    db,
    now,
    render: (content) => renderer.render(content),
    reportFault: (error) => log.error(causeOf(error), "a file could not be handed out"),
  });
  return [files];
}
