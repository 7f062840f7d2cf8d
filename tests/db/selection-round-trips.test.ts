import { expect, test } from "vitest";

import type { Disclosure } from "../../domain/selection.ts";
import { openSelection, selectionSeed } from "../support/selection.ts";
import { openOffice } from "../support/talk.ts";

/** As every other writing command: begin and commit among them. */
const writingMax = 10;

test.each(["open", "until-close", "hidden", "secret"] satisfies Disclosure[])(
  "推荐 4 7，改推荐：往返不超过十次，只提交一次（%s）",
  async (disclosure) => {
    await using office = await openOffice({ seed: selectionSeed });
    office.now = new Date("2026-03-12T02:00:00Z");
    await openSelection(office, { terms: { disclosure } });
    const mei = office.person("李梅");
    // Whoever speaks here has spoken before: the first message also makes the conversation.
    await mei.alone("帮助");
    for (const words of ["推荐 4 7", "推荐 2 8", "推荐 4 7 8 2"]) {
      office.statements.length = 0;
      await mei.alone(words);
      const sent = office.statements.toSorted();
      expect(sent.filter((each) => each === "begin" || each === "commit")).toHaveLength(2);
      expect(sent.length, office.statements.join("\n\n")).toBeLessThanOrEqual(writingMax);
    }
  },
);
