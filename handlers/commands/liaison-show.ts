import { findLiaison, findPhone, listPeopleByRole } from "../../db/people.ts";
import { fold } from "../../domain/normalize.ts";
import { defaultSalutation } from "../../domain/roster.ts";
import { liaisonShown, noLiaison } from "../../text/liaison.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText } from "../command.ts";
import type { RawArgs } from "../question.ts";

/** 找联络员, 找周敏: whoever does not get on with the bot gets a human being. */
export const liaisonShow = defineCommand({
  id: "liaison-show",
  name: "找联络员",
  aliases: ["联系联络员", "找一下联络员", "联络员电话", "联络员"],
  example: "找联络员",
  needs: "tenant",
  isWriting: false,
  args: { name: arg.field("姓名") },
  match: matchName,
  async run({ tx, tenantId, place }, { name }) {
    const [first, all] = await Promise.all([
      findLiaison(tx, tenantId),
      listPeopleByRole(tx, tenantId, "liaison"),
    ]);
    if (first === undefined) return noLiaison();
    const wanted = name === undefined ? undefined : fold(name);
    const found = all.find((person) => fold(person.name) === wanted);
    const shown = found ?? first;
    const phone = shown === first ? first.phone : await findPhone(tx, tenantId, shown.id);
    const others = all.filter(({ id }) => id !== shown.id).map((person) => person.name);
    const notFound = found === undefined ? name : undefined;
    return liaisonShown({ liaison: { ...shown, phone }, others, notFound }, place);
  },
});

/** Only what looks like a name with a surname: 找停车位 is no call for help. */
function matchName({ original, plain }: MatchText): RawArgs | undefined {
  const found = /^(?:找|联系)(?:一下|下)?(?:联络员)?(?<name>\p{Script=Han}{2,4})[。.!！]?$/u.exec(
    plain,
  );
  const folded = found?.groups?.["name"];
  if (found === null || folded === undefined || folded === "联络员") return undefined;
  if (defaultSalutation(folded, "委员") === folded) return undefined;
  const from = found[0].indexOf(folded);
  return { name: original.slice(from, from + folded.length) };
}
