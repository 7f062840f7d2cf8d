import { listCandidates } from "../db/similar.ts";
import { limits } from "../domain/limits.ts";
import { readGist, similarFrom, similarityOf, termsToFind } from "../domain/similar.ts";
import type { TopicWords } from "../domain/topic.ts";
import { sayNumber } from "../text/phrases.ts";
import { type Similar, similarFound } from "../text/similar.ts";
import type { PersonContext } from "./command.ts";
import { rawArgs } from "./proxy.ts";
import { similarQuestion, type STILL_COMMAND } from "./similar-question.ts";
import { settingOf } from "./topics.ts";

/** Somebody for whom the staff proposes. */
interface Proxy {
  readonly id: number;
  readonly name: string;
  readonly salutation: string;
  readonly channel: string;
}

interface Proposal {
  /** Runs, confirmed, after 仍要荐. */
  readonly command: typeof STILL_COMMAND | "topic-propose-for";
  readonly words: TopicWords;
  readonly proxy?: Proxy;
  /** Further arguments of the command. */
  readonly args?: Readonly<Record<string, string | undefined>>;
}

/** The topics that are about the same, the nearest first; the newest among equals. */
export async function findSimilar(
  { tx, person }: PersonContext,
  title: string,
  proposerId = person.id,
): Promise<readonly Similar[]> {
  const asked = readGist(title);
  const candidates = await listCandidates(tx, termsToFind(asked));
  return candidates
    .map((topic) => ({ topic, score: similarityOf(asked, readGist(topic.title)) }))
    .filter(({ score }) => score >= similarFrom)
    .toSorted((a, b) => b.score - a.score || b.topic.id - a.topic.id)
    .slice(0, limits.similarShown)
    .map(({ topic }) => Object.assign(topic, { isOwn: topic.proposerId === proposerId }));
}

/**
 * The stop before a topic is submitted: what is similar, and how to go on. The words wait with the
 * question; undefined if nothing is similar.
 */
export async function askWhetherSimilar(
  context: PersonContext,
  { command, words, proxy, args }: Proposal,
): Promise<string | undefined> {
  const { person, now } = context;
  const found = await findSimilar(context, words.title, proxy?.id);
  if (found.length === 0) return undefined;
  const setting = settingOf(context);
  const numbers = found.map((topic) => sayNumber(topic, setting.thisYear));
  context.ask(similarQuestion(command, rawArgs({ ...words, ...args }), numbers));
  const salutation = proxy?.salutation ?? person.salutation;
  const hasDetail = words.detail !== undefined;
  return similarFound(found, { ...setting, now, salutation, hasDetail, proxy });
}
