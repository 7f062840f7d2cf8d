import { findLiaison } from "../../db/people.ts";
import { hasRight, isStaff } from "../../domain/rights.ts";
import { help as helpText, helpBeforeSetup, helpPage } from "../../text/general.ts";
import { arg } from "../arg.ts";
import { type Command, type CommandContext, defineCommand } from "../command.ts";
import { readPage } from "../page.ts";

export const help = defineCommand({
  id: "help",
  name: "帮助",
  aliases: [
    "help",
    "你好",
    "您好",
    "在吗",
    "在不在",
    "怎么用",
    "使用说明",
    "菜单",
    "你能做什么",
    "你会什么",
    "早上好",
    "下午好",
  ],
  example: "帮助",
  needs: "nobody",
  isWriting: false,
  args: {},
  async run(context) {
    const { tx, tenantId, tenantName, person, ports, commands } = context;
    if (tenantId === undefined || tenantName === undefined) return helpBeforeSetup(ports.botName);
    const liaison = await findLiaison(tx, tenantId);
    const listed = commands.filter((command) => command.summary !== undefined);
    const staff = person !== undefined && isStaff(person.roles);
    return helpText({
      botName: ports.botName,
      tenantName,
      salutation: person?.salutation,
      liaison,
      commands: listed.filter(({ id }) => usual.has(id)).map(toLine),
      staffCommands: staff
        ? listed
            .filter((command) => usualForStaff.has(command.id) && mayUse(context, command))
            .map((command) => command.name)
        : [],
    });
  },
});

/** 帮助 全部: everything this person may say, a page at a time. */
export const helpAll = defineCommand({
  id: "help-all",
  name: "帮助 全部",
  aliases: ["帮助全部", "全部帮助", "所有口令", "全部口令"],
  example: "帮助 全部 2",
  needs: "tenant",
  isWriting: false,
  args: { page: arg.optionalWords("第几页") },
  async run(context, { page }) {
    const isShown = ({ audience }: Command) =>
      audience === "everybody" || isStaff(context.person?.roles ?? []);
    const all = context.commands.filter(
      (command) => command.summary !== undefined && isShown(command) && mayUse(context, command),
    );
    return helpPage(all.map(toLine), readPage(page) ?? 1, context.place);
  },
});

/** 帮助 is one screen: what a member says every week, and no more. */
const usual: ReadonlySet<string> = new Set([
  "topic-propose",
  "topic-list",
  "topic-endorse",
  "selection-show",
  "owed-show",
]);

const usualForStaff: ReadonlySet<string> = new Set([
  "roster-import",
  "identity-confirm",
  "group-register",
  "topic-propose-for",
  "screen-change",
  "selection-open",
  "ballot-for",
  "ruling-enter",
  "opinion-call",
  "publication-review",
  "print",
  "topic-forward",
]);

function mayUse({ person }: CommandContext, command: Command): boolean {
  return command.right === undefined || hasRight(person?.roles ?? [], command.right);
}

function toLine(command: Command): { name: string; summary: string } {
  return { name: command.name, summary: command.summary ?? "" };
}
