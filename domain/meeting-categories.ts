import type { ParticipantCategory } from "./meeting.ts";

/** As what an office or a community comes; undefined if the name looks like nobody's office. */
export function categoryOfOrganization(name: string): ParticipantCategory | undefined {
  return organizations.find(({ pattern }) => pattern.test(name))?.category;
}

const organizations: readonly {
  readonly pattern: RegExp;
  readonly category: ParticipantCategory;
}[] = [
  { pattern: /(?:公司|企业|厂|合作社|物业|商会|协会|超市|市场)$/, category: "enterprise" },
  { pattern: /(?:街道|街道办|镇|乡|社区|村|居委会|村委会|网格|政府)$/, category: "official" },
  {
    pattern: /(?:局|委|办|厅|办公室|中心|大队|支队|委员会|院|队|站|所|部|学校|小学|中学)$/,
    category: "department",
  },
];

/** How people are called who come for others or for what they know; the longer words first. */
export const categoryWords: readonly {
  readonly word: string;
  readonly category: ParticipantCategory;
}[] = [
  ...say("resident", "群众代表 居民代表 村民代表 业主代表 住户代表 租户代表 家长代表 党员代表"),
  ...say("enterprise", "企业代表 商户代表 物业代表 个体户代表 公司代表"),
  ...say("department", "职能部门 部门代表 相关部门"),
  ...say("other", "人大代表 特邀人员 特邀代表 新闻媒体"),
  ...say("official", "社区干部 街道干部 镇干部 村干部 网格员 网格长 驻村干部"),
  ...say("resident", "楼栋长 楼长 老党员 志愿者 热心群众 业主 居民 村民 住户 群众"),
  ...say("expert", "专家 学者 律师 顾问"),
  ...say("enterprise", "商户 企业家"),
  ...say("other", "乡贤 特邀 列席 媒体"),
  ...say("member", "政协委员 委员"),
];

function say(category: ParticipantCategory, words: string) {
  return words.split(" ").map((word) => ({ word, category }));
}
