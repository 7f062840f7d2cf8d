import { countRoll, type OwnSelection } from "../../db/ballots.ts";
import { listUnits } from "../../db/units.ts";
import { fold } from "../../domain/normalize.ts";
import { kindOfMethod } from "../../domain/selection-choices.ts";
import { notChosenYet, ownChoices } from "../../text/ballots.ts";
import { noSelection } from "../../text/owed.ts";
import { lines } from "../../text/phrases.ts";
import { selectionCard } from "../../text/selection-card.ts";
import { sourceOf } from "../../text/selection-rules.ts";
import { selectionShown } from "../../text/selections.ts";
import { arg } from "../arg.ts";
import { listRunning } from "../ballots.ts";
import { defineCommand, type MatchText, type TenantContext } from "../command.ts";
import type { RawArgs } from "../question.ts";
import { sayPlanned } from "../selection-plans.ts";

/** 推荐: what is being chosen from now, with its card. */
export const selectionShow = defineCommand({
  id: "selection-show",
  name: "推荐",
  aliases: ["看推荐", "投票"],
  summary: "看正在进行的议题推荐",
  example: "推荐",
  needs: "tenant",
  isWriting: false,
  glued: /(?!)/,
  args: { page: arg.field("第几页"), which: arg.field("哪一项") },
  match: matchShow,
  async run(context, { page, which }) {
    const running = await listRunning(context, context.person?.id ?? 0, "free");
    const shown = choose(running, which);
    const planned = await sayPlanned(context);
    if (shown === undefined) return lines(noSelection(context.place), planned);
    return lines(await show(context, shown, { page: Number(page ?? 1), running }), planned);
  },
});

/** Where something is still to be chosen comes first; a part of the title decides. */
function choose(
  running: readonly OwnSelection[],
  which: string | undefined,
): OwnSelection | undefined {
  const words = fold(which ?? "").replaceAll(/[\s「」]/g, "");
  const named = running.filter(({ selection }) => fold(selection.title).includes(words));
  return (
    named.find(({ elector }) => elector?.takesPart === true && !elector.hasChosen) ??
    named.find(({ elector }) => elector !== undefined) ??
    named[0] ??
    running[0]
  );
}

interface Showing {
  readonly page: number;
  readonly running: readonly OwnSelection[];
}

async function show(
  context: TenantContext,
  { selection, options, elector }: OwnSelection,
  { page, running }: Showing,
): Promise<string> {
  const { tx, account, ports, place, now } = context;
  const eligible = await countRoll(tx, selection);
  const units = await listUnits(tx, context.tenantId);
  const source = sourceOf(units.find(({ id }) => id === selection.unitId));
  const view = { selection, options, eligible, unitName: "", source };
  const card = selectionCard(view, page);
  const hasCard = card !== undefined && ports.cards(account.id, place) !== "none";
  if (card !== undefined) context.show(card);
  const isWaiting = elector?.takesPart === true && place === "single";
  if (isWaiting && !elector.hasChosen && kindOfMethod(selection.terms.method) === "approval") {
    // Digits alone are enough from now on.
    const args = { selection: String(selection.id) };
    context.ask({ kind: "argument", command: "ballot-cast", args, missing: "numbers" });
  }
  const own = isWaiting
    ? elector.hasChosen
      ? ownChoices(elector.choices, elector.isProxy)
      : notChosenYet
    : undefined;
  const others = running.filter((each) => each.selection.id !== selection.id);
  const titles = others.map((each) => each.selection.title);
  return selectionShown({ ...view, own, hasCard, others: titles, page }, place, now);
}

/** 推荐 第2页, 推荐 城南片区二季度 …: more than the name alone. */
function matchShow({ original, plain }: MatchText): RawArgs | undefined {
  const page = /^推荐\s?第(?<page>\d{1,2})页$/.exec(plain)?.groups?.["page"];
  if (page !== undefined) return { page };
  const name = /^(?:看)?推荐\s(?=\S+推荐$)/.exec(plain)?.[0];
  return name === undefined ? undefined : { which: original.slice(name.length) };
}
