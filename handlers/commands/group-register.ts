import { listAccountIds } from "../../db/accounts.ts";
import {
  getConversation,
  listGroups,
  updateConversationUnit,
  updatePushAddress,
} from "../../db/conversations.ts";
import { appendEvent } from "../../db/events.ts";
import { listUnits, type Unit } from "../../db/units.ts";
import { UserError } from "../../domain/errors.ts";
import { fold } from "../../domain/normalize.ts";
import {
  groupRegistered,
  noGroupYet,
  pushAddressKept,
  whichGroup,
  whichUnit,
} from "../../text/office.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";

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
  args: { unit: arg.optionalWords("单位"), choice: arg.field("第几个") },
  run: (context, { unit, choice }) =>
    context.place === "group"
      ? registerGroup(context, unit)
      : keepPushAddress(context, unit ?? "", choice),
});

async function registerGroup(context: PersonContext, name: string | undefined): Promise<string> {
  const { tx, tenantId, conversationId, message, now } = context;
  // Whoever reads it can speak in the group: it is not said aloud again.
  if (name !== undefined && /https?:|:\/\/|[?&]\w+=/i.test(name)) {
    throw new UserError("pushAddressInGroup");
  }
  const units = await listUnits(tx, tenantId);
  const unit = chooseUnit(units, name);
  if (unit === undefined) {
    context.ask({
      kind: "argument",
      command: "group-register",
      args: {},
      missing: "unit",
    });
    return whichUnit(units.map((each) => each.name));
  }
  const title = message.conversation.title;
  await updateConversationUnit(tx, conversationId, { unitId: unit.id, title });
  appendEvent(tx, {
    tenantId,
    objectKind: "conversation",
    objectId: conversationId,
    kind: "registered",
    actorId: context.person.id,
    at: now,
    receiptId: context.receiptId,
    words: { unit: unit.name },
  });
  const { pushAddress } = await getConversation(tx, conversationId);
  const target = {
    conversation: message.conversation,
    ...(pushAddress === undefined ? {} : { pushAddress }),
  };
  const canSpeak = context.ports.voice(context.account.id, target, farFrom(context.wallNow));
  return groupRegistered({ unitName: unit.name, canSpeak: canSpeak !== undefined }, context.place);
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
  words: string,
  choice: string | undefined,
): Promise<string> {
  const { tx, tenantId, account, ports } = context;
  const address = /https?:\/\/\S+/.exec(words)?.[0];
  if (address === undefined) throw new UserError("groupOnly", { name: "登记群" });
  if (!ports.isPushAddress(account.id, address)) throw new UserError("pushAddressWrong");
  const groups = (await listGroups(tx, await listAccountIds(tx, tenantId))).filter(
    (group) => group.unitId !== undefined,
  );
  const chosen = groups.length === 1 ? groups[0] : groups[Number(choice) - 1];
  if (groups.length === 0) return noGroupYet();
  if (chosen === undefined) {
    context.ask({
      kind: "argument",
      command: "group-register",
      args: { unit: address },
      missing: "choice",
    });
    return whichGroup(groups.map((group) => group.title ?? "没有名称的群"));
  }
  await updatePushAddress(tx, chosen.id, address);
  return pushAddressKept(chosen.title ?? "这个群");
}
