import type { Command } from "./command.ts";
import { commonTopicIssue } from "./commands/common-topic-issue.ts";
import { commonTopicShow } from "./commands/common-topic-show.ts";
import { commonTopicTake } from "./commands/common-topic-take.ts";
import { deliveryShow } from "./commands/delivery-show.ts";
import { digestHold, digestResume } from "./commands/digest-hold.ts";
import { digestScheduleSet, digestScheduleStop } from "./commands/digest-set.ts";
import { digestDetailShow, digestShow } from "./commands/digest-show.ts";
import { grievanceRedirect } from "./commands/grievance-redirect.ts";
import { groupRegister } from "./commands/group-register.ts";
import { help, helpAll } from "./commands/help.ts";
import { identityClaim } from "./commands/identity-claim.ts";
import { identityConfirm } from "./commands/identity-confirm.ts";
import { identityCorrect } from "./commands/identity-correct.ts";
import { identityShow } from "./commands/identity-show.ts";
import { liaisonShow } from "./commands/liaison-show.ts";
import { liaisonTell } from "./commands/liaison-tell.ts";
import { opinionCall } from "./commands/opinion-call.ts";
import { opinionClose } from "./commands/opinion-close.ts";
import { opinionGive } from "./commands/opinion-give.ts";
import { opinionProxy, opinionProxyDrop, opinionProxyReview } from "./commands/opinion-proxy.ts";
import { opinionRevise } from "./commands/opinion-revise.ts";
import { opinionShow } from "./commands/opinion-show.ts";
import { opinionWithdraw } from "./commands/opinion-withdraw.ts";
import { owedShow } from "./commands/owed-show.ts";
import { print } from "./commands/print.ts";
import { planAdd, planDone, planDrop, planShow } from "./commands/plan.ts";
import { proposalRedirect } from "./commands/proposal-redirect.ts";
import { publicationApprove } from "./commands/publication-approve.ts";
import { publicationDrop } from "./commands/publication-drop.ts";
import { publicationPrint } from "./commands/publication-print.ts";
import { publicationRead } from "./commands/publication-read.ts";
import { publicationRelease } from "./commands/publication-release.ts";
import { publicationReturn } from "./commands/publication-return.ts";
import { publicationReview } from "./commands/publication-review.ts";
import { publicationWithdraw } from "./commands/publication-withdraw.ts";
import { reminderCancel } from "./commands/reminder-cancel.ts";
import { reminderList } from "./commands/reminder-list.ts";
import { reminderSet } from "./commands/reminder-set.ts";
import { reviewRuleSet } from "./commands/review-rule-set.ts";
import { rosterImport } from "./commands/roster-import.ts";
import { roundClose } from "./commands/round-close.ts";
import { roundExtend } from "./commands/round-extend.ts";
import { roundOpen } from "./commands/round-open.ts";
import { roundShow } from "./commands/round-show.ts";
import { screenAccept } from "./commands/screen-accept.ts";
import { screenChange } from "./commands/screen-change.ts";
import { screenInvite } from "./commands/screen-invite.ts";
import { screenScore } from "./commands/screen-score.ts";
import { screenSummary } from "./commands/screen-summary.ts";
import { rulingEnter, rulingStepsSet } from "./commands/ruling-enter.ts";
import { ballotCast } from "./commands/ballot-cast.ts";
import { ballotProxy } from "./commands/ballot-proxy.ts";
import { ballotContest, ballotReview } from "./commands/ballot-review.ts";
import { electorReturn, electorStandAside } from "./commands/elector-set.ts";
import { selectionEdit } from "./commands/selection-edit.ts";
import { selectionOpen } from "./commands/selection-open.ts";
import { selectionShow } from "./commands/selection-show.ts";
import { settingSet } from "./commands/setting-set.ts";
import { signatureRegister } from "./commands/signature-register.ts";
import { sourceChoose, sourceCollect, sourceHandOver } from "./commands/source-enter.ts";
import { sourceStatistics } from "./commands/source-statistics.ts";
import { pictureKeep } from "./commands/picture-keep.ts";
import { paperTallyEnter } from "./commands/paper-tally-enter.ts";
import { selectionCancel } from "./commands/selection-cancel.ts";
import { selectionClose } from "./commands/selection-close.ts";
import { selectionExport } from "./commands/selection-export.ts";
import { selectionExtend } from "./commands/selection-extend.ts";
import { selectionMove } from "./commands/selection-move.ts";
import { selectionResultShow } from "./commands/selection-result.ts";
import { selectionStatus } from "./commands/selection-status.ts";
import { selectionUnschedule } from "./commands/selection-unschedule.ts";
import { workdaysSet } from "./commands/workdays-set.ts";
import { workdaysShow } from "./commands/workdays-show.ts";
import { tenantOpen } from "./commands/tenant-open.ts";
import { topicEndorseFor } from "./commands/topic-endorse-for.ts";
import { topicEndorse } from "./commands/topic-endorse.ts";
import { topicEraseConfirm } from "./commands/topic-erase-confirm.ts";
import { topicEraseRefuse } from "./commands/topic-erase-refuse.ts";
import { topicErase } from "./commands/topic-erase.ts";
import { topicForward } from "./commands/topic-forward.ts";
import { topicForwardedMark } from "./commands/topic-forwarded.ts";
import { topicList } from "./commands/topic-list.ts";
import { topicMerge } from "./commands/topic-merge.ts";
import { topicUnmerge } from "./commands/topic-unmerge.ts";
import { topicSplit } from "./commands/topic-split.ts";
import { topicVersions } from "./commands/topic-versions.ts";
import { topicProposeFor } from "./commands/topic-propose-for.ts";
import { topicPropose } from "./commands/topic-propose.ts";
import { topicProposeStill } from "./commands/topic-propose-still.ts";
import { topicRevise } from "./commands/topic-revise.ts";
import { topicShow } from "./commands/topic-show.ts";
import { topicUnendorseFor } from "./commands/topic-unendorse-for.ts";
import { topicUnendorse } from "./commands/topic-unendorse.ts";
import { topicWithdraw } from "./commands/topic-withdraw.ts";
import { dutyCommands } from "./registry-duty.ts";
import { meetingCommands } from "./registry-meetings.ts";

/** Every command, in the order in which 帮助 lists them. */
export const commands: readonly Command[] = [
  topicPropose,
  topicList,
  topicShow,
  topicEndorse,
  selectionShow,
  ballotCast,
  selectionResultShow,
  owedShow,
  topicUnendorse,
  topicProposeStill,
  topicRevise,
  topicWithdraw,
  topicProposeFor,
  topicEndorseFor,
  topicUnendorseFor,
  roundShow,
  roundOpen,
  roundExtend,
  roundClose,
  sourceHandOver,
  sourceChoose,
  sourceCollect,
  sourceStatistics,
  commonTopicIssue,
  commonTopicShow,
  commonTopicTake,
  screenChange,
  screenAccept,
  screenSummary,
  screenScore,
  screenInvite,
  selectionStatus,
  selectionExtend,
  selectionClose,
  selectionCancel,
  selectionMove,
  selectionUnschedule,
  paperTallyEnter,
  pictureKeep,
  selectionExport,
  topicMerge,
  topicUnmerge,
  topicSplit,
  topicVersions,
  selectionOpen,
  selectionEdit,
  opinionProxy,
  opinionProxyReview,
  opinionProxyDrop,
  ballotProxy,
  ballotReview,
  ballotContest,
  electorStandAside,
  electorReturn,
  topicForward,
  topicForwardedMark,
  liaisonShow,
  liaisonTell,
  deliveryShow,
  print,
  rulingEnter,
  rulingStepsSet,
  planShow,
  planAdd,
  planDone,
  planDrop,
  digestShow,
  digestDetailShow,
  digestScheduleSet,
  digestScheduleStop,
  digestHold,
  digestResume,
  opinionGive,
  opinionShow,
  opinionRevise,
  opinionWithdraw,
  opinionCall,
  opinionClose,
  ...meetingCommands,
  ...dutyCommands,
  publicationReview,
  publicationRelease,
  publicationWithdraw,
  publicationDrop,
  publicationApprove,
  publicationRead,
  publicationReturn,
  publicationPrint,
  signatureRegister,
  reviewRuleSet,
  reminderSet,
  reminderList,
  reminderCancel,
  identityClaim,
  identityShow,
  identityCorrect,
  groupRegister,
  rosterImport,
  identityConfirm,
  workdaysShow,
  workdaysSet,
  settingSet,
  topicErase,
  topicEraseConfirm,
  topicEraseRefuse,
  proposalRedirect,
  grievanceRedirect,
  help,
  helpAll,
  tenantOpen,
];
