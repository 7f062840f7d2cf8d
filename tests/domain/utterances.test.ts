import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** The file that judges the command parser is itself kept in order here. */
const cases: readonly Readonly<Record<string, unknown>>[] = JSON.parse(
  readFileSync(new URL("../cases/utterances.json", import.meta.url), "utf8"),
);

const args: Readonly<Record<string, readonly string[]>> = {
  help: [],
  "tenant-open": ["code", "unit"],
  "group-register": ["unit"],
  "roster-import": ["lines"],
  "identity-claim": ["name", "zone"],
  "identity-show": [],
  "topic-propose": ["title", "detail", "category"],
  "topic-list": [],
  "topic-show": ["number"],
  "topic-endorse": ["number"],
  "topic-unendorse": ["number"],
  "topic-revise": ["number", "title", "detail", "category"],
  "topic-withdraw": ["number"],
  "topic-propose-for": ["name", "title", "detail", "category", "channel", "zone"],
  "topic-endorse-for": ["number", "names", "channel", "zone"],
  "topic-unendorse-for": ["number", "names", "zone"],
  "topic-forward": ["number", "message"],
  "topic-forwarded": ["number", "where"],
  "owed-show": [],
  "selection-show": ["which", "page"],
  "ballot-cast": ["words", "kind", "page", "selection"],
  "liaison-show": ["name"],
  "liaison-tell": ["words"],
  "delivery-show": ["number"],
  "reminder-set": ["when", "words", "everyone"],
  "reminder-list": [],
  "reminder-cancel": ["number"],
  "method-show": ["number", "unit"],
  "method-step": ["number", "move"],
  "method-set": ["words", "unit"],
  "workdays-show": [],
  "workdays-set": ["words"],
};
const reading = ["help", "identity-show", "topic-list", "topic-show", "reminder-list"];

test("there are enough, none twice, every command with several", () => {
  expect(cases.length).toBeGreaterThanOrEqual(180);
  const keys = cases.map(({ text, where }) => JSON.stringify([text, where]));
  expect(new Set(keys).size).toBe(keys.length);
  for (const command of Object.keys(args)) {
    const count = cases.filter((one) => one["command"] === command).length;
    expect(count, command).toBeGreaterThanOrEqual(4);
  }
});

test.each(cases)("$text", (one) => {
  const { text, where, command } = one;
  expect(text).toEqual(expect.any(String));
  expect(["group", "single"]).toContain(where);
  expect([...Object.keys(args), null]).toContain(command);
  const given = Object.entries(one["args"] ?? {});
  expect(typeof command === "string" ? args[command] : []).toEqual(
    expect.arrayContaining(given.map(([name]) => name)),
  );
  for (const [name, value] of given) {
    if (name === "everyone") expect(value).toEqual(expect.any(Boolean));
    else if (name !== "number") expect(value).toMatch(/\S/);
    else expect(Number.isInteger(value) || /^\d{4}-\d+$/.test(String(value))).toBe(true);
  }
  const also = one["allow"];
  if (also === undefined) return;
  // Besides the expected one only a reading command, or nothing at all, may ever be right.
  for (const allowed of Array.isArray(also) ? also : [also]) {
    expect([...reading, null]).toContain(allowed);
  }
});
