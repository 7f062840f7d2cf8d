import { appendEvent } from "../../db/events.ts";
import { listPeople } from "../../db/people.ts";
import { UserError } from "../../domain/errors.ts";
import { isNameless } from "../../domain/person.ts";
import { parseRoster } from "../../domain/roster.ts";
import { rosterHelp, rosterImported, rosterList, rosterPreview } from "../../text/office.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { mergeRoster, planRoster } from "../roster.ts";

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
  args: { lines: arg.optionalBlock("名单") },
  async run(context, { lines }) {
    const { tx, tenantId, confirmed } = context;
    if (lines === undefined) return showRoster(context);
    const { people, faults } = parseRoster(lines.replace(/^(?:增加|添加|更新|导入)\s*\n?/, ""));
    if (people.length === 0 && faults.length === 0) throw new UserError("rosterEmpty");
    const plan = planRoster(await listPeople(tx, tenantId), people);
    if (confirmed !== true) {
      const first = people.slice(0, 3).map((person) => person.name);
      if (people.length > 0) {
        context.ask({ kind: "confirm", command: "roster-import", args: { lines } });
      }
      return rosterPreview({ added: plan.added, updated: plan.updated, faults, first });
    }
    await mergeRoster(context, plan);
    appendEvent(tx, {
      tenantId,
      objectKind: "roster",
      objectId: tenantId,
      kind: "imported",
      actorId: context.person.id,
      at: context.now,
      receiptId: context.receiptId,
      words: { names: people.map((person) => person.name) },
    });
    return rosterImported(plan.added, plan.updated);
  },
});

async function showRoster({ tx, tenantId }: PersonContext): Promise<string> {
  const people = (await listPeople(tx, tenantId)).filter((person) => !isNameless(person));
  if (people.length === 0) return rosterHelp();
  return rosterList({
    total: people.length,
    reachable: people.filter((person) => person.hasIdentity).length,
    people: people.map((person) => person.name),
  });
}
