import type { Topic, TopicWords } from "../domain/topic.ts";
import { sayDay } from "./moment.ts";
import { itemNumber, lines, pleaseReply, sayNumber } from "./phrases.ts";
import { shorten } from "./shorten.ts";
import type { Setting } from "./topics.ts";

interface Writing {
  readonly at: Date;
  readonly byName: string | undefined;
  readonly words: Partial<TopicWords> | undefined;
}

/** 修改记录: who wrote what when, and what it was before; the newest of very many. */
export function topicVersions(
  topic: Topic,
  writings: readonly Writing[],
  setting: Setting,
): string {
  const { place, thisYear } = setting;
  const number = itemNumber(topic, thisYear);
  if (writings.length <= 1) {
    return lines(
      `${number}「${topic.title}」没有改过。`,
      `看详情，${pleaseReply(place)}：议题 ${sayNumber(topic, thisYear)}`,
    );
  }
  const told = writings.map((writing, index) => ({
    heading: `第${index + 1}版　${sayDay(writing.at)}${writing.byName ?? ""}${index === 0 ? "荐" : "改"}`,
    changes: sayWriting(writing, before(writings, index)),
  }));
  const shown = told.slice(-VERSIONS_SHOWN);
  const hidden = told.length - shown.length;
  return lines(
    `${number}修改记录，现在是第${writings.length}版：`,
    hidden > 0 ? `（更早的${hidden}版没有列出）` : undefined,
    "",
    ...shown.flatMap(({ heading, changes }) => [heading].concat(changes)),
  );
}

const VERSIONS_SHOWN = 3;
const CHARS_SHOWN = 60;

/** The words as they stood before that writing. */
function before(writings: readonly Writing[], index: number): Partial<TopicWords> {
  return Object.assign({}, ...writings.slice(0, index).map(({ words }) => words ?? {}));
}

function sayWriting({ words }: Writing, old: Partial<TopicWords>): readonly string[] {
  if (words === undefined) return ["内容已依规删除"];
  return sayChanges(words, old);
}

const names = { title: "题目", detail: "说明", category: "类别" } as const;

/** 题目：「新」，原来是「旧」; only what is another now. */
export function sayChanges(
  words: Partial<TopicWords>,
  old: Partial<TopicWords>,
): readonly string[] {
  return (["title", "detail", "category"] as const).flatMap((key) => {
    const [now, then] = [words[key], old[key]];
    if (now === undefined || now === then) return [];
    const said = `${names[key]}：${quote(key, now)}`;
    return [then === undefined ? said : `${said}，原来是${quote(key, then)}`];
  });
}

function quote(key: keyof typeof names, words: string): string {
  const short = shorten(words, CHARS_SHOWN);
  return key === "title" ? `「${short}」` : short;
}

/** To who endorsed it: these are no longer the words they read. */
export function amendmentTold(
  { salutation, part }: { readonly salutation: string; readonly part: "proposer" | "supporter" },
  amended: {
    readonly topic: Topic;
    readonly old: Partial<TopicWords>;
    readonly byName: string;
  },
  thisYear: number,
): string {
  const { topic, old, byName } = amended;
  const number = itemNumber(topic, thisYear);
  return lines(
    `${salutation}，您${part === "proposer" ? "荐" : "附议"}的${number}改了，现在是第${topic.version}版，${byName}改的：`,
    ...sayChanges(topic, old),
    "",
    part === "proposer"
      ? `看改后的全文，请回复：议题 ${sayNumber(topic, thisYear)}`
      : `还愿意一起推动的，不用回复。不再附议，请回复：取消附议 ${sayNumber(topic, thisYear)}`,
  );
}

export function amendmentAbout(topic: Topic, thisYear: number): string {
  return `${itemNumber(topic, thisYear)}议题改成了第${topic.version}版`;
}
