import { findLiaison } from "../../db/people.ts";
import { hasRight, isStaff } from "../../domain/rights.ts";
import { help as helpText, helpBeforeSetup } from "../../text/general.ts";
import { type Command, type CommandContext, defineCommand } from "../command.ts";

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
      commands: listed.filter((command) => command.audience === "everybody").map(toLine),
      staffCommands: staff
        ? listed
            .filter((command) => command.audience === "staff" && mayUse(context, command))
            .map((command) => command.name)
        : [],
    });
  },
});

function mayUse({ person }: CommandContext, command: Command): boolean {
  return command.right === undefined || hasRight(person?.roles ?? [], command.right);
}

function toLine(command: Command): { name: string; summary: string } {
  return { name: command.name, summary: command.summary ?? "" };
}
