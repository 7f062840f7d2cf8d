import { lines, pleaseReply, type Place } from "./phrases.ts";

interface Claimed {
  readonly name: string;
  readonly title: string;
  readonly liaisonName: string;
}

/** Somebody said who they are; the 联络员 is asked. */
export function claimKept(claim: Claimed): string {
  return lines(
    `${claim.name}${claim.title}，您好。`,
    `已请联络员${claim.liaisonName}核对，核对后就可以荐题、附议了。`,
  );
}

interface Question {
  readonly confirmerSalutation: string;
  readonly where: string;
  readonly name: string;
  readonly title: string;
  readonly position: number;
  readonly units: readonly string[];
  /** The person claimed has an account already. */
  readonly hasIdentity: boolean;
  /** Who the account that asks is taken for so far. */
  readonly currentName: string | undefined;
}

export function claimAsked(question: Question): string {
  const { name, title, currentName } = question;
  const position = placeOf(question);
  const units = question.units.length === 0 ? "" : `，${question.units.join("、")}`;
  return lines(
    `${question.confirmerSalutation}，请核对一个人：`,
    `${question.where}有位成员说自己是${name}${position}，${title}${units}。`,
    currentName === undefined ? undefined : `请留意：这个账号现在登记的是${currentName}。`,
    question.hasIdentity ? `请留意：${name}已经登记过一个账号了。` : undefined,
    "",
    "是本人，请回复：是",
    "不是，请回复：不是",
  );
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

/** To the person, after the 联络员 has answered. */
export function claimAnswer(salutation: string, isConfirmed: boolean, place: Place): string {
  return isConfirmed
    ? lines(`${salutation}，身份核对好了。`, `${pleaseReply(place)}，例：荐题 老旧小区充电难`)
    : lines("刚才的姓名没有核对上。", `${pleaseReply(place)}您的姓名，例：我是 张建国`);
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
