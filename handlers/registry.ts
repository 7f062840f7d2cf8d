import type { Command } from "./command.ts";
import { groupRegister } from "./commands/group-register.ts";
import { help } from "./commands/help.ts";
import { identityClaim } from "./commands/identity-claim.ts";
import { identityConfirm } from "./commands/identity-confirm.ts";
import { identityShow } from "./commands/identity-show.ts";
import { reminderCancel } from "./commands/reminder-cancel.ts";
import { reminderList } from "./commands/reminder-list.ts";
import { reminderSet } from "./commands/reminder-set.ts";
import { rosterImport } from "./commands/roster-import.ts";
import { tenantOpen } from "./commands/tenant-open.ts";
import { topicEndorse } from "./commands/topic-endorse.ts";
import { topicList } from "./commands/topic-list.ts";
import { topicPropose } from "./commands/topic-propose.ts";
import { topicRevise } from "./commands/topic-revise.ts";
import { topicShow } from "./commands/topic-show.ts";
import { topicUnendorse } from "./commands/topic-unendorse.ts";
import { topicWithdraw } from "./commands/topic-withdraw.ts";

/** Every command, in the order in which 帮助 lists them. */
export const commands: readonly Command[] = [
  topicPropose,
  topicList,
  topicShow,
  topicEndorse,
  topicUnendorse,
  topicRevise,
  topicWithdraw,
  reminderSet,
  reminderList,
  reminderCancel,
  identityClaim,
  identityShow,
  groupRegister,
  rosterImport,
  identityConfirm,
  help,
  tenantOpen,
];
