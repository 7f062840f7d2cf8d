import { listAskedSwaps } from "../../db/duty-swaps.ts";
import { listTurns } from "../../db/duty-turns.ts";
import { listRotas } from "../../db/duty.ts";
import { listPeople } from "../../db/people.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { fromLocal, toLocal } from "../../domain/time.ts";
import { dutyShown, type ShownTurn } from "../../text/duty.ts";
import { defineCommand, type MatchText } from "../command.ts";

/** 接待日: who is on this week and next, and one's own turns. */
export const dutyShow = defineCommand({
  id: "duty-show",
  name: "接待日",
  aliases: ["值班表", "接待日 班表", "接待日值班表"],
  summary: "看接待日谁值班",
  example: "接待日",
  needs: "person",
  isWriting: false,
  args: {},
  match: matchWho,
  async run({ tx, tenantId, person, now, place }) {
    if ((await listRotas(tx, tenantId)).length === 0) throw new UserError("dutyNone");
    const { year, month, day, weekday } = toLocal(now);
    const monday = (weeks: number) =>
      fromLocal({ year, month, day: day - weekday + 1 + weeks * 7, hour: 0, minute: 0 });
    const all = await listTurns(tx, tenantId, { from: monday(0) });
    const people = await listPeople(tx, tenantId);
    const asked = await listAskedSwaps(tx, tenantId);
    const shown = all.map((turn): ShownTurn & typeof turn => {
      const otherId = asked.find(({ turnId }) => turnId === turn.id)?.otherId;
      const askedName = people.find(({ id }) => id === otherId)?.name;
      return Object.assign({ askedName }, turn);
    });
    const between = (from: Date, until: Date) =>
      shown
        .filter(({ startsAt }) => startsAt >= from && startsAt < until)
        .slice(0, limits.dutyTurnsShown);
    const own = shown
      .filter(({ personId, startsAt }) => personId === person.id && startsAt > now)
      .slice(0, limits.dutyTurnsShown);
    const weeks = {
      thisWeek: between(monday(0), monday(1)),
      nextWeek: between(monday(1), monday(2)),
    };
    return dutyShown({ ...weeks, own, now }, place);
  },
});

/** 接待日谁值班, 这周接待日谁值班, 接待日轮到谁. */
function matchWho({ plain }: MatchText): Record<string, string> | undefined {
  const isAsked =
    /^(?:这|本|下)?个?周?的?接待日[\s,，]*(?:是|该|轮到)?谁(?:值班|接待|在|来)?[\s?？。]*$/.test(
      plain,
    );
  return isAsked ? {} : undefined;
}
