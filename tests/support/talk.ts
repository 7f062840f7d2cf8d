import { createDatabase, type Database } from "../../db/database.ts";
import { upsertAccount } from "../../db/accounts.ts";
import { enterTenant } from "../../db/tenants.ts";
import type { Tx } from "../../db/database.ts";
import type { InboundMessage } from "../../domain/inbound.ts";
import type { Account, HandlerPorts } from "../../handlers/command.ts";
import { createDispatch, type Dispatch } from "../../handlers/dispatch.ts";
import { type Seed, type SeedPerson, seedTenant } from "../../handlers/seed.ts";
import type { DuePorts } from "../../jobs/due.ts";
import { createTestDatabase } from "./postgres.ts";

/** Two platforms, one committee, and people who talk: who says what, what comes back. */
export interface Office extends AsyncDisposable {
  readonly db: Database;
  readonly url: string;
  readonly dispatch: Dispatch;
  /** A second program on the same database: it shares nothing in memory with the first. */
  openReplica(): Dispatch;
  readonly accounts: readonly Account[];
  readonly tenantId: number;
  /** The wall clock of the office; tests set it. */
  now: Date;
  /** Statements sent since it was last emptied. */
  readonly statements: string[];
  person(name: string): Talker;
  /** Work inside the office's own tenant. */
  inTenant<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

/** One person, with the two places in which they talk. */
export interface Talker {
  inGroup(text: string, change?: Partial<InboundMessage>): Promise<string>;
  alone(text: string, change?: Partial<InboundMessage>): Promise<string>;
}

export const startOfPlay = new Date("2026-03-09T02:00:00Z");

export interface OfficeOptions {
  readonly seed?: Seed | undefined;
  readonly ports?: Partial<HandlerPorts>;
}

/** 周敏 is 联络员; 李梅 and 张建国 are on the first platform, 王海涛 on the second. */
export const smallSeed: Seed = {
  tenantName: "青禾县政协",
  unitName: "城南片区",
  people: [
    seedPerson(1, "张建国", "委员", ["张委员", "one"]),
    seedPerson(2, "李梅", "委员", ["李委员", "one"]),
    seedPerson(3, "王海涛", "委员", ["王委员", "two"]),
    seedPerson(4, "韦德福", "委员", ["韦委员"]),
    seedPerson(5, "刘志强", "城南片区组长", ["刘主任", "one"]),
    { ...seedPerson(6, "周敏", "联络员", ["周敏", "one"]), isLiaison: true },
  ],
  groups: [
    { platform: "one", externalId: "group-one", title: "城南群", pushAddress: undefined },
    { platform: "two", externalId: "group-two", title: "工商联群", pushAddress: undefined },
  ],
  topics: [],
};

/** The small committee with some people otherwise. */
export function seedWith(changes: Readonly<Record<string, Partial<SeedPerson>>>): Seed {
  const people = smallSeed.people.map((person) => Object.assign({}, person, changes[person.name]));
  return { ...smallSeed, people };
}

function seedPerson(line: number, name: string, title: string, more: [string, string?]) {
  const [salutation, platform] = more;
  const account = platform === undefined ? undefined : { platform, externalId: name };
  return { line, name, title, salutation, unit: "城南片区", isLiaison: false, account };
}

export async function openOffice(options: OfficeOptions = { seed: smallSeed }): Promise<Office> {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await createTestDatabase());
  const statements: string[] = [];
  const db = stack.use(
    createDatabase({
      url: database.url,
      dataKey: Buffer.alloc(32, 7),
      onStatement: (sql) => void statements.push(sql),
    }),
  );
  const accounts = await db.transaction(async (tx) => [
    { id: (await upsertAccount(tx, "one", "env")).id, platform: "one", slug: "env" },
    { id: (await upsertAccount(tx, "two", "env")).id, platform: "two", slug: "env" },
  ]);
  const { seed } = options;
  const tenantId =
    seed === undefined
      ? 0
      : await db.transaction((tx) => seedTenant(tx, accounts, seed, startOfPlay));
  const open = (): Dispatch =>
    createDispatch(db, {
      botName: "小协",
      publicUrl: "https://office.example",
      now: () => office.now,
      isSetupCode: (_, code) => code === "12345678",
      voice: () => "group",
      cards: () => "none",
      reportFault: (_, error) => {
        throw error;
      },
      isPushAddress: (_, words) => words.startsWith("https://push.example/"),
      ...options.ports,
    });
  const office: Office = {
    db,
    accounts,
    tenantId,
    statements,
    url: database.url,
    now: startOfPlay,
    dispatch: open(),
    openReplica: open,
    person: (name) => createTalker(office, name, seed),
    inTenant: (work) =>
      db.transaction(async (tx) => {
        await enterTenant(tx, tenantId);
        return work(tx);
      }),
    async [Symbol.asyncDispose]() {
      try {
        if (seed !== undefined) await checkOutgoing(office);
      } finally {
        await stack.disposeAsync();
      }
    },
  };
  return office;
}

/** What was said without being asked keeps the same rules. */
async function checkOutgoing(office: Office): Promise<void> {
  const rows = await office.inTenant((tx) => tx.selectFrom("outbox").select("message").execute());
  // Words that were erased by the rules have left nothing to look at.
  const said = rows.flatMap(({ message }) => ("text" in message ? [String(message.text)] : []));
  for (const text of said) checkMessage(text);
}

/** What falls due, in an office whose every conversation can be spoken to; a fault is thrown. */
export function duePorts(office: Office): DuePorts {
  return {
    db: office.db,
    now: () => office.now,
    voice: () => "push",
    cards: () => "none",
    log: {
      info: () => {},
      error: () => {},
      fault: (error) => {
        throw error;
      },
    },
  };
}

/**
 * What holds for everything the bot says: one screen of a phone, within the smallest channel, and no
 * dates or values as machines write them.
 * @throws Error naming the message
 */
export function checkMessage(text: string): void {
  const bytes = Buffer.byteLength(text, "utf8");
  const lineCount = text.split("\n").length;
  const faults = [
    lineCount > (text.startsWith("【") ? NOTICE_LINES_MAX : 15) ? `${lineCount} lines` : undefined,
    bytes > SMALLEST_CHANNEL_BYTES ? `${bytes} bytes` : undefined,
    /undefined|null|NaN|\[object/.exec(text)?.[0],
    /\d{4}-\d{2}-\d{2}|\d{2}:\d{2}:\d{2}/.exec(text)?.[0],
  ].filter((fault) => fault !== undefined);
  if (faults.length > 0) throw new Error(`${faults.join(", ")} in: ${text}`);
}

/** A notice to a group may be longer than an answer. */
const NOTICE_LINES_MAX = 25;

/** The text of an application's message on the strictest platform. */
const SMALLEST_CHANNEL_BYTES = 2048;

let messageCount = 0;

function createTalker(office: Office, name: string, seed: Seed | undefined): Talker {
  const platform = seed?.people.find((person) => person.name === name)?.account?.platform ?? "one";
  const account = office.accounts.find((each) => each.platform === platform);
  if (account === undefined) throw new Error(`no account on ${platform}`);
  const say = async (message: InboundMessage): Promise<string> => {
    const { answer } = await office.dispatch.handle(account, message);
    const text = answer?.text ?? "";
    checkMessage(text);
    return text;
  };
  const base = (text: string): InboundMessage => {
    messageCount += 1;
    return {
      messageId: `message-${messageCount}`,
      conversation: { kind: "single", externalId: name },
      sender: { externalId: name, linkable: true },
      manner: "typed",
      text,
    };
  };
  return {
    alone: (text, change) => say({ ...base(text), ...change }),
    inGroup: (text, change) => {
      const title = platform === "one" ? "城南群" : "工商联群";
      const conversation = { kind: "group", externalId: `group-${platform}`, title } as const;
      return say({ ...base(`@小协 ${text}`), conversation, ...change });
    },
  };
}
