import { appendEvent } from "../../db/events.ts";
import { listPeople, type RosterPerson } from "../../db/people.ts";
import { listPersonAccounts } from "../../db/reach.ts";
import { lockTenant } from "../../db/tenants.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { fold } from "../../domain/normalize.ts";
import { isNameless } from "../../domain/person.ts";
import { parseRoster } from "../../domain/roster.ts";
import { rosterHelp, rosterImported, rosterList, rosterPreview } from "../../text/office.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { question } from "../ordinary.ts";
import { canBeTold } from "../reach.ts";
import {
  checkConfirmers,
  findRoleChanges,
  mergeRoster,
  planRoster,
  type RosterPlan,
} from "../roster.ts";

/** 名单: pasted in 1:1, one person a line; first a dry run, then 确认. Without lines it is shown. */
export const rosterImport = defineCommand({
  id: "roster-import",
  name: "名单",
  aliases: ["委员名单", "委员", "看名单", "导入名单", "录入名单"],
  summary: "录入或查看名单，一行一个人",
  example: "名单",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "import-roster",
  isWriting: true,
  rejects: question,
  charsMax: limits.rosterCharsMax,
  glued: /^(?:增加|添加|更新|导入)(?:\s|$)/,
  args: { lines: arg.optionalBlock("名单") },
  async run(context, { lines }) {
    const { tx, tenantId, confirmed } = context;
    if (lines === undefined) return showRoster(context);
    const head = /^(?:(?<addition>增加|添加)|更新|导入)(?:\s+|$)/.exec(fold(lines));
    const { people, faults } = parseRoster(lines.slice(head?.[0].length ?? 0));
    if (people.length === 0 && faults.length === 0) throw new UserError("rosterEmpty");
    // Two who confirm at once would each add everybody.
    if (confirmed === true) await lockTenant(tx, tenantId);
    const roster = await listPeople(tx, tenantId);
    const isAddition = head?.groups?.["addition"] !== undefined;
    const plan = planRoster(roster, people, isAddition);
    checkConfirmers(roster, plan);
    if (confirmed === true) return importRoster(context, plan);
    if (people.length > 0) {
      context.ask({ kind: "confirm", command: "roster-import", args: { lines } });
    }
    return rosterPreview({
      ...plan,
      faults,
      roleChanges: findRoleChanges(plan),
      namesakes: findNamesakes(roster, plan),
      first: people.slice(0, 3).map((person) => person.name),
    });
  },
});

/** New people of a name that the roster has already. */
function findNamesakes(roster: readonly RosterPerson[], { steps }: RosterPlan): readonly string[] {
  const names = new Set(roster.map((person) => person.name));
  const added = steps.filter((step) => step.person === undefined);
  return added.map(({ line }) => line.name).filter((name) => names.has(name));
}

async function importRoster(context: PersonContext, plan: RosterPlan): Promise<string> {
  const { tx, tenantId } = context;
  await mergeRoster(context, plan);
  appendEvent(tx, {
    tenantId,
    objectKind: "roster",
    objectId: tenantId,
    kind: "imported",
    actorId: context.person.id,
    at: context.now,
    receiptId: context.receiptId,
    words: { names: plan.steps.map(({ line }) => line.name) },
  });
  return rosterImported(plan.added, plan.updated);
}

async function showRoster(context: PersonContext): Promise<string> {
  const { tx, tenantId } = context;
  const [roster, accounts] = await Promise.all([
    listPeople(tx, tenantId),
    listPersonAccounts(tx, tenantId),
  ]);
  const people = roster.filter((person) => !isNameless(person));
  const reachable = new Set(
    accounts.filter((account) => canBeTold(context, account)).map(({ personId }) => personId),
  );
  if (people.length === 0) return rosterHelp();
  return rosterList({
    total: people.length,
    confirmed: people.filter((person) => person.hasIdentity).length,
    reachable: people.filter((person) => reachable.has(person.id)).length,
    people: people.map((person) => person.name),
  });
}
