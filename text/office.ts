import { digestOffer } from "./digest.ts";
import { noSecretsHere } from "./fixed.ts";
import { limits } from "../domain/limits.ts";
import type { RosterFault } from "../domain/roster.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";

/** 开通, 登记群 and 名单: what the office says to set itself up. */
export function tenantOpened(tenantName: string): string {
  return lines(
    `${tenantName}开通好了，您是管理员。`,
    "",
    "接下来三步：",
    "1、把名单发给我，单独回复：名单（下面一行一个人）",
    "2、把我拉进工作群，在群里@我：登记群",
    "3、请大家在群里@我说：你好",
    "",
    "现在就可以荐题，例：荐题 老旧小区充电难",
    noSecretsHere,
  );
}

interface Registered {
  readonly title: string;
  readonly unitName: string;
  readonly canSpeak: boolean;
  /** It was not registered before. */
  readonly isNew: boolean;
}

export function groupRegistered(group: Registered, place: Place): string {
  const which = place === "group" ? "这个群" : `「${group.title}」`;
  return lines(
    `${which}登记到${group.unitName}了。`,
    "",
    "请把下面这段放进群公告：",
    "本群有会务助手小协。荐题、看议题，请@小协说“你好”。没有@的话它听不到。",
    "涉密和内部事项，请不要在群里说。",
    "",
    group.canSpeak
      ? "到时间我会在群里提醒大家。"
      : `我在这个群里还不能主动说话。请群主复制消息推送的地址，单独发给我，例：登记群 推送 https://……`,
    group.canSpeak ? undefined : `看其他用法，${pleaseReply(place)}：帮助`,
    group.isNew ? digestOffer : undefined,
  );
}

export function whichUnit(names: readonly string[], place: Place): string {
  const example = `例：登记群 ${names[0] ?? "城南片区"}`;
  return `这个群属于哪个单位？${pleaseReply(place)}单位名，${example}。现有：${names.join("、")}`;
}

/** Where the platform does not tell a group's name. */
export function whichTitle(place: Place): string {
  return `这个群叫什么名字？${pleaseReply(place)}群名，例：城南片区协商工作群。`;
}

export function whichOpenGroup(titles: readonly string[]): string {
  return lines(
    "要登记哪个群？请回复群前面的数：",
    ...titles.slice(0, GROUPS_SHOWN_MAX).map((title, index) => `${index + 1}　${title}`),
  );
}

export function noOpenGroup(): string {
  return "我认得的群都登记过了。新的群，请先在群里@我说一句“你好”，再单独找我，回复：登记群";
}

const GROUPS_SHOWN_MAX = 10;

export function whichGroup(titles: readonly string[]): string {
  return lines(
    "这个推送地址是哪个群的？请回复群前面的数：",
    ...titles.slice(0, GROUPS_SHOWN_MAX).map((title, index) => `${index + 1}　${title}`),
  );
}

export function pushAddressKept(title: string): string {
  return `记好了，以后我可以在「${title}」里主动提醒。这个地址我加密保存，请您也不要再转发。`;
}

export function noGroupYet(): string {
  return "还没有认识的群。请先在群里@我说一句“登记群”，再把推送地址发给我。";
}

interface RosterPreview {
  readonly added: number;
  readonly updated: number;
  readonly isWhole: boolean;
  readonly absent: number;
  readonly roleChanges: readonly { name: string; from: string; to: string }[];
  /** New people of a name that the roster has already. */
  readonly namesakes: readonly string[];
  readonly faults: readonly RosterFault[];
  readonly first: readonly string[];
}

/** The dry run: what would be done, and what is wrong on which line. */
export function rosterPreview(preview: RosterPreview): string {
  const { added, updated, faults } = preview;
  const shown = faults.slice(0, FAULTS_SHOWN_MAX);
  const total = added + updated;
  return lines(
    `看过了，还没有录入：新增${added}人，更新${updated}人，有问题${faults.length}行。`,
    total === 0 ? undefined : `前几位：${preview.first.join("、")}。${orderOf(preview)}`,
    roleChangesOf(preview),
    preview.namesakes.length === 0
      ? undefined
      : `名单上已有${sayFirst(preview.namesakes)}，片区不同，按另一位同名的新增。`,
    ...shown.map(rosterFault),
    faults.length > shown.length
      ? `还有${faults.length - shown.length}行有问题，先改这些。`
      : undefined,
    "",
    total === 0
      ? "请改好后再发一遍“名单”。"
      : faults.length === 0
        ? "没有问题的话，请回复：确认"
        : "只录没有问题的，请回复：确认。也可以改好后整个再发一遍。",
  );
}

function orderOf({ isWhole, absent }: RosterPreview): string {
  if (isWhole) return "顺序按您发的，以后名单都照这个排。";
  const others = absent === 0 ? "" : `名单上另外${absent}人不变。`;
  return `${others}原来的顺序不动，新增的排在最后。要重排，请把所有人一起发。`;
}

function roleChangesOf({ roleChanges }: RosterPreview): string | undefined {
  const said = roleChanges.map(({ name, from, to }) => `${name}由${from}改为${to}`);
  return said.length === 0 ? undefined : `能办的事会变：${sayFirst(said)}。`;
}

function sayFirst(all: readonly string[]): string {
  const more = all.length > 3 ? `等${all.length}人` : "";
  return `${all.slice(0, 3).join("、")}${more}`;
}

export function rosterImported(added: number, updated: number): string {
  return lines(
    `名单录好了：新增${added}人，更新${updated}人。`,
    "请大家在群里@我说一句“我是 姓名”，您核对后就认得了。",
  );
}

export function rosterHelp(): string {
  return lines(
    "请先发“名单”两个字，下面一行一个人，照办公室的顺序：",
    "姓名 职务 片区 界别 手机（手机可不写）",
    "",
    "例：",
    "名单",
    "张建国 委员 城南片区 工会界",
    "李梅 委员 城南片区 教育界",
  );
}

interface Listed {
  readonly total: number;
  /** Of whom an account is known. */
  readonly confirmed: number;
  /** Whom the bot can speak to alone, by its own motion. */
  readonly reachable: number;
  readonly people: readonly string[];
}

export function rosterList(roster: Listed): string {
  const shown = roster.people.slice(0, PEOPLE_SHOWN_MAX);
  return lines(
    `名单共${roster.total}人，已核对${roster.confirmed}人（顺序是办公室的顺序）`,
    `能单独提醒 ${roster.reachable}/${roster.total}${roster.reachable === roster.total ? "" : "，其余的请打电话"}。`,
    shown.join("、"),
    roster.total > shown.length ? `后面还有${roster.total - shown.length}人。` : undefined,
    "",
    "要更新，请把“名单”和新的内容一起发给我。",
  );
}

/** What is wrong with a line of a pasted list. */
function rosterFault(fault: RosterFault): string {
  const what = {
    noName: `没有看出姓名：${fault.text}`,
    tooLong: `太长了：${fault.text}`,
    badPhone: `手机号不对：${fault.text}`,
    twice: `和第${fault.firstLine ?? 1}行是同一个人：${fault.text}`,
    tooManyColumns: `多了一项：${fault.text}`,
    tooManyLines: `一次最多${limits.rosterLinesMax}人，从这行起请分次发`,
  }[fault.code];
  return `第${fault.line}行${what}`;
}

const FAULTS_SHOWN_MAX = 6;
const PEOPLE_SHOWN_MAX = 60;
