import { listOpenPublications, type Publication } from "../../db/publications.ts";
import { listUnsignedPublications, updateSignature } from "../../db/signatures.ts";
import { fold } from "../../domain/normalize.ts";
import { readSignedDay } from "../../domain/publication.ts";
import {
  askSignature,
  signatureKept,
  nothingToSign,
  signatureEntered,
  signatureTold,
  whichDay,
} from "../../text/signature.ts";
import {
  mustBeReviewed,
  onePersonOnly,
  publicationQuestions,
  willGoOut,
} from "../../text/publication.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { either, question } from "../ordinary.ts";
import { findPeople, rawArgs } from "../proxy.ts";
import { publishContext, recordPublication } from "../publication.ts";
import { choiceArgs, choose, type Held, keyOf } from "../publication-choice.ts";
import { release } from "../publication-release.ts";
import { type Leader, tellDrafter, toLeader } from "../publication-review.ts";
import type { RawArgs } from "../question.ts";

/** 已签: a signature on paper, entered by the 联络员; it counts like 同意发布. */
export const signatureRegister = defineCommand({
  id: "signature-register",
  name: "已签",
  aliases: ["签好了"],
  summary: "登记领导在纸上签了字",
  example: "已签 何秀兰 3月12日",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "register-signature",
  isWriting: true,
  rejects: either(question, /^(?:到|没|收|字)/),
  glued: /^(?![的了是])\p{Script=Han}{2,4}(?:\s|\d|今天|昨天|$)/u,
  args: {
    name: arg.word("姓名", publicationQuestions.signer),
    day: arg.optionalWords("哪天签的"),
    which: arg.field("第几份"),
    zone: arg.field("片区"),
    ...choiceArgs,
  },
  async run(context, said) {
    const { tx, tenantId, now } = context;
    const command = "signature-register";
    const args = rawArgs({ name: said.name, day: said.day, zone: said.zone });
    const asking = { command, args };
    const found = await findPeople(context, { names: said.name, zone: said.zone }, asking);
    if (typeof found === "string") return found;
    const [person, ...others] = found;
    if (person === undefined) return whichDay(said.name, now);
    if (others.length > 0) return onePersonOnly(person.name, "已签", context.place);
    const leader = toLeader(person);
    const signed = readSignedDay(fold(said.day ?? "今天"), now);
    if (signed === undefined) return whichDay(leader.name, now);
    const since = new Date(now.getTime() - SIGNED_LATER_MS);
    const open = await listOpenPublications(tx, tenantId, "everybody");
    const out = await listUnsignedPublications(tx, tenantId, since);
    const which = said.which ?? (signed.rest === "" ? undefined : signed.rest);
    const candidates = waitingFor(open, out, leader);
    const held = await choose(context, candidates, { ...said, which }, asking);
    if (held === undefined) return nothingToSign(leader);
    if (typeof held === "string") return held;
    const signature = { leader, at: signed.at };
    if (held.publication.state === "published") return note(context, held, signature);
    const isAsked = held.publication.reviewerId === leader.id || context.confirmed === true;
    return isAsked ? enter(context, held, signature) : askFirst(context, held, signature, args);
  },
});

/**
 * What this leader was sent; where nothing was, what is not with another leader, and what went out
 * before it was signed.
 */
function waitingFor(
  open: readonly Publication[],
  out: readonly Publication[],
  leader: Leader,
): readonly Publication[] {
  const sent = open.filter(({ state, reviewerId }) => {
    return (state === "reviewing" || state === "returned") && reviewerId === leader.id;
  });
  return sent.length > 0 ? sent : [...open.filter(({ state }) => state === "draft"), ...out];
}

interface Signed {
  readonly leader: Leader;
  readonly at: Date;
}

/** Nobody sent it to this leader: it is said once more what would go out. */
function askFirst(
  context: PersonContext,
  { publication, described }: Held,
  signed: Signed,
  args: RawArgs,
): string {
  const named = { ...args, publication: keyOf(publication) };
  context.ask({ kind: "confirm", command: "signature-register", args: named });
  return askSignature(described.title, signed);
}

/** It is out already: the signature is kept with it. */
async function note(context: PersonContext, held: Held, signed: Signed): Promise<string> {
  const { tx, now: at, person } = context;
  const { publication, described } = held;
  const { leader, at: signedAt } = signed;
  const signature = { signerId: leader.id, signedAt, enteredBy: person.id, at };
  await updateSignature(tx, publication, signature);
  recordPublication(publishContext(context), publication, "signed", { signerId: leader.id });
  return signatureEntered(described.title, signed, signatureKept());
}

async function enter(context: PersonContext, held: Held, signed: Signed): Promise<string> {
  const { tx, now, person, place } = context;
  const { publication, described } = held;
  const { title } = described;
  const releasing = publishContext(context);
  const { leader } = signed;
  const signature = { signerId: leader.id, signedAt: signed.at, enteredBy: person.id, at: now };
  await updateSignature(tx, publication, signature);
  recordPublication(releasing, publication, "signed", { signerId: leader.id });
  const approved = { ...publication, state: "approved", reviewerId: leader.id } as const;
  const released = await release(releasing, approved);
  const answer =
    released.kind === "published"
      ? released.answer
      : released.kind === "allowed"
        ? willGoOut(title)
        : mustBeReviewed(title, { required: released.required, now }, place);
  if (publication.drafterId !== person.id) {
    await tellDrafter(releasing, publication, signatureTold(title, signed, answer));
  }
  return signatureEntered(title, signed, answer);
}

/** A paper comes back from its round of signatures within this time. */
const SIGNED_LATER_MS = 60 * 24 * 60 * 60 * 1000;
