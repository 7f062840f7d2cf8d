import type { AccountsTable } from "./accounts.ts";
import type { CardsTable } from "./cards.ts";
import type { ChannelNoticesTable, QuotaCountsTable } from "./channels.ts";
import type { ConversationsTable } from "./conversations.ts";
import type { DigestSchedulesTable, DigestsTable } from "./digests.ts";
import type { ErasureRequestsTable } from "./erasures.ts";
import type { EventsTable, EventWordsTable } from "./events.ts";
import type { FilesTable } from "./files.ts";
import type { IdentitiesTable, IdentityClaimsTable, PendingMessagesTable } from "./identities.ts";
import type { InboxTable } from "./inbox.ts";
import type { OpinionCallsTable, OpinionPlacesTable, OpinionsTable } from "./opinions.ts";
import type { OutboxTable } from "./outbox.ts";
import type { AffiliationsTable, PeopleTable, RolesTable } from "./people.ts";
import type { PublicationsTable, ReviewRulesTable } from "./publications.ts";
import type { QuestionsTable } from "./questions.ts";
import type { RemindersTable } from "./reminders.ts";
import type { CollectionRoundsTable, ScreeningScoresTable } from "./screening.ts";
import type {
  BallotsTable,
  PaperTalliesTable,
  SecretBallotsTable,
  SelectionOptionsTable,
  SelectionPlacesTable,
  SelectionRollTable,
  SelectionsTable,
} from "./selections.ts";
import type { TenantSettingsTable } from "./settings.ts";
import type {
  PlanItemsTable,
  RulingItemsTable,
  RulingsTable,
  RulingStepsTable,
} from "./rulings.ts";
import type { TenantsTable } from "./tenants.ts";
import type {
  CountersTable,
  EndorsementsTable,
  TopicsTable,
  TopicSupplementsTable,
  TopicTermsTable,
} from "./topics.ts";
import type { UnitsTable } from "./units.ts";

/** The tables by name. The first three route callbacks and have no row-level security. */
export interface Schema {
  accounts: AccountsTable;
  conversations: ConversationsTable;
  inbox: InboxTable;
  affiliations: AffiliationsTable;
  cards: CardsTable;
  channel_notices: ChannelNoticesTable;
  collection_rounds: CollectionRoundsTable;
  counters: CountersTable;
  digest_schedules: DigestSchedulesTable;
  digests: DigestsTable;
  endorsements: EndorsementsTable;
  erasure_requests: ErasureRequestsTable;
  event_words: EventWordsTable;
  events: EventsTable;
  files: FilesTable;
  identities: IdentitiesTable;
  identity_claims: IdentityClaimsTable;
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
  paper_tallies: PaperTalliesTable;
  screening_scores: ScreeningScoresTable;
  secret_ballots: SecretBallotsTable;
  selection_options: SelectionOptionsTable;
  selection_places: SelectionPlacesTable;
  selection_roll: SelectionRollTable;
  selections: SelectionsTable;
  tenant_settings: TenantSettingsTable;
  plan_items: PlanItemsTable;
  ruling_items: RulingItemsTable;
  ruling_steps: RulingStepsTable;
  rulings: RulingsTable;
  tenants: TenantsTable;
  topic_supplements: TopicSupplementsTable;
  topic_terms: TopicTermsTable;
  topics: TopicsTable;
  units: UnitsTable;
}
