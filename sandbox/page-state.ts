import { formatDateTime } from "../domain/time.ts";
import { submitKey, voteKey } from "../domain/card.ts";
import type { JsonObject } from "./api.ts";
import type { Cast, CastPerson, PlatformName } from "./cast.ts";
import { script } from "./script.ts";
import type { OpenPhone, Part, Step, TapStep, WindStep } from "./script-steps.ts";
import { groupKey, singleKey } from "./timeline.ts";

/** What the page needs to know before anybody speaks; no secrets among it. */
export function pageState(cast: Cast, botName: string): JsonObject {
  const { county, area, brand, members, liaison, groups } = cast;
  const view = { cast, botName };
  return {
    botName,
    county,
    area,
    brand,
    people: [...members, liaison].map((person) => personState(person)),
    groups: groups.map(({ platform, externalId, title }) => ({
      platform,
      title,
      conversation: groupKey(platform, externalId),
    })),
    parts: script.parts.map((part, index) => partState(view, part, index)),
    extras: script.extras.map((step, index) => stepState(view, step, `extra-${index + 1}`)),
    examples: ["你好", "议题"],
  };
}

interface View {
  readonly cast: Cast;
  readonly botName: string;
}

function personState(person: CastPerson): JsonObject {
  const { name, post, address, account } = person;
  return {
    name,
    post,
    address,
    isStaff: !("order" in person),
    platform: account?.platform,
    userId: account?.userId,
    single: account === undefined ? undefined : singleKey(account.platform, account.userId),
  };
}

function partState(view: View, { minutes, title, steps }: Part, index: number): JsonObject {
  const before = script.parts.slice(0, index).flatMap((part) => part.steps).length;
  return {
    minutes,
    title,
    steps: steps.map((step, at) => stepState(view, step, String(before + at + 1))),
  };
}

function stepState(view: View, step: Step, id: string): JsonObject {
  const phones = step.phones.map((phone) => phoneState(view, phone));
  if (step.kind === "wind") {
    return { id, kind: "wind", phones, to: step.to.getTime(), when: formatDateTime(step.to) };
  }
  if (step.kind === "tap") return tapState(view, step, id);
  const { platform, ...phone } = phoneState(view, step);
  return {
    id,
    kind: "say",
    phones,
    ...phone,
    who: step.who,
    where: whereOf(platform, step, view.botName),
    text: lineOf(step.line, view.botName),
    mentionsBot: step.place === "group",
    spoken: step.spoken === true,
  };
}

function tapState(view: View, step: TapStep, id: string): JsonObject {
  const { platform, ...phone } = phoneState(view, step);
  const numbers = step.chosen.map((number) => `${number}号`).join("、");
  return {
    id,
    kind: "tap",
    phones: step.phones.map((each) => phoneState(view, each)),
    ...phone,
    who: step.who,
    where: whereOf(platform, step, view.botName),
    text: `点卡片：${numbers}`,
    key: submitKey,
    chosen: { [voteKey]: step.chosen },
  };
}

/** The step of the script that leads to a moment; undefined if it is no step of that kind. */
export function findWindStep(id: unknown): WindStep | undefined {
  const steps = script.parts.flatMap((part) => part.steps);
  const named = typeof id === "string" ? id : "";
  const extra = /^extra-(\d+)$/.exec(named)?.[1];
  const step = extra === undefined ? steps[Number(named) - 1] : script.extras[Number(extra) - 1];
  return step?.kind === "wind" ? step : undefined;
}

function phoneState({ cast }: View, { who, place }: OpenPhone) {
  const people: readonly CastPerson[] = [...cast.members, cast.liaison];
  const account = people.find(({ name }) => name === who)?.account;
  if (account === undefined) throw new Error(`nobody of the script has an account: ${who}`);
  const { platform, userId } = account;
  const group = cast.groups.find((one) => one.platform === platform);
  const inGroup = group === undefined ? undefined : groupKey(platform, group.externalId);
  const conversation = place === "group" ? inGroup : singleKey(platform, userId);
  return { userId, platform, place, conversation };
}

const groupWords: Readonly<Record<PlatformName, string>> = {
  wecom: "在企业微信群里",
  dingtalk: "在钉钉群里",
};

function whereOf(platform: PlatformName, step: OpenPhone & Step, botName: string): string {
  if (step.place === "group") return groupWords[platform];
  const isSpoken = step.kind === "say" && step.spoken === true;
  return isSpoken ? `单独对${botName}说语音` : `单独对${botName}说`;
}

/** The script calls the bot 小协, once in Traditional characters. */
export function lineOf(line: string, botName: string): string {
  return botName === "小协" ? line : line.replace(/@小[协協]/, `@${botName}`);
}
