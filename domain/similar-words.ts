import { careWords } from "./similar-words-care.ts";
import { dailyWords } from "./similar-words-daily.ts";
import { tradeWords } from "./similar-words-trade.ts";

/**
 * Words that mean the same when two topics are compared. The first of a line stands for all of it;
 * the weight says how much it tells about what a topic is about. Only words that members really mix
 * up are here: 照明 for 路灯, 电瓶车 for 电动车. It is no dictionary; what is missing is compared by
 * pairs of characters, which is why a new word here never has to be right at once.
 */
interface WordGroup {
  readonly weight: number;
  readonly isSite: boolean;
  /** What is asked of a subject: its price is another matter than its number. */
  readonly isFacet: boolean;
  readonly words: readonly string[];
}

/** What a topic is about: one of these in common is nearly enough. */
const subjects = `
充电 没地方充 没处充 充电桩 充电口 充电棚 充电设施 充电站 充电柜
停车 停车位 停车场 停车点 车位 泊车 泊位 停放 车辆停放
路灯 照明 照明灯 亮灯 亮化 灯光 太黑 漆黑 黑漆漆 摸黑 黑灯瞎火
公交 公交车 公共汽车 班车 客运 客车 巴士 班线 班次 车次
候车亭 站台 公交站 公交站台 公交站点 公交亭 候车棚
末班 末班车 收班 收车
物业 物业管理 物业公司 物业服务 物管
供暖 供热 取暖 暖气 采暖 集中供热 集中供暖 冬季取暖
供水 自来水 用水 停水 水压 饮水 喝水 吃水 生活用水
供电 用电 停电 电压 断电 跳闸
排水 内涝 积水 水浸 淹水 排水沟 下水道 雨水管 下水道堵塞 管道堵塞 排水管网 一下雨 下雨天 汪洋 水淹
污水 臭水 臭水沟 黑臭 黑臭水体 排污 生活污水
垃圾 垃圾桶 垃圾箱 垃圾池 垃圾清运 垃圾分类 垃圾站
公厕 厕所 卫生间 公共厕所 公共卫生间 洗手间
电梯
接送 上下学 上学放学 放学 上学
拥堵 堵车 塞车 交通拥堵 拥挤 堵塞 堵
就医 看病 就诊 挂号 求医 看医生 就医难 跑医院
养老 敬老院 养老院 居家养老 养老服务 日间照料
食堂 饭堂 助餐 助餐点 长者食堂 老年餐 吃饭 就餐 用餐 送餐
噪音 噪声 扰民 吵闹 音量 吵 喧哗
广场舞
油烟 烟味 烧烤
养犬 养狗 遛狗 犬只 流浪狗 流浪犬 宠物 狗 宠物犬 大型犬
抛物 高空抛物 高空坠物 高空扔 高空丢 乱扔杂物
飞线 私拉电线 乱拉电线 私拉乱接
消防 消防通道 生命通道 防火 灭火 火灾
骑手 外卖 外卖员 快递员 配送员 外卖骑手
快递 快递柜 快件 包裹
路面 坑洼 坑坑洼洼 坑槽 路面破损 道路破损 道路坑洼
人行道 步道 健身步道 便道
斑马线 人行横道 过街 过马路
红绿灯 信号灯 交通灯
护栏 防护栏 栏杆 防撞栏
摆摊 占道经营 流动摊贩 流动摊点 摊贩 小摊 占道 摊位
健身 健身器材 健身设施 健身器械 体育设施 体育器材 锻炼
绿化 绿地 树木 绿化带 种树
网络 手机信号 信号 基站 宽带 上网
托管 课后服务 课后托管 课后延时 延时服务 看管 放学后 放学后托管 暑期托管
就业 找工作 务工 就业岗位
招工 用工 招人 用工荒 招聘 招不到工 招不到人 用工难
融资 贷款
灌溉 水渠 渠道 浇地 灌渠 山塘 浇不了地 农田水利
异味 臭味 恶臭 臭气 臭
扬尘 粉尘 灰尘
无障碍 轮椅 坡道 无障碍通道 无障碍设施
井盖 窨井盖
盲道
旅游 文旅 游客
幼儿园 托儿所 托幼
职称 评职称
入学 上学报名 报名上学 入园 就学 读书
手续 材料 证明材料 办事流程 跑腿
牵绳 拴绳 牵引绳 狗绳
照料 照看 关爱 照顾 陪护 看护
漏水 渗水 漏雨 渗漏
燃气 天然气 煤气 通气 管道燃气
托育 托幼服务 带孩子 没人带 带娃 婴幼儿照护
销路 滞销 卖不出去 销售难 卖不掉 产销对接 销售
多头跑 跑好几趟 来回跑 多跑路 一次办好 一网通办 办个证 办事难 政务服务
春运 买不到票 购票 车票 抢票
危房 危旧房 危旧房屋 危楼 房屋修缮 修缮
欠薪 拖欠工资 工资被拖欠 拖欠工人工资 拖欠农民工工资 讨薪 工资拖欠
施工 工地 建筑工地 工程施工
村医 乡村医生 没有医生 医生不足 缺医生 医务人员
食品安全 食品卫生 食安 小吃摊
遛狗粪便 狗粪 狗屎 粪便 清粪
绿灯 红绿灯时长
纠纷 邻居 邻里 矛盾 调解 吵架
大货车 货车 重型车 超载 渣土车 泥头车
超速 飙车 炸街 开快车
共享单车 单车 自行车
教师 老师 师资 教师流失
学区 划片 择校 学位 入学难
近视 视力
心理 心理健康 心理辅导
医保 报销 医疗保险 合作医疗
家庭医生 签约服务
慢性病 慢病 高血压 糖尿病
急救 除颤器 救护车
药店 买药 用药 药品
水质 水源 饮用水安全 水源地 井水
噪声监测 禁鸣 鸣笛
空气 雾霾 大气污染 空气质量
撂荒 荒地 抛荒 耕地闲置
人居环境 村容村貌 乱堆乱放 杂物 堆放
文化活动 文化站 文化广场 图书室 农家书屋 图书馆
殡葬 公墓 墓地 丧葬
彩礼 移风易俗 大操大办 婚丧
防汛 山洪 防洪 洪水
地质灾害 滑坡 塌方 山体滑坡
桥 桥梁 危桥 便桥
农机 机耕路 机耕道 生产路
返乡 创业 返乡创业
品牌 地理标志 特色产品
民宿 农家乐
古树 名木
诈骗 反诈 电信诈骗
短信 垃圾短信 骚扰电话
毒品 禁毒
监控 摄像头 安防 防盗 被盗
门禁 刷脸 对讲
维修资金 维修基金 公共维修
业委会 业主委员会
房产证 不动产证 办证难 产权证
公租房 廉租房 保障房 安置房 回迁房
征地 拆迁 搬迁 补偿
秸秆 秸秆焚烧 烧秸秆
`;

/** Where it is: the same trouble at another place is another matter. */
const sites = `
医院 卫生院 卫生室 县医院 人民医院
学校 校门口 学校门口 校园 中小学 小学 中学 校门
菜市场 农贸市场 集贸市场 菜场 市场
公园 游园 口袋公园
河堤 河道 河岸 江边 河边 沿河 滨河 沿江
景区 景点 风景区
工业园 园区 工业园区 产业园 开发区
`;

/** Whom or what it concerns. */
const concerns = `
电动车 电瓶车 电动自行车 电单车 电驴 小电驴
新能源 新能源车 新能源汽车 电动汽车
老人 老年人 长者 老人家 老龄 高龄老人
儿童 孩子 小孩 青少年 未成年人 留守儿童
残疾人 残障人士
道路 公路 马路 道路交通
侨眷 侨属 归侨 归侨侨眷 侨胞
脏乱差 脏 脏乱 卫生差 环境卫生 保洁 清扫 环境差
安全 安全隐患 隐患 危险 不安全 交通安全
`;

/** What is asked of it: where only one of two titles names such a thing, they differ. */
const facets = `
贵 收费高 太贵 涨价 费用高 收费 收费贵 价格高 价格 票价 费用 门票 减免 补贴 补助 免费 普惠 普惠性 便宜 上不起
待遇 工资 社保 薪酬 招聘 养老保险 司机 编制
广告
饭菜 伙食
`;

/** Common to so many topics that it tells little. */
const aspects = `
缺 缺少 缺乏 不足 不够 太少 少 没有 没 无 难 困难 不便 不方便 没地方 没处 无处 难找 没得 没人 没地儿 进不了 不便捷 加装 安装 增设 增加 增建 建设 新建 修建 设置 设立 添置 完善 改善 解决 提升 盼 想要
旧 老旧 破旧 陈旧 老化 年久失修 失修 老
坏 不亮 损坏 故障 失灵 坏了 破损 维修 修复 修
小区 社区 住宅区 院落 家属院 居民区 居民楼 住宅小区
村 农村 乡村 村里 村屯 屯 村庄 乡下 村子
门口 附近 周边 旁边 周围 沿线
晚上 夜间 夜里 夜晚 晚间
`;

/** Said around every topic, about none of them. */
const fillers = `
经常 频繁 时常 常常 总是 老是 片区 一带 地段 住户 业主
问题 情况 现象 工作 建议 关于 加强 推进 加快 推动 进一步 尽快 希望 应该 需要 一些 部分 有关 相关
管理 治理 整治 规范 严重 比较 大家 我们 居民 群众 百姓 老百姓 市民 村民 县城 城区 城里 我县 我市 全县 全市 本县 市区 辖区
的 了 和 与 及 等 对 在 内 有 是 太 很 过 请 把 被 都 也 要 不 能 可 以 给 让 到 个 多
背街小巷 路边 街边 道路两侧 公共 公共场所 布局 时间 排队
优化 推动 提高 扩大 拓宽 建立 健全 破解 缓解 促进 保障 培育 强化 防范 防控 消除 根治 打通 发展 支持 帮助 落实 开展 推行 实施 打造 合理 体系 机制 资源 供给 水平 质量 能力 服务 设施 日常 使用 更新 维护 队伍 途径
没人管 没人理 怎么 怎么办 到处 越来越 天天 一直 老有人 没法 好几个 好多 实在 总有 半年 几年
`;

export const wordGroups: readonly WordGroup[] = [
  ...[subjects, dailyWords, careWords, tradeWords].flatMap((table) => readGroups(table, 2)),
  ...readGroups(sites, 1.2, { isSite: true }),
  ...readGroups(facets, 1.2, { isFacet: true }),
  ...readGroups(concerns, 1.2),
  ...readGroups(aspects, 0.5),
];

export const fillerWords: readonly string[] = fillers.trim().split(/\s+/);

type Kind = Partial<Pick<WordGroup, "isSite" | "isFacet">>;

function readGroups(table: string, weight: number, kind: Kind = {}): readonly WordGroup[] {
  const { isSite = false, isFacet = false } = kind;
  return table
    .trim()
    .split("\n")
    .map((line) => ({ weight, isSite, isFacet, words: line.split(" ") }));
}
