import { noSelection } from "../../text/owed.ts";
import { defineCommand, type MatchText } from "../command.ts";

/** 推荐: what is being chosen from now. There is never one so far, and it says so. */
export const selectionShow = defineCommand({
  id: "selection-show",
  name: "推荐",
  aliases: ["看推荐"],
  summary: "看正在进行的议题推荐",
  example: "推荐",
  needs: "tenant",
  isWriting: false,
  args: {},
  match: matchChoice,
  run: async ({ place }) => noSelection(place),
});

/** 推荐 4 7: a choice where there is nothing to choose gets the same answer. */
function matchChoice({ plain }: MatchText): Record<string, never> | undefined {
  return /^(?:我选|推荐)[\s,，:：]*\d[\d\s,，、号和跟]*[。.]?$/.test(plain) ? {} : undefined;
}
