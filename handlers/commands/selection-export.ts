import { appendEvent } from "../../db/events.ts";
import { insertFile } from "../../db/files.ts";
import { findResult, listBallotsForFile } from "../../db/selection-results.ts";
import { listOptions, listSelections } from "../../db/selections.ts";
import { UserError } from "../../domain/errors.ts";
import { endingOf, mimeOf } from "../../domain/file.ts";
import { limits } from "../../domain/limits.ts";
import { writeSelectionFile } from "../../domain/selection-file.ts";
import type { Selection } from "../../domain/selection.ts";
import type { SelectionResult } from "../../domain/tally.ts";
import { exported, fileName, resultNotOut } from "../../text/selection-answers.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { linkTo } from "../printing.ts";
import { viewResult } from "../selection-announcing.ts";
import { drawLot } from "../selection-closing.ts";
import { mayKnowFirst } from "../selection-rights.ts";

/** 投票 导出: one file with every ballot, which anybody can count again. */
export const selectionExport = defineCommand({
  id: "selection-export",
  name: "推荐导出",
  aliases: ["投票导出", "导出推荐", "导出投票"],
  summary: "导出推荐单，可以另外重算一遍",
  example: "推荐导出",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "run-selection",
  isWriting: true,
  args: {},
  match: matchExport,
  async run(context) {
    const all = await listSelections(context.tx, context.tenantId, ["closed", "published"]);
    const [newest] = all;
    const result = newest && (await findResult(context.tx, newest));
    if (newest === undefined || result === undefined) throw new UserError("selectionNoneClosed");
    // Before enough took part it may still go on: nobody is to know how it stands.
    if (!result.quorum.isMet) throw new UserError("selectionNotClosed");
    if (newest.state !== "published" && !mayKnowFirst(context, newest)) {
      const { title, convener } = await viewResult(context, newest, result);
      return resultNotOut(title, convener);
    }
    const text = await writeFile(context, newest, result);
    return exported(newest.title, await keep(context, newest, text));
  },
});

function matchExport({ plain }: MatchText): Record<string, never> | undefined {
  return /^(?:议题)?(?:推荐|投票)(?:结果)?\s+导出[。.]?$/.test(plain) ? {} : undefined;
}

async function writeFile(
  { tx }: PersonContext,
  selection: Selection,
  result: SelectionResult,
): Promise<string> {
  const { terms, title, lotSeed } = selection;
  const isNamed = terms.disclosure === "open" || terms.disclosure === "until-close";
  const options = await listOptions(tx, selection);
  const ballots = await listBallotsForFile(tx, selection, isNamed);
  const lot = drawLot(
    selection,
    options.map(({ number }) => number),
  );
  return writeSelectionFile({ title, terms, options, ballots, lot, lotSeed, result });
}

async function keep(context: PersonContext, selection: Selection, text: string): Promise<string> {
  const { tx, tenantId, person, now, wallNow, receiptId, ports } = context;
  const { token } = await insertFile(tx, {
    tenantId,
    kind: "selection-ballots",
    name: `${fileName(selection.title)}${endingOf.data}`,
    mime: mimeOf.data,
    content: { kind: "data", text },
    personId: person.id,
    at: wallNow,
    expiresAt: new Date(wallNow.getTime() + limits.fileKeepHours * HOUR_MS),
  });
  const object = { tenantId, objectKind: "selection", objectId: selection.id } as const;
  appendEvent(tx, {
    ...object,
    kind: "exported",
    actorId: person.id,
    at: now,
    receiptId,
    words: {},
  });
  return linkTo(ports, token);
}

const HOUR_MS = 60 * 60 * 1000;
