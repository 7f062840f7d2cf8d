import type { Method, Standing } from "../domain/method.ts";
import { formatDate } from "../domain/time.ts";
import { methodExample } from "./method-errors.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";

/** 四步工作法, the one that is offered. */
export const offeredMethod: Method = {
  name: "四步工作法",
  steps: ["网格巡查听民意", "调查研究定议题", "民主协商议民事", "多方共治抓管理"],
};

export const methodQuestions = {
  number: "请告诉我是几号议题",
  move: "请告诉我走到哪一步",
  words: "请写出工作法的名称和每一步",
} as const;

interface Reader {
  readonly isStaff: boolean;
  readonly place: Place;
}

function sayUnit(said: string): string {
  return said === "" ? "" : ` 单位：${said}`;
}

/** 工作法. @param from the unit above whose it is; undefined = its own */
export function methodShown(
  unitName: string,
  method: Method,
  { from, isStaff, place }: Reader & { readonly from: string | undefined },
): string {
  const whose = from === undefined ? `${unitName}的工作法` : `${unitName}用${from}的工作法`;
  return lines(
    `${whose}：${method.name}`,
    ...numbered(method),
    "",
    `看一件议题到了哪一步，${pleaseReply(place)}，例：工作法 7号`,
    isStaff ? `要改，${pleaseReply(place)}，例：${methodExample}` : undefined,
    isStaff && from === undefined
      ? `不用了，${pleaseReply(place)}：工作法 停用${sayUnit(unitName)}`
      : undefined,
  );
}

/** @param unitName in whose place it would be set */
export function methodOffered(unitName: string, { isStaff, place }: Reader): string {
  const { name, steps } = offeredMethod;
  return lines(
    `${unitName}还没有自己的工作法。可以用现成的${name}：`,
    ...steps.map((step, index) => `${index + 1}、${step}`),
    "",
    isStaff
      ? `要用，${pleaseReply(place)}：工作法 采用 ${name}${sayUnit(unitName)}`
      : "用不用、怎么走，由组长或联络员来定。",
    isStaff ? `自己写，${pleaseReply(place)}，例：${methodExample}` : undefined,
  );
}

function numbered({ steps }: Method): readonly string[] {
  return steps.map((step, index) => `${index + 1}、${step}`);
}

/** @param before the unit's own until now */
export function methodAsked(
  unitName: string,
  method: Method,
  { before, place }: { readonly before: Method | undefined; readonly place: Place },
): string {
  return lines(
    `${unitName}的工作法写成这样，还没有改：`,
    method.name,
    ...numbered(method),
    before === undefined
      ? undefined
      : `原来的${before.name}不再用。议题走到的那一步新的里也有，就接着走；没有的，从第1步算起。`,
    `要用，${pleaseReply(place)}：确认　　不用，${pleaseReply(place)}：取消`,
  );
}

export function methodKept(unitName: string, { name, steps }: Method, place: Place): string {
  return lines(
    `${unitName}的工作法定为${name}，共${steps.length}步，议题里都写到了哪一步。`,
    `往下走一步，${pleaseReply(place)}，例：工作法 7号 下一步`,
  );
}

/** @param above what goes for the unit then */
export function methodStopAsked(
  unitName: string,
  { name }: Method,
  { above, place }: { readonly above: string | undefined; readonly place: Place },
): string {
  return lines(
    `要停用${unitName}的${name}，还没有停。停用后${sayAfter(above)}。走到了哪一步都留着，再用时接着走。`,
    `要停，${pleaseReply(place)}：确认　　不停，${pleaseReply(place)}：取消`,
  );
}

export function methodStopped(
  unitName: string,
  { name }: Method,
  above: string | undefined,
): string {
  return `${unitName}的${name}停用了，${sayAfter(above)}。`;
}

function sayAfter(above: string | undefined): string {
  return above === undefined ? "议题里不再写走到哪一步" : `按上一级的${above}走`;
}

interface Walked {
  readonly method: Method;
  readonly standing: Standing;
}

/** 四步工作法：第2步，调查研究定议题 */
export function methodLine({ method, standing }: Walked): string {
  const { position, isRestarted } = standing;
  const step = method.steps[position - 1] ?? "";
  const again = isRestarted ? "（工作法改过，从第1步算起）" : "";
  return `${method.name}：第${position}步，${step}${again}`;
}

interface TopicWalked extends Walked {
  /** 7 */
  readonly number: string;
  readonly title: string;
  readonly moved: { readonly byName: string; readonly at: Date } | undefined;
}

/** 工作法 7号 */
export function topicMethodShown(
  { number, title, method, standing, moved }: TopicWalked,
  { now, isStaff, place }: Reader & { readonly now: Date },
): string {
  const { position, isRestarted } = standing;
  const isLast = position === method.steps.length;
  const noted =
    moved === undefined || isRestarted ? "" : `，${moved.byName}${formatDate(moved.at, now)}记`;
  return lines(
    `${number}号「${title}」，${method.name}第${position}步`,
    ...method.steps.map((step, index) => {
      const mark = index + 1 < position ? "（走过了）" : "";
      return `${index + 1}、${step}${index + 1 === position ? `（现在这一步${noted}）` : mark}`;
    }),
    isRestarted ? "原来走到的那一步新的工作法里没有，从第1步算起。" : undefined,
    isStaff ? "" : undefined,
    isStaff && !isLast ? `往下走，${pleaseReply(place)}：工作法 ${number}号 下一步` : undefined,
    isStaff && isLast ? `记错了，${pleaseReply(place)}：工作法 ${number}号 上一步` : undefined,
  );
}

/** @param number 7 */
export function topicMethodNone(number: string, { isStaff, place }: Reader): string {
  const more = isStaff
    ? `要用现成的，${pleaseReply(place)}：工作法 采用 ${offeredMethod.name}`
    : "用不用由组长或联络员来定。";
  return `${number}号议题所在的单位还没有工作法。${more}`;
}

interface Moved extends Walked {
  readonly number: string;
  /** The position before. */
  readonly from: number;
  /** It stood there before. */
  readonly isSame: boolean;
}

export function stepMoved(moved: Moved, place: Place): string {
  const { number, method, standing, from, isSame } = moved;
  const { position } = standing;
  const next = method.steps[position];
  return lines(
    isSame
      ? `${number}号议题本来就在第${position}步，${method.steps[position - 1] ?? ""}，没有改动。`
      : `${number}号议题到了${method.name}第${position}步，${method.steps[position - 1] ?? ""}。`,
    next === undefined ? "这是最后一步。" : `下一步：${next}`,
    isSame || from === position
      ? undefined
      : `记错了，${pleaseReply(place)}：工作法 ${number}号 第${from}步`,
  );
}
