import type { AccountsTable } from "./accounts.ts";
import type { CardsTable } from "./cards.ts";
import type { ChannelNoticesTable, QuotaCountsTable } from "./channels.ts";
import type { ConversationsTable } from "./conversations.ts";
import type { ErasureRequestsTable } from "./erasures.ts";
import type { EventsTable, EventWordsTable } from "./events.ts";
import type { IdentitiesTable, IdentityClaimsTable, PendingMessagesTable } from "./identities.ts";
import type { InboxTable } from "./inbox.ts";
import type { OutboxTable } from "./outbox.ts";
import type { AffiliationsTable, PeopleTable, RolesTable } from "./people.ts";
import type { QuestionsTable } from "./questions.ts";
import type { RemindersTable } from "./reminders.ts";
import type { TenantsTable } from "./tenants.ts";
import type { CountersTable, EndorsementsTable, TopicsTable } from "./topics.ts";
import type { UnitsTable } from "./units.ts";

/** The tables by name. The first three route callbacks and have no row-level security. */
export interface Schema {
  accounts: AccountsTable;
  conversations: ConversationsTable;
  inbox: InboxTable;
  affiliations: AffiliationsTable;
  cards: CardsTable;
  channel_notices: ChannelNoticesTable;
  counters: CountersTable;
  endorsements: EndorsementsTable;
  erasure_requests: ErasureRequestsTable;
  event_words: EventWordsTable;
  events: EventsTable;
  identities: IdentitiesTable;
  identity_claims: IdentityClaimsTable;
  outbox: OutboxTable;
  pending_messages: PendingMessagesTable;
  people: PeopleTable;
  questions: QuestionsTable;
  quota_counts: QuotaCountsTable;
  reminders: RemindersTable;
  roles: RolesTable;
  tenants: TenantsTable;
  topics: TopicsTable;
  units: UnitsTable;
}
