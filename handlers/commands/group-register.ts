import { listAccountIds } from "../../db/accounts.ts";
import {
  getConversation,
  listGroups,
  updateConversationUnit,
  updatePushAddress,
} from "../../db/conversations.ts";
import { restartCount, updateScheduleUnit } from "../../db/digest-schedules.ts";
import { appendEvent } from "../../db/events.ts";
import { listUnits, type Unit } from "../../db/units.ts";
import { weekOf } from "../../domain/digest.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { fold } from "../../domain/normalize.ts";
import { lengthOf } from "../../domain/topic.ts";
import {
  groupRegistered,
  noGroupYet,
  noOpenGroup,
  pushAddressKept,
  whichGroup,
  whichOpenGroup,
  whichTitle,
  whichUnit,
} from "../../text/office.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { takeBackDigests } from "../digest-reviews.ts";

/** 登记群: in the group, which unit it belongs to; in 1:1, the group's push address. */
export const groupRegister = defineCommand({
  id: "group-register",
  name: "登记群",
  aliases: ["绑定", "本群归属", "登记本群"],
  summary: "说明这个群属于哪个单位",
  example: "登记群 城南片区",
  audience: "staff",
  needs: "person",
  right: "register-group",
  isWriting: true,
  glued:
    /^(?:https?:|到?\p{Script=Han}{2,12}(?:片区|站|室|会|街道|镇|乡|社区|村|县|市|区|界别?)$)/u,
  args: {
    unit: arg.optionalWords("单位"),
    choice: arg.field("第几个"),
    title: arg.field("群名"),
  },
  run(context, { unit, choice, title }) {
    const { conversationId, message } = context;
    if (context.place === "single") return fromSingle(context, { unit, choice, title });
    // Whoever reads it can speak in the group: it is not said aloud again.
    if (unit !== undefined && /https?:|:\/\/|[?&]\w+=/i.test(unit)) {
      throw new UserError("pushAddressInGroup");
    }
    const told = title ?? message.conversation.title;
    return registerGroup(context, conversationId, { unit, title: told });
  },
});

interface Told {
  readonly unit: string | undefined;
  readonly choice: string | undefined;
  readonly title: string | undefined;
}

/** What is still to be said is asked for, one thing after the other: the unit, the group's name. */
async function registerGroup(
  context: PersonContext,
  groupId: number,
  told: Partial<Told>,
): Promise<string> {
  const { tx, tenantId, now } = context;
  const units = await listUnits(tx, tenantId);
  const unit = chooseUnit(units, told.unit);
  if (unit === undefined) {
    askForMore(context, told, "unit");
    const names = units.map((each) => each.name);
    return whichUnit(names, context.place);
  }
  const group = await getConversation(tx, groupId);
  const title = told.title ?? group.title;
  if (title === undefined) {
    askForMore(context, { ...told, unit: unit.name }, "title");
    return whichTitle(context.place);
  }
  if (lengthOf(title) > limits.unitNameCharsMax) {
    throw new UserError("unitNameTooLong", { max: limits.unitNameCharsMax });
  }
  await updateConversationUnit(tx, groupId, { unitId: unit.id, title });
  const key = { tenantId, conversationId: groupId };
  if (await updateScheduleUnit(tx, key, unit.id)) {
    await takeBackDigests(context, groupId);
    await restartCount(tx, key, weekOf(now).from);
  }
  appendEvent(tx, {
    tenantId,
    objectKind: "conversation",
    objectId: groupId,
    kind: "registered",
    actorId: context.person.id,
    at: now,
    receiptId: context.receiptId,
    words: { unit: unit.name },
  });
  const { pushAddress, accountId } = group;
  const target = { conversation: group, ...(pushAddress === undefined ? {} : { pushAddress }) };
  const canSpeak = context.ports.voice(accountId, target, farFrom(context.wallNow));
  return groupRegistered(
    // 周报 is offered once.
    {
      title,
      unitName: unit.name,
      canSpeak: canSpeak !== undefined,
      isNew: group.unitId === undefined,
    },
    context.place,
  );
}

function askForMore(context: PersonContext, told: Partial<Told>, missing: keyof Told): void {
  const args: Record<string, string> = {};
  for (const [name, words] of Object.entries(told)) {
    if (words !== undefined && name !== missing) args[name] = words;
  }
  context.ask({ kind: "argument", command: "group-register", args, missing });
}

/** In 1:1: a push address, or a group that nobody has registered yet. */
async function fromSingle(context: PersonContext, told: Told): Promise<string> {
  const { tx, tenantId } = context;
  const address = /https?:\/\/\S+/.exec(told.unit ?? "")?.[0];
  const groups = await listGroups(tx, await listAccountIds(tx, tenantId));
  if (address !== undefined) return keepPushAddress(context, address, { groups, ...told });
  const open = groups.filter((group) => group.unitId === undefined);
  if (open.length === 0) return noOpenGroup();
  const chosen = open.length === 1 ? open[0] : open[Number(told.choice) - 1];
  if (chosen === undefined) {
    askForMore(context, told, "choice");
    return whichOpenGroup(open.map(titleOf));
  }
  return registerGroup(context, chosen.id, told);
}

interface Group {
  readonly id: number;
  readonly title: string | undefined;
  readonly unitId: number | undefined;
}

function titleOf({ title }: Group): string {
  return title ?? "还不知道名称的群";
}

/** A voice that only lasts for this message's reply address is none for a group's notices. */
function farFrom(now: Date): Date {
  return new Date(now.getTime() + 24 * 60 * 60 * 1000);
}

/** The only unit needs no name. @throws UserError if the name fits none */
function chooseUnit(units: readonly Unit[], name: string | undefined): Unit | undefined {
  if (name === undefined) return units.length === 1 ? units[0] : undefined;
  const wanted = fold(name);
  const found =
    units.find((unit) => fold(unit.name) === wanted) ??
    units.find((unit) => fold(unit.name).includes(wanted));
  if (found === undefined) {
    throw new UserError("unitNotFound", { name, names: units.map((unit) => unit.name).join("、") });
  }
  return found;
}

/** In 1:1 only: whoever has the address can speak in the group. */
async function keepPushAddress(
  context: PersonContext,
  address: string,
  told: Pick<Told, "choice"> & { readonly groups: readonly Group[] },
): Promise<string> {
  const { tx, account, ports } = context;
  if (!ports.isPushAddress(account.id, address)) throw new UserError("pushAddressWrong");
  const groups = told.groups.filter((group) => group.unitId !== undefined);
  const chosen = groups.length === 1 ? groups[0] : groups[Number(told.choice) - 1];
  if (groups.length === 0) return noGroupYet();
  if (chosen === undefined) {
    askForMore(context, { unit: address }, "choice");
    return whichGroup(groups.map(titleOf));
  }
  await updatePushAddress(tx, chosen.id, address);
  return pushAddressKept(titleOf(chosen));
}
