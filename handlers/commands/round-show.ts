import { countRoundTopics, listRounds } from "../../db/rounds.ts";
import { listUnits } from "../../db/units.ts";
import { hasRight } from "../../domain/rights.ts";
import { roundList } from "../../text/rounds.ts";
import { defineCommand } from "../command.ts";

/** 征题: what is open, else what was last. */
export const roundShow = defineCommand({
  id: "round-show",
  name: "征题",
  aliases: ["征题情况", "征题 情况", "看征题", "征题进展"],
  example: "征题",
  needs: "person",
  isWriting: false,
  args: {},
  async run({ tx, tenantId, person, place }) {
    const [all, units] = await Promise.all([
      listRounds(tx, tenantId, SHOWN_MAX),
      listUnits(tx, tenantId),
    ]);
    const open = all.filter(({ state }) => state === "open");
    const shown = open.length > 0 ? open : all.slice(0, 1);
    const rounds = await Promise.all(
      shown.map(async (round) => {
        const unitName = units.find(({ id }) => id === round.unitId)?.name ?? "";
        return Object.assign({}, round, { unitName, counts: await countRoundTopics(tx, round) });
      }),
    );
    return roundList(rounds, hasRight(person.roles, "collect"), place);
  },
});

const SHOWN_MAX = 8;
