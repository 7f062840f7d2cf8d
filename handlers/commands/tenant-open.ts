import { lockAccount, updateAccountsTenant, updateSetupTries } from "../../db/accounts.ts";
import { appendEvent } from "../../db/events.ts";
import { upsertIdentity } from "../../db/identities.ts";
import { insertPerson, insertRole } from "../../db/people.ts";
import { insertTenant } from "../../db/tenants.ts";
import { upsertUnit } from "../../db/units.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { firstAdministrator } from "../../domain/person.ts";
import { lengthOf } from "../../domain/topic.ts";
import { explain } from "../../text/errors.ts";
import { tenantOpened } from "../../text/office.ts";
import { arg } from "../arg.ts";
import { type CommandContext, defineCommand, type MatchText } from "../command.ts";
import type { RawArgs } from "../question.ts";

/** 开通: the tenant, its root unit and its first administrator in one message, once. */
export const tenantOpen = defineCommand({
  id: "tenant-open",
  name: "开通",
  aliases: ["初始化"],
  example: "开通 开通码 青禾县政协",
  place: "single",
  needs: "nobody",
  isWriting: true,
  glued: /^[a-z0-9]/,
  match: matchGlued,
  args: {
    code: arg.optionalWord("开通码"),
    unit: arg.optionalWords("单位名"),
  },
  async run(context, { code, unit }) {
    const { tx, account, message, wallNow: at } = context;
    // Before 开通 nothing can be remembered, so what is missing cannot be asked for.
    const refusal = await checkSetupCode(context, code);
    if (refusal !== undefined) return refusal;
    if (!message.sender.linkable) throw new UserError("claimOutsider");
    const name = unit ?? "本单位";
    if (lengthOf(name) > limits.unitNameCharsMax) {
      throw new UserError("unitNameTooLong", { max: limits.unitNameCharsMax });
    }
    const tenantId = await insertTenant(tx, name, at);
    await upsertUnit(tx, { tenantId, kind: "政协", name, parentId: undefined });
    await updateAccountsTenant(tx, account.slug, tenantId);
    const personId = await insertPerson(tx, {
      ...firstAdministrator,
      tenantId,
      phone: undefined,
      gender: undefined,
      residence: undefined,
      at,
    });
    await insertRole(tx, tenantId, personId, "administrator");
    await upsertIdentity(tx, {
      tenantId,
      accountId: account.id,
      externalId: message.sender.externalId,
      personId,
      linkedBy: undefined,
      at,
    });
    appendEvent(tx, {
      tenantId,
      objectKind: "tenant",
      objectId: tenantId,
      kind: "opened",
      actorId: personId,
      at,
      receiptId: context.receiptId,
      words: { name },
    });
    return tenantOpened(name);
  },
});

/** 开通12345678青禾县政协: the code ends where the Chinese begins. */
function matchGlued({ original, plain }: MatchText): RawArgs | undefined {
  const found = /^(?:开通|初始化)[\s:,]*(?<code>[!-+./-9;-~-]+)[\s:,]*(?=\p{Script=Han})/u.exec(
    plain,
  );
  const code = found?.groups?.["code"];
  if (found === null || code === undefined || !/\d/.test(code)) return undefined;
  const from = plain.indexOf(code);
  const unit = original.slice(found[0].length).trim();
  return { code: original.slice(from, from + code.length), unit };
}

/**
 * Wrong codes are counted and the count must outlive the refusal, so it is answered, not thrown.
 * @throws UserError when the account is open already or locked
 */
async function checkSetupCode(
  context: CommandContext,
  code: string | undefined,
): Promise<string | undefined> {
  const { tx, account, ports } = context;
  const { tenantId, setupTries } = await lockAccount(tx, account.id);
  if (tenantId !== undefined) throw new UserError("setupDone");
  if (setupTries >= limits.setupTriesMax) throw new UserError("setupLocked");
  if (code === undefined) throw new UserError("setupUsage");
  if (ports.isSetupCode(account, code)) return undefined;
  await updateSetupTries(tx, account.id, setupTries + 1);
  const left = limits.setupTriesMax - setupTries - 1;
  return left > 0
    ? explain("setupWrongCode", { left }, context.place)
    : explain("setupLocked", {}, context.place);
}
