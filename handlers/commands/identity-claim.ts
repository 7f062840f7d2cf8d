import { appendEvent } from "../../db/events.ts";
import { insertClaim, upsertIdentity } from "../../db/identities.ts";
import { insertRole, listPeople, listPeopleByName, updatePerson } from "../../db/people.ts";
import type { RosterPerson } from "../../db/people.ts";
import { UserError } from "../../domain/errors.ts";
import { fold } from "../../domain/normalize.ts";
import { isNameless } from "../../domain/person.ts";
import { defaultSalutation } from "../../domain/roster.ts";
import type { Person } from "../../db/route.ts";
import { alreadyKnown, claimKept, whoYouAre } from "../../text/people.ts";
import { roleNames } from "../../domain/rights.ts";
import { arg } from "../arg.ts";
import { askConfirmer, findConfirmer } from "../claims.ts";
import { defineCommand, type TenantContext } from "../command.ts";

/** 我是: what somebody says of themselves. It counts only after the 联络员 said 是. */
export const identityClaim = defineCommand({
  id: "identity-claim",
  name: "我是",
  aliases: ["报到", "加入", "我叫"],
  example: "我是 张建国",
  needs: "tenant",
  isWriting: true,
  // 我是新来的 and 我是想问一下 are not names.
  glued:
    /^(?![想说来在不要问这那谁个一因为为从做打有刚])\p{Script=Han}{2,4}(?<![的了呢吗们啊呀])(?:[\s,.。，!！]|$)/u,
  args: {
    name: arg.word("姓名", "请接着告诉我您的姓名"),
    zone: arg.optionalWords("片区"),
  },
  async run(context, { name, zone }) {
    const { person, message } = context;
    if (!message.sender.linkable) throw new UserError("claimOutsider");
    if (person !== undefined && isNameless(person)) return nameAdministrator(context, person, name);
    if (person?.name === name) return alreadyKnown(person.name, person.salutation);
    const claimant = await findClaimant(context, name, zone);
    const confirmer = await findConfirmer(context);
    if (confirmer === undefined) throw new UserError("nobodyToConfirm");
    const { tx, tenantId, account, conversationId, now: at } = context;
    const externalId = message.sender.externalId;
    const claim = {
      tenantId,
      accountId: account.id,
      externalId,
      conversationId,
      personId: claimant.id,
    };
    const id = await insertClaim(tx, { ...claim, at });
    await askConfirmer(context, confirmer, { ...claim, id });
    return claimKept({
      name: claimant.name,
      title: claimant.title,
      liaisonName: confirmer.name,
    });
  },
});

/** @throws UserError if the roster has nobody of that name, or several and no zone to tell */
async function findClaimant(
  context: TenantContext,
  name: string,
  zone: string | undefined,
): Promise<RosterPerson> {
  const { tx, tenantId } = context;
  const namesakes = await listPeopleByName(tx, tenantId, name);
  const wanted = zone === undefined ? undefined : fold(zone);
  const found = namesakes.filter(
    (each) => wanted === undefined || each.units.some((unit) => fold(unit).includes(wanted)),
  );
  const only = found[0];
  if (only !== undefined && found.length === 1) return only;
  if (namesakes.length > 1) {
    const units = namesakes.map((each) => each.units[0] ?? "片区名").join("，或者 ");
    throw new UserError("claimTwins", { name, units });
  }
  const roster = await listPeople(tx, tenantId);
  const isEmpty = roster.every((each) => isNameless(each));
  throw new UserError(isEmpty ? "claimNoRoster" : "claimNotOnRoster", { name });
}

/**
 * The first administrator holds the setup code and needs nobody's word: the roster's person of that
 * name, or else the nameless one, gets the name.
 */
async function nameAdministrator(
  context: TenantContext,
  nameless: Person,
  name: string,
): Promise<string> {
  const { tx, tenantId, account, message, now: at } = context;
  const namesakes = await listPeopleByName(tx, tenantId, name);
  const salutation = defaultSalutation(name, nameless.title);
  const target = namesakes[0];
  if (target === undefined) {
    await updatePerson(tx, tenantId, nameless.id, { name, salutation });
  } else {
    await insertRole(tx, tenantId, target.id, "administrator");
    await upsertIdentity(tx, {
      tenantId,
      accountId: account.id,
      externalId: message.sender.externalId,
      personId: target.id,
      linkedBy: nameless.id,
      at,
    });
  }
  appendEvent(tx, {
    tenantId,
    objectKind: "identity",
    objectId: target?.id ?? nameless.id,
    kind: "named",
    actorId: nameless.id,
    at,
    receiptId: context.receiptId,
    words: { name },
  });
  return whoYouAre({
    name,
    title: target?.title ?? nameless.title,
    salutation: target?.salutation ?? salutation,
    units: target?.units ?? [],
    roles: [roleNames.administrator],
    position: target?.position ?? nameless.position,
  });
}
