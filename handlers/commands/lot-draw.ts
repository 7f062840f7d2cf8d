import { createHash, randomBytes } from "node:crypto";

import { insertLotDraw, listLotDraws } from "../../db/talents.ts";
import { parseChineseNumber } from "../../domain/chinese-number.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { drawOrder } from "../../domain/lot.ts";
import { fold } from "../../domain/normalize.ts";
import { nothingDone } from "../../text/general.ts";
import { drawAsked, drawDone, drawList } from "../../text/talents.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { findCandidates } from "../lot-candidates.ts";
import type { RawArgs } from "../question.ts";
import { splitWords } from "./talent.ts";

/** 抽选 3人 候补2人 人才库 充电, 抽选 5人 群众代表 城南片区: the list is fixed first, the seed comes with 确认. */
export const lotDraw = defineCommand({
  id: "lot-draw",
  name: "抽选",
  aliases: [],
  summary: "从人才库或名单里随机抽人，例：抽选 5人 候补2人 群众代表",
  example: "抽选 3人 候补2人 人才库 充电",
  audience: "staff",
  needs: "person",
  right: "convene",
  isWriting: true,
  args: {
    words: arg.field("抽几人、从哪些人里抽"),
    // The names as they were shown: whoever is added meanwhile is not among them.
    names: arg.field("名单"),
    scope: arg.field("范围"),
  },
  match: matchDraw,
  async run(context, { words = "", names: shown, scope: said }) {
    if (context.confirmed === false) return nothingDone();
    const { count, substitutes, scope } = readWish(words);
    if (context.confirmed === true && shown !== undefined) {
      const wish = { count, substitutes, scope: said ?? "" };
      return draw(context, wish, shown.split("\n"));
    }
    const { names, scope: from } = await findCandidates(context, scope);
    if (names.length < count + substitutes) {
      throw new UserError("drawTooFew", { found: names.length, wanted: count + substitutes });
    }
    if (names.length > limits.lotNamesMax) {
      throw new UserError("drawTooMany", { found: names.length, max: limits.lotNamesMax });
    }
    const args = { words, names: names.join("\n"), scope: from };
    context.ask({ kind: "confirm", command: "lot-draw", args });
    return drawAsked({ names, count, substitutes, scope: from }, context.place);
  },
});

/**
 * 抽选 3人 …, 抽选 城南片区委员 2人, 从城南片区委员里抽选2人: without a number of people it is no draw.
 * @returns with the number in front
 */
function matchDraw({ original, plain }: MatchText): RawArgs | undefined {
  if (/[?？吗]/.test(plain)) return undefined;
  const found = /^(?:从(?<from>[^\s,，]{2,20}?)(?:里面?|当?中)?)?(?:随机)?抽选[\s:：,，]*/.exec(
    plain,
  );
  if (found === null) return undefined;
  const { from = "" } = found.groups ?? {};
  const rest = original.slice(found[0].length);
  const count =
    /(?<!候补\s?)(?<![\d一二两三四五六七八九十])(?:\d{1,2}|[一二两三四五六七八九十]{1,3})\s?[人位名]/.exec(
      plain.slice(found[0].length),
    );
  if (count === null) return undefined;
  const { index } = count;
  const others = `${rest.slice(0, index)} ${rest.slice(index + count[0].length)}`;
  return { words: `${count[0]} ${from} ${others}` };
}

function readWish(words: string) {
  const plain = fold(words);
  const number = String.raw`(\d{1,2}|[一二两三四五六七八九十]{1,3})\s?[人位名]`;
  const first = new RegExp(`^\\s*${number}`).exec(plain);
  const second = new RegExp(`候补\\s?${number}`).exec(plain);
  const count = parseChineseNumber(first?.[1] ?? "") ?? 0;
  const substitutes = second === null ? 0 : (parseChineseNumber(second[1] ?? "") ?? 0);
  if (count < 1) throw new UserError("drawUsage");
  const scope = splitWords(plain.slice(first?.[0].length ?? 0).replace(second?.[0] ?? "", " "));
  return { count, substitutes, scope };
}

interface Wish {
  readonly count: number;
  readonly substitutes: number;
  readonly scope: string;
}

async function draw(
  { tx, tenantId, person, now: drawnAt }: PersonContext,
  { count, substitutes, scope: words }: Wish,
  names: readonly string[],
): Promise<string> {
  const seed = randomBytes(8).toString("hex");
  const numbers = names.map((_, index) => index + 1);
  const order = drawOrder(numbers, (number) =>
    createHash("sha256").update(`${seed}${number}`).digest("hex"),
  );
  const result = {
    names,
    seed,
    drawn: order.slice(0, count),
    substitutes: order.slice(count, count + substitutes),
  };
  const kept = { tenantId, words, ...result, drawnBy: person.id, drawnAt };
  return drawDone({ ...result, number: await insertLotDraw(tx, kept) });
}

/** 抽选记录 */
export const lotDrawList = defineCommand({
  id: "lot-draw-list",
  name: "抽选记录",
  aliases: ["抽选 记录"],
  example: "抽选记录",
  audience: "staff",
  needs: "person",
  right: "convene",
  isWriting: false,
  args: {},
  async run({ tx, tenantId, now }) {
    return drawList(await listLotDraws(tx, tenantId, limits.lotDrawsListed), now);
  },
});
