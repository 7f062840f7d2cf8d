/**
 * How long what is kept. The only such table: the cleaning job goes by it, `xiaoxie doctor` prints
 * it, and docs/安全说明.md shows it to the office, which may confirm or change the numbers.
 */
export interface RetentionRule {
  /** What it holds, as the office says it. */
  readonly holds: string;
  /** Undefined = kept for ever. */
  readonly days: number | undefined;
  /** What happens then, or why it stays. */
  readonly outcome: string;
}

export const retention = {
  words: {
    holds: "发给小协的原话和小协的回答",
    days: 90,
    outcome: "清掉，只留收条（编号、时间、账号）",
  },
  replyAddress: {
    holds: "平台给的回话地址",
    days: 0,
    outcome: "用过或到期就清掉，最迟一小时",
  },
  outgoing: {
    holds: "小协主动发出的话",
    days: 90,
    outcome: "清掉，只留发送时间和结果",
  },
  cards: {
    holds: "发出的卡片上可以点的内容",
    days: 90,
    outcome: "删除，卡片不能再点",
  },
  files: {
    holds: "打印的文件和结果图片（打开链接时才生成）",
    days: 7,
    outcome: "链接过了期（文件24小时、图片30天）再留这些天，然后删除",
  },
  pending: {
    holds: "还没有核对身份的人说的话",
    days: 14,
    outcome: "不再办理，删除；原话同样九十天清掉",
  },
  questions: {
    holds: "小协问了、没有等到回答的问题",
    days: 1,
    outcome: "过了回答的时限，再留这些天，然后删除",
  },
  claims: {
    holds: "核对过的身份申请",
    days: 90,
    outcome: "删除，谁核对的留在变动记录里",
  },
  reminders: {
    holds: "到过时间或取消了的提醒",
    days: 90,
    outcome: "从定的时间算起，到时删除，编号不再用",
  },
  erasures: {
    holds: "没有人确认的删除请求",
    days: 7,
    outcome: "作废并删除，内容不动",
  },
  tries: {
    holds: "输错的签到码",
    days: 1,
    outcome: "只记谁、什么时间，到时删除",
  },
  backups: {
    holds: "每夜的备份",
    days: 14,
    outcome: "只留最近十四份，更早的删除",
  },
  logs: {
    holds: "运行日志",
    days: 180,
    outcome: "由运维保存至少这些天，小协自己不删",
  },
  phones: {
    holds: "名单里的手机号（加密）",
    days: undefined,
    outcome: "本版没有离任登记，在名单上就保留",
  },
  topics: {
    holds: "议题、附议和变动记录",
    days: undefined,
    outcome: "一直保留；个别要删的，两个人办理“删除”",
  },
  opinions: {
    holds: "征求到的意见、送审和签字的记录",
    days: undefined,
    outcome: "一直保留；不具名的意见截止后只留内容",
  },
  visits: {
    holds: "接待记录、调研走访、人才库和抽选",
    days: undefined,
    outcome: "一直保留；来访人的电话加密，有关的议题删除时内容一起删",
  },
  meetings: {
    holds: "会议、答复、签到、纪要和约时间",
    days: undefined,
    outcome: "一直保留；有关的议题删除时，里面的原话一起删",
  },
  people: {
    holds: "名单、身份、群和收条",
    days: undefined,
    outcome: "一直保留",
  },
} as const satisfies Readonly<Record<string, RetentionRule>>;

/** One line a rule: what, how long, and what then. */
export function sayRetention(rule: RetentionRule): string {
  return `${rule.holds}：${sayDays(rule.days)}，${rule.outcome}`;
}

/** As it stands in a table: 90天, 当天, 长期. */
export function sayDays(days: number | undefined): string {
  if (days === undefined) return "长期";
  return days === 0 ? "当天" : `${days}天`;
}

/** Rows older than this have had their time. */
export function keptSince(kind: keyof typeof retention, now: Date): Date {
  const { days } = retention[kind];
  if (days === undefined) throw new Error(`${kind} is kept for ever`);
  return new Date(now.getTime() - days * DAY_MS);
}

const DAY_MS = 24 * 60 * 60 * 1000;
