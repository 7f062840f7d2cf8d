import type { Command } from "./command.ts";
import { dutyLeave } from "./commands/duty-leave.ts";
import { dutyPlan } from "./commands/duty-plan.ts";
import { dutyShow } from "./commands/duty-show.ts";
import { dutySwap, dutySwapAgree, dutySwapDecline } from "./commands/duty-swap.ts";
import { fieldVisit } from "./commands/field-visit.ts";
import { lotDraw, lotDrawList } from "./commands/lot-draw.ts";
import { methodSet, methodStop } from "./commands/method-set.ts";
import { methodShow } from "./commands/method-show.ts";
import { methodStep } from "./commands/method-step.ts";
import { talentAdd, talentRemove, talentShow } from "./commands/talent.ts";
import { visitLog, visitPhone, visitShow } from "./commands/visit-log.ts";
import { visitPass, visitToTopicMove } from "./commands/visit-move.ts";

/** 调研, 工作法, 接待日 and 人才库, in the order of 帮助. */
export const dutyCommands: readonly Command[] = [
  fieldVisit,
  methodStep,
  methodSet,
  methodStop,
  methodShow,
  dutyShow,
  dutyLeave,
  dutySwap,
  dutySwapAgree,
  dutySwapDecline,
  dutyPlan,
  visitLog,
  visitShow,
  visitPhone,
  visitToTopicMove,
  visitPass,
  talentShow,
  talentAdd,
  talentRemove,
  lotDraw,
  lotDrawList,
];
