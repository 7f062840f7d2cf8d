import type { ErrorParams, UserErrorCode } from "../domain/errors.ts";
import type { Liaison } from "../domain/person.ts";
import { screeningErrors } from "./screening-errors.ts";
import { collectingErrors } from "./collecting-errors.ts";
import { dutyErrors } from "./duty-errors.ts";
import { meetingErrors } from "./meeting-errors.ts";
import { methodErrors } from "./method-errors.ts";
import { minutesErrors } from "./minutes-errors.ts";
import { publicationErrors } from "./publication-errors.ts";
import { resultErrors } from "./result-errors.ts";
import { rulingErrors } from "./ruling-errors.ts";
import { timePollErrors } from "./time-poll-errors.ts";
import { selectionErrors } from "./selection-errors.ts";
import { lines, please, pleaseReply, type Place, pronoun, sayContact } from "./phrases.ts";
import { shorten } from "./shorten.ts";

/** What could not be done, and what to do instead. A code without a sentence does not compile. */
export function explain(
  code: UserErrorCode,
  params: ErrorParams,
  place: Place,
  liaison?: Liaison,
): string {
  return sentences[code](params, place, liaison);
}

/** Whether the sentence sends people to the 联络员 by name. */
export function namesLiaison(code: UserErrorCode): boolean {
  return sendingToLiaison.has(code);
}

const sendingToLiaison: ReadonlySet<UserErrorCode> = new Set(["claimOutsider", "notAllowed"]);

/** The fault was ours: the words are kept with the receipt, and the number finds it in the log. */
export function ourFault(reference: string, liaisonName = "联络员"): string {
  return `刚才没办成，您的话没有丢，请过一分钟再发一次。还不行，请告诉${liaisonName}编号${reference}。`;
}

type Sentence = (params: ErrorParams, place: Place, liaison: Liaison | undefined) => string;

const sentences: Readonly<Record<UserErrorCode, Sentence>> = {
  ...rulingErrors,
  ...resultErrors,
  ...selectionErrors,
  ...meetingErrors,
  ...dutyErrors,
  ...methodErrors,
  ...minutesErrors,
  ...timePollErrors,
  ...screeningErrors,
  ...collectingErrors,
  ...publicationErrors,
  claimNoRoster: () => "名单还没有录入，暂时没法核对。请联络员单独找我，回复：名单",
  claimNotOnRoster: ({ name }, place) =>
    lines(
      `名单里没有找到「${shorten(`${name}`, 20)}」。`,
      `姓名要和名单上的一致，${pleaseReply(place)}，例：我是 张建国`,
      "名单上还没有您的，请找联络员补上。",
    ),
  claimOftenToday: ({ max }) =>
    `今天已经说过${max}次姓名了，这次没有记。请等联络员核对，或者直接打电话给联络员。`,
  claimOutsider: (_, __, liaison) =>
    liaison === undefined
      ? "您不在本单位通讯录里，我没法登记。请找工作人员替您办。"
      : `您不在本单位通讯录里，请找${sayContact(liaison)}，${pronoun(liaison.gender)}可以替您办。`,
  claimsWaiting: () =>
    "等着核对的人太多，这次没有记。请过一天再说一次姓名，或者直接打电话给联络员。",
  claimTwins: ({ name, units, said }, place) =>
    `名单里有几位${name}。请补上片区，${pleaseReply(place)}，例：${said} ${name} ${units}`,
  digestHourQuiet: (_, place) =>
    `一周小结请定在上午9:00到晚上8:00之间，${pleaseReply(place)}，例：周报 设置 周五 下午4点`,
  digestNothingHeld: (_, place) =>
    `没有停下来的一周小结，或者已经过了时间。看这一周的数字，${pleaseReply(place)}：周报`,
  digestNothingToHold: (_, place) =>
    `这一周没有等着发的一周小结。看这一周的数字，${pleaseReply(place)}：周报`,
  digestTimeUnclear: (_, place) =>
    `没听明白每周什么时候发，还没有定。${pleaseReply(place)}，例：周报 设置 周五 下午4点`,
  deliveryNotFound: ({ count }, place) =>
    Number(count) === 0
      ? "没有这一条，我最近没有主动说过话。"
      : `没有这一条，最近只有${count}条。要看有哪些，${pleaseReply(place)}：送达情况`,
  deliveryPrivate: () => "那一条是单独说给本人的，内容只给本人看。要紧的话请打电话问一声。",
  forwardNothing: (_, place) =>
    `我在这里还没有主动说过话。要记哪件议题转发了，${pleaseReply(place)}，例：已转发 7 微信群`,
  forwardPlaceTooLong: ({ max }, place) =>
    `转发到哪里最多${max}字，还没有记。${pleaseReply(place)}，例：已转发 7 微信群`,
  eraseAsked: ({ number, name }) =>
    lines(
      `${name}已经请求删除${number}号，正等人确认。`,
      `您同意，请回复：确认删除 ${number}`,
      `不同意，请回复：不删除 ${number}`,
    ),
  eraseNobodyElse: () =>
    lines(
      "还没有记：删除要两个人，现在没有第二个人可以确认。",
      "请先请另一位联络员或管理员报到，例：我是 周敏，再说一遍。",
    ),
  eraseNotAsked: ({ number }) =>
    `没有人请求删除${number}号，或者已过了期。要删除，请回复，例：删除 ${number} 含有个人信息`,
  eraseOwn: ({ number }) =>
    lines(
      `${number}号是您自己请求删除的，要由另一位联络员或管理员确认。`,
      `不想删了，请回复：不删除 ${number}`,
    ),
  eraseReasonTooLong: ({ max }) => `理由最多${max}字，还没有记。请说短一点，例：含有个人信息`,
  groupOnly: ({ name }) => `「${name}」要在群里用。请到工作群里@我，再说一遍。`,
  groupUnregistered: () => "这个群还没有登记到哪个联络站。请联络员单独找我，回复：登记群。",
  identityUnknown: (_, place) => `还不知道您是哪位，${pleaseReply(place)}姓名，例：我是 张建国`,
  messageTooLong: ({ max }) => `这段话太长了，我没有记。请缩短到${max}字以内，或者分几次说。`,
  noTenant: () =>
    "这里还没有开通。请管理员单独找我，回复开通码和单位名，例：开通 开通码 青禾县政协",
  nobodyToConfirm: () => "还没有联络员可以核对。请管理员先把联络员录进名单，单独找我，回复：名单",
  noVoiceGroup: (_, place) =>
    lines(
      "还没有记：到时候我在这个群里说不了话。",
      `请群主把消息推送的地址单独发给我登记，或者${pleaseReply(place)}“提醒我”，我单独提醒您。`,
    ),
  noVoiceSingle: () =>
    lines(
      "还没有记：到时候我没法单独找到您。",
      "请管理员配置自建应用；一小时以内的提醒可以，例：提醒 30分钟后 交材料",
    ),
  notAllowed: ({ name, who, right }, place, liaison) =>
    `${name}由${who}来做。${insteads[right ?? ""]?.(place) ?? offerRelay(place, liaison)}`,
  printNothing: ({ name }) => `现在还没有内容可以打印。有了再说一遍，例：打印 ${name}`,
  printUnknown: ({ names }) =>
    `没听明白要打印什么。能打印的有：${names}。请回复，例：打印 议题清单`,
  proxyNotOnRoster: ({ name }) =>
    lines(
      `名单里没有找到「${shorten(`${name}`, 20)}」，都还没有记。`,
      "姓名要和名单上的一致，几位之间空一格，再说一遍就行。",
    ),
  proxyOnePerson: (_, place) =>
    `一件议题只有一位荐题人，还没有记。${pleaseReply(place)}，例：代荐 韦德福 村里没有班车 电话`,
  proxySelf: ({ name }, place) =>
    `您自己的直接说就行，不用代录，还没有记。${pleaseReply(place)}：${name}`,
  proxyTooMany: ({ max }) => `一次最多代录${max}人，都还没有记。请分几次说。`,
  pushAddressInGroup: () =>
    "推送地址不要发在群里，我没有记。请把刚才那条撤回，再单独发给我，例：登记群 推送 https://……",
  pushAddressWrong: () =>
    "这不是消息推送的地址。请在群的消息推送设置里复制完整的地址，例：登记群 推送 https://……",
  reminderNotFound: ({ number }, place) =>
    `您没有编号${number}的提醒。要看有哪些，${pleaseReply(place)}：我的提醒`,
  reminderPast: ({ time }, place) =>
    `${time}已经过了，还没有记。${pleaseReply(place)}一个以后的时间，例：提醒 明天上午9点 交材料`,
  reminderNoSuchDay: (_, place) =>
    `没有这个日子，还没有记。请再说一个日子，${please(place)}，例：提醒 2月27日下午3点 开会`,
  reminderNoSuchTime: (_, place) =>
    `没有这个时间，还没有记。请再说一个时间，${please(place)}，例：提醒 明天下午3点 开会`,
  reminderTooFar: ({ days }) => `最远能记${days}天以内的事，这次还没有记。请说近一点的时间。`,
  reminderTooMany: ({ max }, place) =>
    `您已有${max}条提醒，记不下了。${pleaseReply(place)}“我的提醒”看看，不用的可以取消。`,
  reminderWordsEmpty: (_, place) =>
    `提醒什么事？请连时间一起说，${please(place)}，例：提醒 30分钟后 交材料`,
  reminderWordsTooLong: ({ max }) => `提醒的内容最多${max}字，这次还没有记。请说短一点。`,
  rosterEmpty: (_, place) =>
    lines(
      "没有看到名单。请先发“名单”两个字，下面一行一个人：姓名 职务 片区 界别",
      `${pleaseReply(place)}，例：`,
      "名单",
      "张建国 委员 城南片区 工会界",
    ),
  rosterLastLiaison: ({ name }) =>
    lines(
      `名单没有录：${name}的职务一改，就没有人能核对身份了。`,
      `请先请另一位联络员报到、核对，再改；或者把${name}的职务写成联络员，再发一遍。`,
    ),
  setupDone: () => "这里已经开通过了，开通码只能用一次。请直接说：帮助",
  setupLocked: () => "开通码已经错了五次，先停用了。请在服务器上运行：npm run xiaoxie -- unlock",
  setupUsage: () => "请把开通码和单位名写在一句里发给我，例：开通 开通码 青禾县政协",
  setupWrongCode: ({ left }) => `开通码不对，还可以试${left}次。请到服务器的启动信息里核对后再发。`,
  singleOnly: ({ name }) => `为了稳妥，「${name}」请单独找我办：点我的头像，直接发给我就行。`,
  tellingTooLong: ({ max }) => `要转告的话最多${max}字，还没有转告。请说要点，细节可以打电话说。`,
  tellingsToday: ({ max }) =>
    `今天已经替您转告过${max}次，这次没有转告。急事请直接打电话给联络员。`,
  topicCategoryTooLong: ({ max }) => `类别最多${max}字，还没有记。请说短一点，例：类别：道路交通`,
  topicDetailTooLong: ({ max }) => `说明最多${max}字，还没有记。请写要点，细节可以开会时再说。`,
  topicErased: ({ number }, place) =>
    `${number}号已依规删除，只留编号，不能再办了。看看其他议题，${pleaseReply(place)}：议题`,
  topicNotEndorsed: ({ number }, place) =>
    `您没有附议过${number}号。想附议，${pleaseReply(place)}：附议 ${number}`,
  topicNotFound: ({ number }, place) =>
    `没有找到${number}号议题。看看有哪些，${pleaseReply(place)}：议题`,
  topicNotYours: ({ number }) => `${number}号不是您荐的，要改请找荐题的委员或联络员。`,
  topicOwnEndorsement: ({ number }) => `${number}号是您自己荐的，不用再附议。`,
  topicReviseNothing: ({ number }, place) =>
    `要把${number}号改成什么？${pleaseReply(place)}，例：修改 ${number} 老旧小区加装充电桩`,
  topicTitleEmpty: (_, place) =>
    `还没有看到议题的题目。${pleaseReply(place)}，例：荐题 老旧小区充电难`,
  topicTitleTooLong: ({ max }, place) =>
    lines(
      `题目最多${max}字，还没有记。请把题目说短，其余写在下一行“说明：”后面，${please(place)}，例：`,
      "荐题 老旧小区充电难",
      "说明：幸福里小区312户，只有8个充电口",
    ),
  topicWithdrawEndorsed: ({ number, count }) =>
    `${number}号已有${count}人附议，不能直接撤回了。请找联络员商量。`,
  topicWithdrawn: ({ number, by }, place) =>
    `${number}号已经${by}撤回。看看其他议题，${pleaseReply(place)}：议题`,
  unitNotFound: ({ name, names }, place) =>
    `没有找到「${name}」。现有：${names}。${pleaseReply(place)}，例：登记群 城南片区`,
  unitNameTooLong: ({ max }) => `单位名最多${max}字。请用简称，例：开通 开通码 青禾县政协`,
};

/** What to do instead of a thing that is somebody else's to do. */
const insteads: Readonly<Record<string, (place: Place) => string>> = {
  "see-delivery": () => "您自己的，请单独找我回复：送达情况",
  "register-group": (place) => `请联络员在${place === "group" ? "这个" : ""}群里@我说：登记群`,
  "remind-everyone": (place) => `提醒您自己可以，${pleaseReply(place)}，例：提醒 30分钟后 交材料`,
};

/** 转告 passes on what was wanted, word for word. */
function offerRelay(place: Place, liaison: Liaison | undefined): string {
  if (liaison === undefined) return "有需要请找联络员。";
  return `需要的话我替您转告${liaison.salutation}，${pleaseReply(place)}：转告。`;
}
