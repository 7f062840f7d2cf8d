import { lines, pleaseReply, type Place } from "./phrases.ts";

interface Kept {
  /** 「老旧小区充电难」; undefined = the wish has no name of its own. */
  readonly called: string | undefined;
  /** The sender has said who they are, and waits. */
  readonly isWaiting: boolean;
  readonly liaisonName: string | undefined;
}

/** What somebody unknown wants is kept; they are asked who they are. */
export function pendingKept(kept: Kept, place: Place): string {
  const { called, isWaiting, liaisonName } = kept;
  const first = called === undefined ? undefined : `${called}先替您记下了。`;
  if (isWaiting) {
    const then = `联络员${liaisonName ?? ""}核对好以后自动办，不用再发一遍。`;
    return lines(first ?? "您刚才说的已先记下。", then);
  }
  if (first === undefined) {
    return `还不知道您是哪位，${pleaseReply(place)}姓名，例：我是 张建国。您刚才说的已先记下。`;
  }
  return lines(
    first,
    "",
    `第一次见面，还不知道您是哪位。${pleaseReply(place)}姓名，例：`,
    "我是 张建国",
    "",
    "核对好以后自动登记，不用再发一遍。",
  );
}

/** As much is kept already as there may be. */
export function pendingFull(place: Place): string {
  return `还不知道您是哪位，${pleaseReply(place)}姓名，例：我是 张建国。这一句没有记，请核对以后再说。`;
}

/** Carried out later, and then there was no sense to be made of it. */
export function keptNotUnderstood(words: string | undefined, place: Place): string {
  const said = words === undefined ? "您先前说的一句" : `您先前说的「${excerpt(words)}」`;
  return `${said}，我没听明白。要荐题，${pleaseReply(place)}，例：荐题 老旧小区充电难`;
}

interface Claimed {
  readonly name: string;
  readonly title: string;
  readonly liaisonName: string;
  /** What is kept of the sender: topics, and other things. */
  readonly keptTopics: number;
  readonly keptOthers: number;
}

/** Somebody said who they are; the 联络员 is asked. */
export function claimKept(claim: Claimed): string {
  return lines(
    `${claim.name}${claim.title}，您好。`,
    `已请联络员${claim.liaisonName}核对，核对后${afterClaim(claim)}。`,
  );
}

function afterClaim({ keptTopics, keptOthers }: Claimed): string {
  if (keptTopics + keptOthers === 0) return "就可以荐题、附议了";
  if (keptTopics === 0) return "您先前说的就办";
  const topics = `${keptTopics === 1 ? "这" : `这${keptTopics}`}件荐题就登记到您名下`;
  return keptOthers === 0 ? topics : `${topics}，您说的别的也一起办`;
}

interface Question {
  readonly confirmerSalutation: string;
  readonly where: string;
  readonly name: string;
  readonly title: string;
  readonly position: number;
  readonly residence: string | undefined;
  readonly units: readonly string[];
  /** The person claimed has an account already. */
  readonly hasIdentity: boolean;
  /** Who the account that asks is taken for so far. */
  readonly currentName: string | undefined;
}

export function claimAsked(question: Question): string {
  const { name, currentName } = question;
  return lines(
    `${question.confirmerSalutation}您好，请核对一个人：`,
    `${question.where}有位成员说自己是${name}${placeOf(question)}，${describe(question)}。`,
    currentName === undefined ? undefined : `请留意：这个账号现在登记的是${currentName}。`,
    question.hasIdentity ? `请留意：${name}已经登记过一个账号了。` : undefined,
    "",
    "是本人，请回复：是",
    "不是，请回复：不是",
  );
}

/** 城区委员; where the office does not count 城区 and 乡镇 apart, the units tell who it is. */
function describe({ title, residence, units }: Question): string {
  if (residence !== undefined && title === "委员") return `${residence}${title}`;
  return [title, units.join("、")].filter((part) => part !== "").join("，");
}

/** Told instead of the question when another one waits for its answer. */
export function claimWaits(count: number): string {
  return count > 1
    ? `又有一位在等您核对，现在共${count}位，请回复：核对`
    : "有一位在等您核对，请回复：核对";
}

export function claimGone(): string {
  return "刚才那一位不用核对了：已经改了姓名，或者已由别人核对。";
}

/** The claim still waits; only the question is put aside. */
export function claimLeft(): string {
  return "好的，先不核对。要核对时，请回复：核对";
}

export function claimDecided(name: string, isConfirmed: boolean): string {
  return isConfirmed ? `好的，${name}登记好了。` : `好的，没有登记。请那位成员再说一次姓名。`;
}

export function claimNone(): string {
  return "现在没有要核对的人。";
}

/** To the person, once the 联络员 has said yes, with what came of what was kept. */
export function claimConfirmed(
  salutation: string,
  carriedOut: readonly string[],
  place: Place,
): string {
  const next = `${pleaseReply(place)}，例：荐题 老旧小区充电难`;
  return lines(`${salutation}，身份核对好了。`, ...(carriedOut.length === 0 ? [next] : carriedOut));
}

/** The 联络员 has said no. */
export function claimRefused(hasKept: boolean, place: Place): string {
  return lines(
    "刚才的姓名没有核对上。",
    `${pleaseReply(place)}您的姓名，例：我是 张建国`,
    hasKept ? "先前说的还替您记着，不用再发一遍。" : undefined,
  );
}

interface Linked {
  readonly name: string;
  readonly accounts: number;
}

/** 更正身份 of somebody else: asked before it is done. */
export function unlinkAsked({ name, accounts }: Linked): string {
  return lines(
    `${name}现在登记了${accounts}个账号。`,
    "登记错了要解除，请回复：确认",
    "解除以后请本人再说一次姓名，您再核对；已经荐的题、附的议都还在。",
  );
}

export function unlinked(name: string): string {
  return lines(
    `${name}的账号解除了。`,
    `请本人再说一次姓名，例：我是 ${name}。核对的问题会再发给您。`,
  );
}

export function notLinked(name: string): string {
  return `${name}还没有登记账号，不用解除。请本人说一次姓名，例：我是 ${name}`;
}

export function alreadyKnown(name: string, salutation: string): string {
  return `${salutation}，您已经登记为${name}，不用再说一遍。`;
}

interface Self {
  readonly name: string;
  readonly title: string;
  readonly salutation: string;
  readonly units: readonly string[];
  readonly roles: readonly string[];
  readonly position: number;
}

export function whoYouAre(self: Self): string {
  return lines(
    `您是${self.name}，${self.title}${placeOf(self)}。`,
    self.units.length === 0 ? undefined : `所在：${self.units.join("、")}`,
    self.roles.length === 0 ? undefined : `能办：${self.roles.join("、")}的事`,
    `我称呼您“${self.salutation}”。不合适请告诉联络员。`,
  );
}

/** Whoever opened the office stands outside its order until the roster gives them a place. */
function placeOf({ position }: { readonly position: number }): string {
  return position === 0 ? "" : `，名单第${position}位`;
}

/** Enough of somebody's words to know them again. */
function excerpt(words: string): string {
  const characters = Array.from(words.replaceAll(/\s+/g, " ").trim());
  return characters.length > EXCERPT_CHARS
    ? `${characters.slice(0, EXCERPT_CHARS).join("")}…`
    : characters.join("");
}

const EXCERPT_CHARS = 20;
