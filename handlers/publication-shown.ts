import { updateShown } from "../db/publications.ts";
import type { TenantContext } from "./command.ts";
import type { Held } from "./publication-choice.ts";

/** From now on it is this text that the leader answers. */
export function noteShown(
  { tx }: Pick<TenantContext, "tx">,
  { publication, described }: Held,
): Promise<void> {
  return updateShown(tx, publication, tx.sealer.digest(described.full.text));
}
