import { listStandingAside, updateTakesPart } from "../../db/electors.ts";
import { appendEvent } from "../../db/events.ts";
import { standAsideQuestion, stoodAside } from "../../text/selection-drafts.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { question } from "../ordinary.ts";
import { findPeople, rawArgs } from "../proxy.ts";

/** 不参加推荐: shown every selection, and not counted; so that 应参加 is not spoiled. */
export const electorStandAside = defineCommand({
  id: "elector-stand-aside",
  name: "不参加推荐",
  summary: "写明哪几位不计入应参加人数",
  example: "不参加推荐 何秀兰",
  audience: "staff",
  needs: "person",
  right: "choose-for",
  isWriting: true,
  rejects: question,
  glued: /^\p{Script=Han}{2,4}$/u,
  args: { names: arg.words("姓名", standAsideQuestion), zone: arg.field("片区") },
  run: (context, said) =>
    set(context, { ...said, command: "elector-stand-aside", takesPart: false }),
});

export const electorReturn = defineCommand({
  id: "elector-return",
  name: "恢复推荐",
  example: "恢复推荐 何秀兰",
  audience: "staff",
  needs: "person",
  right: "choose-for",
  isWriting: true,
  rejects: question,
  glued: /^\p{Script=Han}{2,4}$/u,
  args: { names: arg.words("姓名", standAsideQuestion), zone: arg.field("片区") },
  run: (context, said) => set(context, { ...said, command: "elector-return", takesPart: true }),
});

interface Setting {
  readonly names: string;
  readonly zone: string | undefined;
  readonly command: string;
  readonly takesPart: boolean;
}

async function set(
  context: PersonContext,
  { names, zone, command, takesPart }: Setting,
): Promise<string> {
  const { tx, tenantId, person, saidAt: at, receiptId } = context;
  const people = await findPeople(context, { names, zone }, { command, args: rawArgs({ names }) });
  if (typeof people === "string") return people;
  await updateTakesPart(tx, tenantId, { personIds: people.map(({ id }) => id), takesPart });
  const object = { tenantId, objectKind: "roster", objectId: tenantId } as const;
  const kind = takesPart ? "takes-part" : "stands-aside";
  const words = { names: people.map(({ name }) => name) };
  appendEvent(tx, { ...object, kind, actorId: person.id, at, receiptId, words });
  return stoodAside(words.names, takesPart, await listStandingAside(tx, tenantId));
}
