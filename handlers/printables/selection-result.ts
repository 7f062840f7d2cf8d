import { listTallyPictures } from "../../db/kept-pictures.ts";
import { listPeople } from "../../db/people.ts";
import { findResult } from "../../db/selection-results.ts";
import { listSelections } from "../../db/selections.ts";
import { UserError } from "../../domain/errors.ts";
import { isLeader } from "../../domain/publication.ts";
import { afterResultSheet, resultSheet } from "../../text/selection-papers.ts";
import type { Printable } from "../printing.ts";
import { viewResult } from "../selection-announcing.ts";
import { mayKnowFirst } from "../selection-rights.ts";

/** 推荐结果报告单: the latest result, with boxes to sign. */
export const selectionResultPaper: Printable = {
  kind: "selection-result",
  names: ["推荐结果报告单", "推荐结果", "结果报告单"],
  right: "run-selection",
  async build(context) {
    const { tx, tenantId, now } = context;
    const [newest] = await listSelections(tx, tenantId, ["closed", "published"]);
    const result = newest && (await findResult(tx, newest));
    if (newest === undefined || result === undefined) {
      throw new UserError("printNothing", { name: "推荐结果" });
    }
    const view = await viewResult(context, newest, result);
    if (newest.state !== "published" && !mayKnowFirst(context, newest)) {
      throw new UserError("selectionResultNotOut", { convener: view.convener });
    }
    const leader = (await listPeople(tx, tenantId)).find(isLeader);
    const pictures = await listTallyPictures(tx, newest);
    return {
      paper: resultSheet({ ...view, pictures }, now),
      next: afterResultSheet(leader?.name, now),
    };
  },
};
