import { findLiaison } from "../../db/people.ts";
import { grievanceElsewhere } from "../../text/general.ts";
import { defineCommand } from "../command.ts";

/** 信访 and what concerns one person alone: for the 联络员 to hear, not for a group to read. */
export const grievanceRedirect = defineCommand({
  id: "grievance-redirect",
  name: "反映个人诉求",
  example: "反映个人诉求",
  needs: "tenant",
  isWriting: false,
  args: {},
  // Only how such a message begins: a topic may well be about 欠薪.
  match: ({ plain }) => (isGrievance.test(plain) ? {} : undefined),
  async run({ tx, tenantId, place }) {
    return grievanceElsewhere(await findLiaison(tx, tenantId), place);
  },
});

const isGrievance = new RegExp(
  "^(?:(?:投诉|举报|信访|上访|控告|检举|讨薪|告状)" +
    "|反映(?:一下)?(?:个人|我家|我自己|我本人|本人)" +
    "|(?:我家|我自己|本人|我个人|我)的?.{0,12}(?:低保|工资|欠薪|拆迁|补偿款?|宅基地|房产证|退休金|养老金|社保|工伤|官司|判决|案子))",
);
