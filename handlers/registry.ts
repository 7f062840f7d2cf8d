import type { Command } from "./command.ts";
import { deliveryShow } from "./commands/delivery-show.ts";
import { grievanceRedirect } from "./commands/grievance-redirect.ts";
import { groupRegister } from "./commands/group-register.ts";
import { help } from "./commands/help.ts";
import { identityClaim } from "./commands/identity-claim.ts";
import { identityConfirm } from "./commands/identity-confirm.ts";
import { identityCorrect } from "./commands/identity-correct.ts";
import { identityShow } from "./commands/identity-show.ts";
import { liaisonShow } from "./commands/liaison-show.ts";
import { liaisonTell } from "./commands/liaison-tell.ts";
import { owedShow } from "./commands/owed-show.ts";
import { proposalRedirect } from "./commands/proposal-redirect.ts";
import { reminderCancel } from "./commands/reminder-cancel.ts";
import { reminderList } from "./commands/reminder-list.ts";
import { reminderSet } from "./commands/reminder-set.ts";
import { rosterImport } from "./commands/roster-import.ts";
import { selectionShow } from "./commands/selection-show.ts";
import { tenantOpen } from "./commands/tenant-open.ts";
import { topicEndorseFor } from "./commands/topic-endorse-for.ts";
import { topicEndorse } from "./commands/topic-endorse.ts";
import { topicEraseConfirm } from "./commands/topic-erase-confirm.ts";
import { topicEraseRefuse } from "./commands/topic-erase-refuse.ts";
import { topicErase } from "./commands/topic-erase.ts";
import { topicForward } from "./commands/topic-forward.ts";
import { topicForwardedMark } from "./commands/topic-forwarded.ts";
import { topicList } from "./commands/topic-list.ts";
import { topicProposeFor } from "./commands/topic-propose-for.ts";
import { topicPropose } from "./commands/topic-propose.ts";
import { topicRevise } from "./commands/topic-revise.ts";
import { topicShow } from "./commands/topic-show.ts";
import { topicUnendorseFor } from "./commands/topic-unendorse-for.ts";
import { topicUnendorse } from "./commands/topic-unendorse.ts";
import { topicWithdraw } from "./commands/topic-withdraw.ts";

/** Every command, in the order in which 帮助 lists them. */
export const commands: readonly Command[] = [
  topicPropose,
  topicList,
  topicShow,
  topicEndorse,
  selectionShow,
  owedShow,
  topicUnendorse,
  topicRevise,
  topicWithdraw,
  topicProposeFor,
  topicEndorseFor,
  topicUnendorseFor,
  topicForward,
  topicForwardedMark,
  liaisonShow,
  liaisonTell,
  deliveryShow,
  reminderSet,
  reminderList,
  reminderCancel,
  identityClaim,
  identityShow,
  identityCorrect,
  groupRegister,
  rosterImport,
  identityConfirm,
  topicErase,
  topicEraseConfirm,
  topicEraseRefuse,
  proposalRedirect,
  grievanceRedirect,
  help,
  tenantOpen,
];
