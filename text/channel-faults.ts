import type { ChannelFault } from "../domain/errors.ts";
import { sayPlace, type SaidPlace } from "./delivery-place.ts";
import { lines } from "./phrases.ts";

interface Advice {
  /** After 没送到，. */
  readonly said: string;
  /** What to do; `adminSite` is where administrators of that platform work. */
  readonly remedy: (adminSite: string, detail: string | undefined) => string;
}

const goOnInNewGroup = "有了新群，请把小协加进去，再在新群里@小协说：登记群 城南片区";

const advices: Readonly<Record<ChannelFault, Advice>> = {
  secret: {
    said: "小协的应用凭证对不上",
    remedy: (adminSite) =>
      `请管理员登录${adminSite}，打开小协这个应用，把应用凭证（密钥）重新抄一遍，交给运维人员填到小协的设置里。`,
  },
  scope: {
    said: "这个人不在应用的可见范围里",
    remedy: (adminSite) =>
      `请管理员登录${adminSite}，打开小协这个应用，点“可见范围”，把这个人或他的部门加上。`,
  },
  trustedAddress: {
    said: "平台还不认小协的服务器地址",
    remedy: (adminSite, detail) =>
      `请管理员登录${adminSite}，打开小协这个应用，在可信地址（出口地址）里加上${detail ?? "小协服务器的公网地址"}。`,
  },
  permission: {
    said: "应用还没有发消息的权限",
    remedy: (adminSite) =>
      `请管理员登录${adminSite}，打开小协这个应用，点“权限管理”，开通机器人发消息的权限，保存后发布。`,
  },
  disabled: {
    said: "小协的机器人停用了",
    remedy: (adminSite) =>
      `请管理员登录${adminSite}，打开小协这个应用，点“启用”。群里的机器人被移出的，请群主在群设置里重新添加。`,
  },
  notInGroup: {
    said: "小协不在这个群里",
    remedy: () => "请群主打开群设置，点“群机器人”，把小协重新加进来。",
  },
  groupGone: {
    said: "这个群已经解散了",
    remedy: () => goOnInNewGroup,
  },
  pushAddress: {
    said: "群的推送地址用不了了",
    remedy: () =>
      "请群主打开群设置，点“消息推送”，重新添加一个，把新地址复制下来。再单独发给我，例：登记群 推送 https://……",
  },
  tooLong: { said: "内容太长，平台不收", remedy: () => "请把内容分成几条，短一些再发。" },
  content: { said: "平台不收这段内容", remedy: () => "请换个说法再发，链接、敏感的词尽量不用。" },
  quota: {
    said: "平台本月的用量用完了",
    remedy: (adminSite) =>
      `下月1日恢复。等不及的，请管理员登录${adminSite}，打开“用量”（套餐），看一看要不要加购。`,
  },
  unknown: {
    said: "平台没有收下",
    remedy: () => "请运维人员看一看小协的运行日志；要紧的话，请先打电话说一声。",
  },
};

/** What is wrong, to stand after 没送到，. */
export function sayFault(fault: ChannelFault): string {
  return advices[fault].said;
}

/**
 * What to do about it, in a sentence.
 * @param platform what people call it, if it is known
 * @param detail what the platform told: the address to be trusted
 */
export function sayRemedy(fault: ChannelFault, platform?: string, detail?: string): string {
  return advices[fault].remedy(adminSiteOf(platform), detail);
}

interface FaultNotice {
  readonly salutation: string;
  /** What people call the platform. */
  readonly platform: string | undefined;
  readonly place: SaidPlace | undefined;
  readonly fault: ChannelFault;
  readonly detail: string | undefined;
}

/** To the 联络员, in 1:1. */
export function faultNotice(notice: FaultNotice): string {
  const { salutation, platform, place, fault, detail } = notice;
  const { said, remedy } = advices[fault];
  const where = place === undefined ? "" : `（${sayPlace(place)}）`;
  return lines(
    `${salutation}您好，我在${platform ?? "群里"}有话没送到${where}：${said}。`,
    remedy(adminSiteOf(platform), detail),
    "",
    "看哪些没送到，请回复：送达情况",
  );
}

interface GroupGoneNotice {
  readonly salutation: string;
  readonly title: string | undefined;
  /** How many messages were waiting for it. */
  readonly unsaid: number;
}

/** To the 联络员, in 1:1. */
export function groupGoneNotice({ salutation, title, unsaid }: GroupGoneNotice): string {
  const group = title === undefined ? "有一个工作群" : `「${title}」群`;
  return lines(
    `${salutation}您好，${group}解散了，我在那里说不了话了。以前的记录都还在。`,
    ...(unsaid === 0 ? [] : [`还有${unsaid}条没来得及说，看是哪些，请回复：送达情况`]),
    goOnInNewGroup,
  );
}

interface QuotaNotice {
  readonly salutation: string;
  readonly platform: string | undefined;
  readonly key: "api" | "push";
  readonly percent: number;
  readonly count: number;
  readonly max: number;
}

/** To the 联络员, in 1:1, while there is still something left. */
export function quotaNotice(notice: QuotaNotice): string {
  const { salutation, platform, key, percent, count, max } = notice;
  const what = key === "api" ? "接口调用" : "群消息推送";
  return lines(
    `${salutation}您好，我在${platform ?? "平台"}本月的${what}用到了${percent}%：${count}次，每月${max}次。`,
    "用完以后，我在那边就说不出话了，下月1日恢复。",
    `请管理员登录${adminSiteOf(platform)}，打开“用量”（套餐），看一看要不要加购；不要紧的提醒可以先少设一些。`,
  );
}

function adminSiteOf(platform: string | undefined): string {
  return `${platform ?? "平台"}的管理后台`;
}
