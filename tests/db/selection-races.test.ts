import { expect, test } from "vitest";

import { upsertBallot } from "../../db/ballots.ts";
import { listPeople } from "../../db/people.ts";
import { findResult } from "../../db/selection-results.ts";
import { findSelection, shareSelection } from "../../db/selections.ts";
import { closeIfEveryone, countSelection } from "../../handlers/selection-closing.ts";
import { fireDue } from "../../jobs/fire-due.ts";
import { openSelection, selectionSeed } from "../support/selection.ts";
import { duePorts, type Office, openOffice } from "../support/talk.ts";

const VOTERS = 200;

/** 刘志强, 周敏 and members up to 200, without accounts: they choose by the same functions. */
const crowd = {
  ...selectionSeed,
  people: [
    ...selectionSeed.people,
    ...Array.from({ length: VOTERS - 24 }, (_, index) => ({
      line: 26 + index,
      name: `委员${index + 1}`,
      title: "委员",
      salutation: "委员",
      unit: "城南片区",
      isLiaison: false,
      account: undefined,
    })),
  ],
};

const numbers = [2, 3, 4, 5, 7, 8];

interface Cast {
  readonly personId: number;
  readonly chosen: number;
}

/** Chooses as the bot does for one message: shares the selection, and writes only while it is open. */
async function choose(office: Office, id: number, { personId, chosen }: Cast): Promise<boolean> {
  const { tenantId, now } = office;
  return office.inTenant(async (tx) => {
    const selection = await shareSelection(tx, { tenantId, id });
    if (selection?.state !== "open" || selection.dueAt <= now) return false;
    const choices = { kind: "approval", numbers: [chosen] } as const;
    await upsertBallot(tx, { tenantId, selectionId: id, personId, choices, at: now });
    await closeIfEveryone({ tx, tenantId, now, wallNow: now }, id);
    return true;
  });
}

async function listVoters(office: Office): Promise<readonly number[]> {
  const people = await office.inTenant((tx) => listPeople(tx, office.tenantId));
  return people.filter(({ name }) => name !== "周敏").map(({ id }) => id);
}

test("200位委员同一刻各选两次，组长同时截止：每人只算一次，截止后的不算，重算一样", async () => {
  await using office = await openOffice({ seed: crowd });
  office.now = new Date("2026-03-12T02:00:00Z");
  const id = await openSelection(office);
  const voters = await listVoters(office);
  expect(voters).toHaveLength(VOTERS);
  const liu = office.person("刘志强");
  await liu.alone("截止推荐");
  const accepted = new Set<number>();
  const refused = new Set<number>();
  const all = [0, 1].flatMap((round) =>
    voters.map((personId, index) => async () => {
      const chosen = numbers[(index + round) % numbers.length] ?? 2;
      const isKept = await choose(office, id, { personId, chosen });
      (isKept ? accepted : refused).add(personId);
    }),
  );
  // The chair's word comes in the middle of it, and what follows comes too late.
  const middle = Math.floor(all.length * 0.6);
  const casting = all.slice(0, middle).map((cast) => cast());
  const closing = liu.alone("确认");
  const late = closing.then(() => Promise.all(all.slice(middle).map((cast) => cast())));
  await Promise.all([...casting, late]);
  const [first = 0] = voters;
  expect(await choose(office, id, { personId: first, chosen: 5 })).toBe(false);
  const key = { tenantId: office.tenantId, id };
  await office.inTenant(async (tx) => {
    const selection = await findSelection(tx, key);
    const result = await findResult(tx, key);
    expect(selection?.state).toBe("closed");
    if (selection === undefined || result === undefined) return;
    expect(await countSelection({ tx }, selection)).toEqual(result);
    const ballots = await tx.selectFrom("ballots").selectAll().execute();
    expect(new Set(ballots.map((row) => row.person_id))).toEqual(accepted);
    expect(ballots).toHaveLength(accepted.size);
    expect(result.turnout).toMatchObject({ eligible: VOTERS, took: accepted.size });
    const sum = result.options.reduce((total, { votes }) => total + votes, 0);
    expect(sum).toBe(accepted.size);
  });
  expect(accepted.size).toBeGreaterThan(0);
  expect(refused.size).toBeGreaterThanOrEqual(all.length - middle);
});

test("最后几位同一刻选完：不互相等死，随后由钟点截止，一张不少", async () => {
  await using office = await openOffice({ seed: crowd });
  office.now = new Date("2026-03-12T02:00:00Z");
  const id = await openSelection(office);
  const voters = await listVoters(office);
  const kept = await Promise.all(
    voters.map((personId, index) =>
      choose(office, id, { personId, chosen: numbers[index % numbers.length] ?? 2 }),
    ),
  );
  expect(kept.every(Boolean)).toBe(true);
  const fired = await Promise.all([fireDue(duePorts(office)), fireDue(duePorts(office))]);
  expect(fired[0] + fired[1]).toBe(1);
  const result = await office.inTenant((tx) => findResult(tx, { tenantId: office.tenantId, id }));
  expect(result?.turnout).toMatchObject({ eligible: VOTERS, took: VOTERS });
});
