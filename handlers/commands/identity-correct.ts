import { appendEvent } from "../../db/events.ts";
import { deleteIdentities, listIdentities } from "../../db/identities.ts";
import { hasRight } from "../../domain/rights.ts";
import { notLinked, unlinkAsked, unlinked } from "../../text/people.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { findOnRoster } from "../namesakes.ts";
import { identityClaim } from "./identity-claim.ts";

/**
 * 更正身份: an account was taken for the wrong person. Oneself says again who one is, and the
 * 联络员 decides; the 联络员 takes the accounts off somebody else.
 */
export const identityCorrect = defineCommand({
  id: "identity-correct",
  name: "更正身份",
  aliases: ["更正姓名"],
  example: "更正身份 张建国",
  needs: "person",
  isWriting: true,
  args: {
    name: arg.word("姓名", "请接着告诉我正确的姓名"),
    zone: arg.optionalWords("片区"),
  },
  run(context, { name, zone }) {
    const mayUnlink = hasRight(context.person.roles, "confirm-identity");
    const isSelf = name === context.person.name;
    return mayUnlink && !isSelf
      ? unlink(context, name, zone)
      : identityClaim.run(context, { name, zone });
  },
});

async function unlink(
  context: PersonContext,
  name: string,
  zone: string | undefined,
): Promise<string> {
  const { tx, tenantId, person, confirmed, now: at } = context;
  const wrong = await findOnRoster(context, { name, zone, said: "更正身份" });
  if (!wrong.hasIdentity) return notLinked(name);
  const accounts = (await listIdentities(tx, tenantId, wrong.id)).length;
  if (confirmed !== true) {
    context.ask({
      kind: "confirm",
      command: "identity-correct",
      args: { name, ...(zone === undefined ? {} : { zone }) },
    });
    return unlinkAsked({ name, accounts });
  }
  await deleteIdentities(tx, tenantId, wrong.id);
  appendEvent(tx, {
    tenantId,
    objectKind: "identity",
    objectId: wrong.id,
    kind: "unlinked",
    actorId: person.id,
    at,
    receiptId: context.receiptId,
    words: { accounts },
  });
  return unlinked(name);
}
