import { deleteBallot, updateReviewed } from "../../db/ballots.ts";
import { getPerson } from "../../db/people.ts";
import { UserError } from "../../domain/errors.ts";
import { hasRight } from "../../domain/rights.ts";
import {
  ballotQuestions,
  ownProxyVoid,
  proxyContestedTold,
  proxyReviewed,
  proxyVoid,
} from "../../text/ballots.ts";
import { exampleFor } from "../../text/selection-rules.ts";
import { arg } from "../arg.ts";
import { findProxied, findVoter, recordPlace, tellPersonAlone } from "../ballot-proxy.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { either, question } from "../ordinary.ts";
import { rawArgs } from "../proxy.ts";

/** 已复核: the person confirmed what was written down for them. */
export const ballotReview = defineCommand({
  id: "ballot-review",
  name: "已复核",
  aliases: ["复核"],
  summary: "代录的推荐，本人复核过了",
  example: "已复核 韦德福",
  audience: "staff",
  needs: "person",
  right: "choose-for",
  isWriting: true,
  rejects: either(question, /^(?:一下|一遍|人数|数据|结果)/),
  glued: /^\p{Script=Han}{2,4}$/u,
  args: { name: arg.words("姓名", ballotQuestions.reviewed), zone: arg.field("片区") },
  async run(context, { name, zone }) {
    const asking = { command: "ballot-review", args: rawArgs({ name }) };
    const voter = await findVoter(context, { name, zone }, asking);
    if (typeof voter === "string") return voter;
    const found = await findProxied(context, voter);
    if (found === undefined) throw new UserError("proxyBallotNone", { name: voter.name });
    const { own, place } = found;
    const { saidAt: at } = context;
    await updateReviewed(context.tx, own.selection, { personId: voter.id, at });
    recordPlace(context, place, "reviewed", {});
    return proxyReviewed(voter.name, at);
  },
});

/** 有异议: what was written down does not count; the person says it, or the 联络员 for them. */
export const ballotContest = defineCommand({
  id: "ballot-contest",
  name: "有异议",
  aliases: ["代录有异议"],
  example: "有异议 韦德福",
  needs: "person",
  isWriting: true,
  rejects: either(question, /^(?:请|可以|就)/),
  glued: /^\p{Script=Han}{2,4}$/u,
  args: { name: arg.optionalWords("姓名"), zone: arg.field("片区") },
  async run(context, { name, zone }) {
    const { person } = context;
    if (name === undefined) return contestOwn(context);
    if (!hasRight(person.roles, "choose-for")) {
      throw new UserError("proxyBallotNone", { name });
    }
    const asking = { command: "ballot-contest", args: rawArgs({ name }) };
    const voter = await findVoter(context, { name, zone }, asking);
    if (typeof voter === "string") return voter;
    await contest(context, voter);
    return proxyVoid(voter.name, context.place);
  },
});

async function contestOwn(context: PersonContext): Promise<string> {
  const { person } = context;
  const own = await contest(context, person);
  return ownProxyVoid(person.salutation, exampleFor(own));
}

/** @throws UserError if nobody had written anything down for them */
async function contest(
  context: PersonContext,
  voter: { readonly id: number; readonly name: string },
) {
  const { tx, tenantId, person } = context;
  const found = await findProxied(context, voter);
  if (found === undefined) {
    const isOwn = voter.id === person.id;
    throw new UserError(isOwn ? "proxyBallotNoneOwn" : "proxyBallotNone", { name: voter.name });
  }
  const { own, place } = found;
  await deleteBallot(tx, own.selection, voter.id);
  recordPlace(context, place, "contested", { choices: place.choices });
  const others = [place.enteredBy, voter.id].filter((id) => id !== undefined && id !== person.id);
  const enteredBy = others.find((id) => id === place.enteredBy);
  if (enteredBy !== undefined) {
    const { salutation } = await getPerson(tx, tenantId, enteredBy);
    await tellPersonAlone(context, enteredBy, proxyContestedTold(salutation, voter.name));
  }
  if (voter.id !== person.id) {
    const { salutation } = await getPerson(tx, tenantId, voter.id);
    await tellPersonAlone(context, voter.id, ownProxyVoid(salutation, exampleFor(own)));
  }
  return own;
}
