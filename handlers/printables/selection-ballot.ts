import { listOptions, listSelections } from "../../db/selections.ts";
import { UserError } from "../../domain/errors.ts";
import { ballotSheet } from "../../text/selection-papers.ts";
import type { Printable } from "../printing.ts";

/** 推荐单: of what is being chosen from now, else of the latest, to be used at a meeting. */
export const ballotPaper: Printable = {
  kind: "selection-ballot",
  names: ["推荐单", "纸质推荐单"],
  right: "print",
  async build({ tx, tenantId }) {
    const [open] = await listSelections(tx, tenantId, ["open"]);
    const [latest] = open === undefined ? await listSelections(tx, tenantId, over) : [open];
    if (latest === undefined) throw new UserError("printNothing", { name: "推荐单" });
    return { paper: ballotSheet(latest, await listOptions(tx, latest)) };
  },
};

const over = ["closed", "published", "cancelled"] as const;
