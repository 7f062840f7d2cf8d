import type { AccountsTable } from "./accounts.ts";
import type { CardsTable } from "./cards.ts";
import type { ChannelNoticesTable, QuotaCountsTable } from "./channels.ts";
import type { ConversationsTable } from "./conversations.ts";
import type { DigestSchedulesTable, DigestsTable } from "./digests.ts";
import type {
  DutyLeavesTable,
  DutyPeopleTable,
  DutyRotasTable,
  DutySwapsTable,
  DutyTurnsTable,
  DutyVisitsTable,
} from "./duty.ts";
import type { ErasureRequestsTable } from "./erasures.ts";
import type { EventsTable, EventWordsTable } from "./events.ts";
import type {
  FieldVisitPeopleTable,
  FieldVisitsTable,
  LotDrawsTable,
  TalentsTable,
} from "./fieldwork.ts";
import type { FilesTable } from "./files.ts";
import type { IdentitiesTable, IdentityClaimsTable, PendingMessagesTable } from "./identities.ts";
import type { InboxTable } from "./inbox.ts";
import type { AccountCalendarsTable, MeetingCalendarTable } from "./meeting-calendar.ts";
import type {
  MeetingAgendaTable,
  MeetingAlarmsTable,
  MeetingMaterialsTable,
  MeetingPeopleTable,
  MeetingSeriesTable,
  MeetingsTable,
  MeetingTopicsTable,
} from "./meetings.ts";
import type { MethodsTable, TopicStepsTable } from "./methods.ts";
import type {
  CheckInTriesTable,
  MinutesAnswersTable,
  MinutesCorrectionsTable,
  MinutesLinesTable,
  MinutesTable,
  MinutesVersionsTable,
} from "./minutes.ts";
import type { OpinionCallsTable, OpinionPlacesTable, OpinionsTable } from "./opinions.ts";
import type { OutboxTable } from "./outbox.ts";
import type { AffiliationsTable, PeopleTable, RolesTable } from "./people.ts";
import type { PublicationsTable, ReviewRulesTable } from "./publications.ts";
import type { QuestionsTable } from "./questions.ts";
import type { RemindersTable } from "./reminders.ts";
import type { CollectionRoundsTable, ScreeningScoresTable } from "./screening.ts";
import type {
  BallotsTable,
  KeptPicturesTable,
  PaperTalliesTable,
  SecretBallotsTable,
  SelectionOptionsTable,
  SelectionPlacesTable,
  SelectionRollTable,
  SelectionSeriesTable,
  SelectionsTable,
} from "./selections.ts";
import type { TenantSettingsTable } from "./settings.ts";
import type {
  PlanItemsTable,
  RulingItemsTable,
  RulingsTable,
  RulingStepsTable,
} from "./rulings.ts";
import type { TimePollPeopleTable, TimePollsTable } from "./time-polls.ts";
import type { TenantsTable } from "./tenants.ts";
import type {
  CountersTable,
  EndorsementsTable,
  TopicsTable,
  TopicSupplementsTable,
  TopicTermsTable,
} from "./topics.ts";
import type { UnitsTable } from "./units.ts";
import type { ProvisionalDatesTable, WorkdayCalendarTable } from "./workdays.ts";

/** The tables by name. The first three route callbacks and have no row-level security. */
export interface Schema {
  accounts: AccountsTable;
  conversations: ConversationsTable;
  inbox: InboxTable;
  account_calendars: AccountCalendarsTable;
  affiliations: AffiliationsTable;
  cards: CardsTable;
  channel_notices: ChannelNoticesTable;
  collection_rounds: CollectionRoundsTable;
  counters: CountersTable;
  digest_schedules: DigestSchedulesTable;
  digests: DigestsTable;
  duty_leaves: DutyLeavesTable;
  duty_people: DutyPeopleTable;
  duty_rotas: DutyRotasTable;
  duty_swaps: DutySwapsTable;
  duty_turns: DutyTurnsTable;
  duty_visits: DutyVisitsTable;
  endorsements: EndorsementsTable;
  erasure_requests: ErasureRequestsTable;
  event_words: EventWordsTable;
  events: EventsTable;
  field_visit_people: FieldVisitPeopleTable;
  field_visits: FieldVisitsTable;
  lot_draws: LotDrawsTable;
  talents: TalentsTable;
  methods: MethodsTable;
  topic_steps: TopicStepsTable;
  files: FilesTable;
  identities: IdentitiesTable;
  identity_claims: IdentityClaimsTable;
  meeting_agenda: MeetingAgendaTable;
  meeting_alarms: MeetingAlarmsTable;
  meeting_calendar: MeetingCalendarTable;
  meeting_materials: MeetingMaterialsTable;
  meeting_people: MeetingPeopleTable;
  meeting_series: MeetingSeriesTable;
  meeting_topics: MeetingTopicsTable;
  meetings: MeetingsTable;
  check_in_tries: CheckInTriesTable;
  minutes: MinutesTable;
  minutes_answers: MinutesAnswersTable;
  minutes_corrections: MinutesCorrectionsTable;
  minutes_lines: MinutesLinesTable;
  minutes_versions: MinutesVersionsTable;
  opinion_calls: OpinionCallsTable;
  opinion_places: OpinionPlacesTable;
  opinions: OpinionsTable;
  outbox: OutboxTable;
  pending_messages: PendingMessagesTable;
  people: PeopleTable;
  publications: PublicationsTable;
  questions: QuestionsTable;
  quota_counts: QuotaCountsTable;
  reminders: RemindersTable;
  review_rules: ReviewRulesTable;
  roles: RolesTable;
  ballots: BallotsTable;
  kept_pictures: KeptPicturesTable;
  paper_tallies: PaperTalliesTable;
  screening_scores: ScreeningScoresTable;
  secret_ballots: SecretBallotsTable;
  selection_options: SelectionOptionsTable;
  selection_places: SelectionPlacesTable;
  selection_roll: SelectionRollTable;
  selection_series: SelectionSeriesTable;
  selections: SelectionsTable;
  tenant_settings: TenantSettingsTable;
  time_poll_people: TimePollPeopleTable;
  time_polls: TimePollsTable;
  plan_items: PlanItemsTable;
  ruling_items: RulingItemsTable;
  ruling_steps: RulingStepsTable;
  rulings: RulingsTable;
  tenants: TenantsTable;
  topic_supplements: TopicSupplementsTable;
  topic_terms: TopicTermsTable;
  topics: TopicsTable;
  units: UnitsTable;
  provisional_dates: ProvisionalDatesTable;
  workday_calendar: WorkdayCalendarTable;
}
