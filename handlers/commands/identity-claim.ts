import { appendEvent } from "../../db/events.ts";
import {
  countClaimsSince,
  countOpenClaims,
  type IdentityKey,
  insertClaim,
  upsertIdentity,
} from "../../db/identities.ts";
import { listPending } from "../../db/pending.ts";
import { insertRole, listPeopleByName, updatePerson } from "../../db/people.ts";
import { UserError } from "../../domain/errors.ts";
import { lockTenant } from "../../db/tenants.ts";
import { limits } from "../../domain/limits.ts";
import { isNameless } from "../../domain/person.ts";
import { defaultSalutation } from "../../domain/roster.ts";
import type { Person } from "../../db/route.ts";
import { alreadyKnown, claimKept, whoYouAre } from "../../text/people.ts";
import { roleNames } from "../../domain/rights.ts";
import { arg } from "../arg.ts";
import { askConfirmer, findConfirmer } from "../claims.ts";
import { defineCommand, type TenantContext } from "../command.ts";
import { either, question } from "../ordinary.ts";
import { findOnRoster } from "../namesakes.ts";
import { parseWish } from "../pending.ts";

/** 我是: what somebody says of themselves. It counts only after the 联络员 said 是. */
export const identityClaim = defineCommand({
  id: "identity-claim",
  name: "我是",
  aliases: ["报到", "加入", "我叫"],
  example: "我是 张建国",
  needs: "tenant",
  isWriting: true,
  // 我是新来的 and 我是想问一下 are not names.
  rejects: either(question, /^(?:我们|他们|群|议程|会议|时间|地点|日期)/),
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
    const claimant = await findOnRoster(context, { name, zone, said: "我是" });
    const confirmer = await findConfirmer(context);
    if (confirmer === undefined) throw new UserError("nobodyToConfirm");
    await checkHowOften(context);
    const { tx, conversationId, now: at } = context;
    const claim = { ...keyOf(context), conversationId, personId: claimant.id };
    const id = await insertClaim(tx, { ...claim, at });
    await askConfirmer(context, confirmer, { ...claim, id });
    const kept = (await listPending(tx, claim, context.wallNow)).map(parseWish);
    const keptTopics = kept.filter((wish) => wish && "command" in wish && isProposal(wish)).length;
    return claimKept({
      name: claimant.name,
      title: claimant.title,
      liaisonName: confirmer.name,
      keptTopics,
      keptOthers: kept.length - keptTopics,
    });
  },
});

function keyOf({ tenantId, account, message }: TenantContext): IdentityKey {
  return { tenantId, accountId: account.id, externalId: message.sender.externalId };
}

function isProposal({ command }: { readonly command: string }): boolean {
  return command === "topic-propose";
}

/**
 * Nobody can fill the 联络员's day with claims, and no crowd either.
 * @throws UserError
 */
async function checkHowOften(context: TenantContext): Promise<void> {
  const { tx, tenantId, now } = context;
  const max = limits.claimsPerSenderDayMax;
  const since = new Date(now.getTime() - DAY_MS);
  // One after the other, so that the limits hold however many claim at once.
  await lockTenant(tx, tenantId);
  if ((await countClaimsSince(tx, keyOf(context), since)) >= max) {
    throw new UserError("claimOftenToday", { max });
  }
  if ((await countOpenClaims(tx, tenantId)) >= limits.claimsOpenMax) {
    throw new UserError("claimsWaiting");
  }
}

const DAY_MS = 24 * 60 * 60 * 1000;

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
