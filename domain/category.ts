import { fold } from "./normalize.ts";

/** 选题范围, the office's four; which one a topic belongs to is said at 初选. */
export const topicScopes = {
  "central-work": "党政中心工作",
  livelihood: "民生改善实事",
  governance: "社会治理难事",
  "public-concern": "群众反映强烈的民生问题",
} as const;

export type TopicScope = keyof typeof topicScopes;

/** 类别 in two tiers: 大类 of a county's work, 小类 of living together. */
export const categories = {
  大类: ["经济发展", "城市管理", "基础设施", "环境治理", "道路交通", "上学就医"],
  小类: ["物业管理", "冬季取暖", "用水用电", "小区环境", "邻里矛盾", "环境卫生"],
} as const;

export type Category = (typeof categories)["大类" | "小类"][number];

/**
 * The category that its words point to; undefined where none does, which is better than a wrong
 * one. A title tells more than what is said of it.
 */
export function suggestCategory(title: string, detail = ""): Category | undefined {
  const [plainTitle, plainDetail] = [fold(title), fold(detail)];
  let best: { readonly category: Category; readonly points: number } | undefined;
  for (const { category, words } of keyWords) {
    const inTitle = words.filter((word) => plainTitle.includes(word)).length;
    const inDetail = words.filter((word) => plainDetail.includes(word)).length;
    const points = inTitle * TITLE_POINTS + inDetail;
    if (points > (best?.points ?? 0)) best = { category, points };
  }
  return best?.category;
}

const TITLE_POINTS = 3;

/** Among equals the first counts: the narrower ones come before the wider ones. */
const keyWords: readonly { readonly category: Category; readonly words: readonly string[] }[] = [
  entry("冬季取暖", "供暖 供热 取暖 暖气 采暖 地暖"),
  entry("物业管理", "物业 物管 业委会 业主委员会 维修基金 维修资金 公摊"),
  entry("邻里矛盾", "邻里 邻居 纠纷 广场舞 噪音 扰民 高空抛物 养犬 养狗 遛狗 漏水"),
  entry("用水用电", "自来水 供水 停水 水压 饮水 喝水 用电 停电 供电 电压 燃气 天然气"),
  entry(
    "道路交通",
    "公交 班车 客运 候车 道路 公路 路面 停车 车位 拥堵 堵车 红绿灯 斑马线 交通 人行道 接送 骑手 货车",
  ),
  entry(
    "上学就医",
    "学校 上学 入学 学生 幼儿园 托管 托育 教师 教育 就医 看病 医院 卫生院 医生 挂号 医保 学位 校园",
  ),
  entry("环境卫生", "垃圾 公厕 厕所 保洁 清扫 脏乱 蚊虫 老鼠 旱厕 卫生死角"),
  entry("环境治理", "污水 黑臭 异味 油烟 扬尘 河道 水质 空气 秸秆 排污 噪声 污染 生态"),
  entry("小区环境", "小区 楼道 绿化 电梯 飞线 充电 健身器材 杂物 晾晒"),
  entry(
    "基础设施",
    "路灯 照明 排水 内涝 下水道 管网 桥 步道 护栏 水渠 灌溉 机耕路 网络 信号 基站 无障碍 公园 井盖 公共设施",
  ),
  entry("城市管理", "占道 摆摊 流动摊 市场 违建 广告牌 城管 夜市 共享单车 城市 养老 食堂"),
  entry(
    "经济发展",
    "企业 产业 招商 融资 贷款 就业 用工 招工 旅游 农产品 销路 品牌 营商 园区 创业 经济 种植 养殖",
  ),
];

function entry(category: Category, words: string) {
  return { category, words: words.split(" ") };
}
