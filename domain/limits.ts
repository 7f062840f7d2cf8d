/** Every limit of the product, in one place, with its unit in its name. */
export const limits = {
  /** Larger request bodies are refused before they are read to the end. */
  bodyBytesMax: 1024 * 1024,
  /** Longer messages are answered with a request to shorten them. */
  messageCharsMax: 4000,
  /** A whole roster in one message: every line of the most there may be, well filled. */
  rosterCharsMax: 40_000,
  topicTitleCharsMax: 60,
  topicDetailCharsMax: 1000,
  topicListLength: 10,
  categoryCharsMax: 20,
  /** Similar topics named before one is submitted. */
  similarShown: 3,
  mergeReasonCharsMax: 60,
  /** Topics that one is split into. */
  splitPartsMax: 6,
  /** People for whom one message may endorse. */
  proxyPeopleMax: 50,
  forwardPlaceCharsMax: 20,
  deliveriesShown: 5,
  tellingCharsMax: 200,
  /** 转告 of one person in a day. */
  tellingsPerDayMax: 3,
  personNameCharsMax: 20,
  unitNameCharsMax: 40,
  rosterLinesMax: 500,
  /** Nobody's line is longer; one that is was pasted without its line breaks. */
  rosterLineCharsMax: 300,
  remindersOpenPerPersonMax: 50,
  reminderWordsCharsMax: 200,
  reminderAheadDaysMax: 366,
  /** Messages of one conversation that wait for their turn; one more is answered with 503. */
  conversationWaitingMax: 200,
  /** A question of the bot waits this long for its answer. */
  questionMinutes: 30,
  setupTriesMax: 5,
  /** What people want before it is known who they are. */
  pendingPerSenderMax: 3,
  pendingPerTenantMax: 500,
  pendingKeepDays: 14,
  /** 我是 of one account in a day, and of all accounts that wait for the 联络员. */
  claimsPerSenderDayMax: 5,
  claimsOpenMax: 200,
  /** With more waiting than this the 联络员 is not told of each one: 我的 and 核对 show them. */
  claimNoticesOpenMax: 10,
  /** Callbacks signed longer ago, or further ahead, are refused. */
  callbackWindowMs: 60 * 60 * 1000,
  /** Messages claimed by one round of the delivery job. */
  deliverBatchMax: 50,
  /** A worker that holds a claim longer than this is taken for dead. */
  deliverClaimMs: 20_000,
  deliverTimeoutMs: 10_000,
  /** Entries of meetings written at once, and how long one may take: people are looked up first. */
  calendarBatchMax: 10,
  calendarTimeoutMs: 60_000,
  calendarClaimMs: 90_000,
  /** A card that follows its answer waits this long, so that the words come first. */
  cardAfterMs: 2_000,
  deliverAttemptsMax: 8,
  /** A send of unknown fate is tried again after this long, once. */
  deliverUnknownRetryMs: 60_000,
  /** The first retry waits this long, each further one twice as long, up to the most. */
  deliverBackoffMs: 2_000,
  deliverBackoffMaxMs: 10 * 60_000,
  /** A message that the platform refuses for now, again and again, is given up after this long. */
  deliverRefusedMsMax: 24 * 60 * 60_000,
  /** Messages that waited for room go out together, within what every channel takes at once. */
  joinedMax: 20,
  joinedBytesMax: 2048,
  /** Marking a message as sent is tried this often while the database is away. */
  markAttemptsMax: 5,
  /** The first further try waits this long, the next ones twice, three times … as long. */
  markRetryMs: 200,
  dueBatchMax: 200,
  /** Units counted and told of in one transaction. */
  dueTogetherMax: 100,
  /** How often the clock looks for what is due; also the net under missed wake-up calls. */
  heartbeatMs: 2_000,
  cleanEveryMs: 60 * 60_000,
  cleanBatchMax: 5_000,
  /** How often it is looked whether tonight's backup is there. */
  backupEveryMs: 10 * 60_000,
  /** Rows of one printed table. */
  paperRowsMax: 1_000,
  /** A link to a paper is for one person and opens this long. */
  fileKeepHours: 24,
  /** A link to a picture is for a group and opens this long. */
  pictureKeepDays: 30,
  /** A file that is fetched more often was passed on: then it is printed again. */
  fileOpensMax: 50,
  /** Papers and pictures that wait while one is being made; one more is answered with 503. */
  renderWaitingMax: 20,
  renderMsMax: 20_000,
  /** MB of the process that makes them. */
  renderMemoryMax: 512,
  /** It ends when nothing was asked of it for so long. */
  renderIdleMs: 60_000,
  eraseReasonCharsMax: 100,
  /** Topics of one 初选, and why. */
  screeningTopicsMax: 20,
  screeningReasonCharsMax: 200,
  /** Topics that one message asks somebody to score: they fit on a screen. */
  scoreInvitationTopicsMax: 8,
  roundTitleCharsMax: 30,
  /** How far ahead a 征题 may close. */
  roundAheadDaysMax: 180,
  sourceActorCharsMax: 30,
  returnWordsCharsMax: 200,
  opinionCharsMax: 1000,
  opinionTitleCharsMax: 60,
  /** Opinions of one person on one draft. */
  opinionsPerPersonMax: 20,
  opinionCallsOpenMax: 20,
  opinionAheadDaysMax: 90,
  selectionTitleCharsMax: 40,
  selectionOptionCharsMax: 60,
  /** 简称: an option on a card shows little more, with its number. */
  topicShortTitleCharsMax: 8,
  selectionOptionsMax: 60,
  selectionAheadDaysMax: 90,
  meetingAheadDaysMax: 400,
  meetingTitleCharsMax: 60,
  meetingPlaceCharsMax: 40,
  meetingPeopleMax: 300,
  meetingNotesCharsMax: 60,
  meetingAgendaCharsMax: 200,
  meetingReasonCharsMax: 100,
  meetingMaterialCharsMax: 1000,
  meetingUsualMinutes: 90,
  /** How far back 7号 may mean a meeting that is over. */
  meetingPickDaysBack: 60,
  meetingsListed: 8,
  minutesLineCharsMax: 300,
  /** Lines of one meeting. */
  minutesLinesMax: 200,
  /** 待办 that one answer lists. */
  tasksListed: 10,
  /** Open 待办 that are looked through for one; a county leaves some dozens in a year. */
  tasksReadMax: 500,
  /** Wrong codes of one person in an hour. */
  checkInTriesMax: 5,
  /** A reminder said longer after its time says so: nothing was running then. */
  meetingLateMs: 10 * 60_000,
  /** How often somebody is asked for the same answer or paper. */
  meetingChasesMax: 2,
  /** 接待日 that are planned ahead, and shown. */
  dutyTurnsAhead: 8,
  dutyTurnsShown: 6,
  /** How long after a turn a visit may still be written down. */
  dutyLogDays: 14,
  dutyPlaceCharsMax: 40,
  dutyReasonCharsMax: 100,
  visitorCharsMax: 20,
  visitMatterCharsMax: 500,
  visitPersonsMax: 200,
  visitsListed: 8,
  /** For which the link to a visitor's number is good. */
  visitPhoneMinutes: 10,
  talentWordsCharsMax: 60,
  /** People who can be drawn from at once: all of them are named. */
  lotNamesMax: 300,
  lotDrawsListed: 5,
  fieldFindingsCharsMax: 500,
  /** Times that are offered at once. */
  timePollSlotsMax: 6,
  timePollsShown: 20,
  /** Workdays to answer in, if no deadline is said. */
  timePollUsualDays: 2,
  /** A time nearer than this leaves nobody a chance to answer. */
  timePollAheadMinutesMin: 60,
  /** Those who have not answered are reminded this long before the deadline at the latest. */
  timePollRemindBeforeMs: 2 * 60 * 60_000,
  /** Where a photograph is kept. */
  picturePlaceCharsMax: 40,
  /** A selection closed longer after its time says so: nothing was running then. */
  selectionLateMs: 10 * 60_000,
  /** People reminded privately in one transaction; more follow in the next. */
  selectionRemindBatch: 100,
  /** Members named in one message to the 联络员. */
  namesShownMax: 80,
  /** More than the cores need, so that a commit waiting for the disk keeps nobody waiting. */
  poolSize: 20,
} as const;
