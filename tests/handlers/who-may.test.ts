import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";

import { tenantTables } from "../../db/reset.ts";
import { hasRight, type Role } from "../../domain/rights.ts";
import { commands } from "../../handlers/registry.ts";
import { type Office, openOffice, seedWith } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice({
    seed: seedWith({ 张建国: { title: "居民代表" }, 王海涛: { title: "县住建局" } }),
  });
  await office.inTenant((tx) =>
    sql`update roles set role = 'department' where person_id =
      (select id from people where name = '王海涛')`.execute(tx),
  );
});
afterEach(() => office[Symbol.asyncDispose]());

const writing = commands.filter(({ isWriting }) => isWriting);

/** Who may, written down by hand: a command made later must be put in. */
const table: Readonly<Record<string, readonly string[]>> = {
  /** 管理员 and 联络员. */
  staff: [
    "group-register",
    "identity-confirm",
    "method-checklist-set",
    "review-rule-set",
    "roster-import",
    "ruling-enter",
    "ruling-steps",
    "setting-set",
    "signature-register",
    "topic-erase",
    "topic-erase-confirm",
    "topic-erase-refuse",
    "workdays-set",
  ],
  /** And 组长. */
  helpers: [
    "ballot-proxy",
    "ballot-review",
    "common-topic-issue",
    "digest-hold",
    "digest-resume",
    "digest-set",
    "digest-stop",
    "duty-plan",
    "elector-return",
    "elector-stand-aside",
    "lot-draw",
    "meeting-agenda-done",
    "meeting-cancel",
    "meeting-continue",
    "meeting-draft",
    "meeting-edit",
    "meeting-reply-for",
    "meeting-series",
    "meeting-series-cancel",
    "method-set",
    "method-step",
    "method-stop",
    "minutes-adopt",
    "minutes-decline",
    "minutes-recorder",
    "minutes-release",
    "opinion-call",
    "opinion-close",
    "opinion-proxy",
    "opinion-proxy-drop",
    "opinion-proxy-review",
    "paper-tally-enter",
    "picture-keep",
    "plan-add",
    "plan-done",
    "plan-dropped",
    "round-close",
    "round-extend",
    "round-open",
    "screen-accept",
    "screen-change",
    "screen-invite",
    "selection-cancel",
    "selection-close",
    "selection-edit",
    "selection-export",
    "selection-extend",
    "selection-move",
    "selection-open",
    "selection-unschedule",
    "source-choose",
    "source-collect",
    "source-hand-over",
    "talent-add",
    "talent-remove",
    "time-poll-answer-for",
    "time-poll-cancel",
    "time-poll-open",
    "time-poll-settle",
    "topic-endorse-for",
    "topic-forwarded",
    "topic-merge",
    "topic-propose-for",
    "topic-split",
    "topic-unendorse-for",
    "topic-unmerge",
  ],
  /** And 委员 and 参会人员. */
  speakers: [
    "common-topic-take",
    "field-visit",
    "micro-record",
    "opinion-give",
    "opinion-revise",
    "opinion-withdraw",
    "topic-endorse",
    "topic-propose",
    "topic-propose-still",
    "topic-revise",
    "topic-unendorse",
    "topic-withdraw",
  ],
  /** And 承办单位. */
  scorers: ["screen-score"],
  /** Everybody of the roster. */
  everybody: ["reminder-cancel", "reminder-set"],
  /** Who may is a matter of the thing itself: whose turn, draft, answer or meeting it is. */
  own: [
    "attendance-check-in",
    "attendance-code",
    "attendance-enter",
    "attendance-left",
    "attendance-take-back",
    "ballot-cast",
    "ballot-contest",
    "duty-leave",
    "duty-swap",
    "duty-swap-agree",
    "duty-swap-decline",
    "identity-claim",
    "identity-correct",
    "liaison-tell",
    "meeting-attend",
    "meeting-calendar",
    "meeting-leave",
    "meeting-leave-grant",
    "meeting-leave-refuse",
    "meeting-material",
    "meeting-people",
    "minutes-begin",
    "minutes-correct",
    "minutes-end",
    "minutes-fine",
    "minutes-line",
    "minutes-line-withdraw",
    "print",
    "publication-approve",
    "publication-drop",
    "publication-print",
    "publication-read",
    "publication-release",
    "publication-return",
    "publication-review",
    "publication-withdraw",
    "speaking-next",
    "speaking-order-set",
    "task-done",
    "task-open",
    "tenant-open",
    "time-poll-answer",
    "visit-log",
    "visit-pass",
    "visit-phone",
    "visit-to-topic",
  ],
};

const may: Readonly<Record<string, readonly Role[]>> = {
  staff: ["administrator", "liaison"],
  helpers: ["administrator", "liaison", "convener"],
  speakers: ["administrator", "liaison", "convener", "member", "participant"],
  scorers: ["administrator", "liaison", "convener", "member", "participant", "department"],
  everybody: ["administrator", "liaison", "convener", "member", "participant", "department"],
};

const actors: readonly { readonly role: Role; readonly name: string }[] = [
  { role: "convener", name: "刘志强" },
  { role: "member", name: "李梅" },
  { role: "participant", name: "张建国" },
  { role: "department", name: "王海涛" },
];

const groupOf = (id: string) => Object.keys(table).find((key) => table[key]?.includes(id));

/** How many rows of each kind there are, but what was said and what was asked back. */
async function countRows(): Promise<Readonly<Record<string, number>>> {
  const kept = tenantTables.filter((name) => name !== "questions" && name !== "pending_messages");
  return office.inTenant(async (tx) => {
    const counts: [string, number][] = [];
    for (const name of kept) {
      const { rows } = await sql<{ count: number }>`
        select count(*)::integer as count from ${sql.table(name)}`.execute(tx);
      counts.push([name, rows[0]?.count ?? 0]);
    }
    return Object.fromEntries(counts);
  });
}

const say = (name: string, { place, example }: (typeof writing)[number]) =>
  place === "group" ? office.person(name).inGroup(example) : office.person(name).alone(example);

test("每个办事的说法都写明谁能用，一个不缺，一个不多", () => {
  const listed = Object.values(table).flat();
  expect(listed.toSorted()).toEqual(writing.map(({ id }) => id).toSorted());
  for (const { id, right } of writing) {
    const group = groupOf(id) ?? "";
    if (right === undefined) {
      expect(group, id).toBe("own");
      continue;
    }
    for (const role of may["everybody"] ?? []) {
      expect([id, role, hasRight([role], right)]).toEqual([id, role, may[group]?.includes(role)]);
    }
  }
});

test("不该办的人说了，都说清由谁办，什么也没记下", { timeout: 120_000 }, async () => {
  const before = await countRows();
  for (const command of writing.filter(({ right }) => right !== undefined)) {
    for (const { role, name } of actors) {
      if (may[groupOf(command.id) ?? ""]?.includes(role)) continue;
      const answer = await say(name, command);
      expect(answer, `${name}：${command.example}`).toMatch(/由[^。]+来做。/);
    }
  }
  expect(await countRows()).toEqual(before);
});

test("该办的人说了，不会说由别人办", { timeout: 120_000 }, async () => {
  for (const command of writing) {
    for (const { role, name } of actors) {
      if (!may[groupOf(command.id) ?? ""]?.includes(role)) continue;
      expect(await say(name, command), `${name}：${command.example}`).not.toMatch(/由[^。]+来做。/);
    }
  }
});
