import { proposalElsewhere } from "../../text/general.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";

/** 提案 goes another way; what was written can be kept as a 议题 with one word. */
export const proposalRedirect = defineCommand({
  id: "proposal-redirect",
  name: "提案",
  example: "提案",
  needs: "tenant",
  isWriting: false,
  args: { title: arg.optionalWords("题目") },
  match({ original, plain }) {
    const found =
      /^(?:(?:提交|提出|提|写|交|报送|报)(?:上?一?[个份件]|上)?(?:新的?)?)?提案(?=[\s:：,，.。]|$)/.exec(
        plain,
      );
    if (found === null) return undefined;
    const title = original
      .slice(found[0].length)
      .replace(/^[\s:：,，.。]+/, "")
      .trim();
    return title === "" ? {} : { title };
  },
  async run(context, { title }) {
    const args: Record<string, string> = title === undefined ? {} : { title };
    context.ask({ kind: "confirm", command: "topic-propose", args });
    return proposalElsewhere(context.tenantName, context.place);
  },
});
