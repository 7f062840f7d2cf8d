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
  readonly liaisonSalutation: string;
  readonly where: string;
  readonly name: string;
  readonly title: string;
  readonly position: number;
  readonly units: readonly string[];
}

export function claimQuestion(question: Question): string {
  const { name, title, position } = question;
  const units = question.units.length === 0 ? "" : `，${question.units.join("、")}`;
  return lines(
    `${question.liaisonSalutation}，请核对一个人：`,
    `${question.where}有位成员说自己是${name}，名单第${position}位，${title}${units}。`,
    "",
    "是本人，请回复：是",
    "不是，请回复：不是",
  );
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
    `您是${self.name}，${self.title}，名单第${self.position}位。`,
    self.units.length === 0 ? undefined : `所在：${self.units.join("、")}`,
    self.roles.length === 0 ? undefined : `能办：${self.roles.join("、")}的事`,
    `我称呼您“${self.salutation}”。不合适请告诉联络员。`,
  );
}
