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
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { linkTo } from "../printing.ts";
import type { RawArgs } from "../question.ts";
import { viewResult } from "../selection-announcing.ts";
import { drawLot } from "../selection-closing.ts";
import { hasTitle, TITLES_MAX } from "../selection-picking.ts";
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
  glued: /(?!)/,
  args: { which: arg.optionalWords("哪一次") },
  match: matchExport,
  async run(context, { which }) {
    const newest = await findMeant(context, which);
    const result = await findResult(context.tx, newest);
    if (result === undefined) throw new UserError("selectionNoneClosed");
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

/** 推荐 导出, 推荐导出 二季度: the first words of what is left are part of a title. */
function matchExport({ plain }: MatchText): RawArgs | undefined {
  const found =
    /^(?:议题)?(?:推荐|投票)(?:结果)?\s+导出(?:\s+(?<which>[^\s?？]{1,60}?))?[。.]?$/.exec(plain);
  const which = found?.groups?.["which"];
  if (found === null) return undefined;
  return which === undefined ? {} : { which };
}

/** By part of its title, else the newest. @throws UserError with the titles there are */
async function findMeant(
  { tx, tenantId }: PersonContext,
  which: string | undefined,
): Promise<Selection> {
  const all = await listSelections(tx, tenantId, ["closed", "published"]);
  const named = which === undefined ? all : all.filter(hasTitle(which));
  const [only, ...others] = named;
  if (only !== undefined && (which === undefined || others.length === 0)) return only;
  const [some] = all;
  if (some === undefined) throw new UserError("selectionNoneClosed");
  const listed = (named.length > 0 ? named : all).slice(0, TITLES_MAX);
  throw new UserError("selectionExportWhich", {
    count: named.length,
    titles: listed.map(({ title }) => title).join("、"),
    example: listed[0]?.title ?? some.title,
  });
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
