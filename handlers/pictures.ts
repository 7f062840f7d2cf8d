import type { Tx } from "../db/database.ts";
import { insertFile } from "../db/files.ts";
import type { Chart } from "../domain/chart.ts";
import { endingOf, mimeOf } from "../domain/file.ts";
import { limits } from "../domain/limits.ts";
import type { HandlerPorts } from "./command.ts";
import { linkTo } from "./printing.ts";

export interface NewPicture {
  readonly tenantId: number;
  readonly chart: Chart;
  readonly ports: Pick<HandlerPorts, "publicUrl">;
  /** Wall clock, like everything about links. */
  readonly wallNow: Date;
}

/**
 * Keeps a picture that goes to groups and gives its link: whoever has it sees it, for thirty days.
 * Only what the group may read belongs on it. Call it where the message is written, in the same
 * transaction, and not where it is drafted: every call makes another link.
 */
export async function keepPicture(tx: Tx, picture: NewPicture): Promise<string> {
  const { tenantId, chart, ports, wallNow } = picture;
  const { token } = await insertFile(tx, {
    tenantId,
    kind: "picture",
    name: `${chart.title}${endingOf.picture}`,
    mime: mimeOf.picture,
    content: { kind: "picture", chart },
    personId: undefined,
    at: wallNow,
    expiresAt: new Date(wallNow.getTime() + limits.pictureKeepDays * DAY_MS),
  });
  return linkTo(ports, token);
}

const DAY_MS = 24 * 60 * 60 * 1000;
