/**
 * The fictional 青禾县: who plays, where they talk, and what lies on the table at the start. Nobody
 * here exists. The order of the members is the office's own order and is kept in every list.
 */

export type PlatformName = "wecom" | "dingtalk";

export interface CastPerson {
  readonly name: string;
  /** Every post, as it is written in papers. */
  readonly post: string;
  /** How the bot addresses this person; never derived from the name. */
  readonly address: string;
  /** Absent for those without an account: paper and telephone. */
  readonly account?: { readonly platform: PlatformName; readonly userId: string };
  /** Has an account that nobody knows yet: the play shows how the bot finds out whose it is. */
  readonly isNewcomer?: true;
  /** Only for 他 and 她. */
  readonly gender?: "男" | "女";
}

export interface CastMember extends CastPerson {
  /** Position in the office's list, from 1. */
  readonly order: number;
  readonly area: string;
  /** 界别 */
  readonly sector: string;
  readonly residence: "城区" | "乡镇";
}

export interface CastGroup {
  readonly platform: PlatformName;
  readonly externalId: string;
  readonly title: string;
}

export interface CastTopic {
  readonly number: number;
  readonly title: string;
  /** At most ten characters, for cards. */
  readonly shortTitle: string;
  readonly proposedBy: string;
  /** Shanghai date, `YYYY-MM-DD`. */
  readonly proposedOn: string;
  /** 已办 = settled long ago; 待初选 = waiting for the first selection. */
  readonly state: "已办" | "待初选";
  /** In the order in which they did, one a day from the day after. */
  readonly endorsedBy: readonly string[];
}

/** What an office puts its own words for: 换成我们县的名字. */
export interface Names {
  readonly county: string;
  readonly area: string;
  readonly brand: string;
}

export interface Cast extends Names {
  /** 联络员; not a member of the committee. */
  readonly liaison: CastPerson;
  readonly liaisonPhone: string;
  readonly members: readonly CastMember[];
  readonly groups: readonly CastGroup[];
  readonly topics: readonly CastTopic[];
}

/** Shanghai, a Monday. */
export const playStartsAt = new Date("2026-03-09T09:20:00+08:00");

/** Before it the play has nothing to tell about a week. */
export const playDigestAt = new Date("2026-03-27T16:00:00+08:00");

export const originalNames: Names = {
  county: "青禾县",
  area: "城南片区",
  brand: "有事来商量",
};

/** name, post, address, sector, residence, account */
type Row = readonly [string, string, string, string, "城区" | "乡镇", CastPerson["account"]?];

const onWecom = (userId: string): CastPerson["account"] => ({ platform: "wecom", userId });
const onDingtalk = (userId: string): CastPerson["account"] => ({ platform: "dingtalk", userId });

const rows: readonly Row[] = [
  ["张建国", "委员", "张委员", "社会福利和社会保障界", "城区", onWecom("ZhangJianGuo")],
  ["李梅", "委员", "李委员", "教育界", "城区", onWecom("LiMei")],
  ["王海涛", "委员", "王委员", "工商联界", "城区", onDingtalk("014701152003")],
  ["韦德福", "委员", "韦委员", "农业和农村界", "乡镇"],
  ["刘志强", "委室主任、#工作组组长", "刘主任", "中共界", "城区", onWecom("LiuZhiQiang")],
  ["何秀兰", "副主席", "何主席", "妇联界", "城区", onWecom("HeXiuLan")],
  ["赵启明", "委员", "赵委员", "侨联界", "城区", onDingtalk("014701152007")],
  ["黄丽华", "委员", "黄委员", "医药卫生界", "城区", onWecom("HuangLiHua")],
  ["覃文斌", "委员", "覃委员", "农业和农村界", "乡镇", onWecom("QinWenBin")],
  ["陆秀英", "委员", "陆委员", "少数民族界", "乡镇", onWecom("LuXiuYing")],
  ["欧阳敏", "委员", "欧阳委员", "文化艺术界", "城区", onWecom("OuYangMin")],
  ["马建军", "委员", "马委员", "工商联界", "城区", onDingtalk("014701152012")],
  ["谢春燕", "委员", "谢委员", "教育界", "城区", onWecom("XieChunYan")],
  ["邓国平", "委员", "邓委员", "农业和农村界", "乡镇", onWecom("DengGuoPing")],
  ["罗静", "委员", "罗委员", "经济界", "城区", onDingtalk("014701152015")],
  ["梁伟", "委员", "梁委员", "经济界", "城区", onDingtalk("014701152016")],
  ["农志明", "委员", "农委员", "少数民族界", "乡镇", onWecom("NongZhiMing")],
  ["苏小红", "委员", "苏委员", "妇联界", "城区", onWecom("SuXiaoHong")],
  ["莫振华", "委员", "莫委员", "工商联界", "乡镇", onDingtalk("014701152019")],
  ["唐晓东", "委员", "唐委员", "科学技术界", "城区", onDingtalk("014701152020")],
  ["蒙桂芳", "委员", "蒙委员", "妇联界", "乡镇", onWecom("MengGuiFang")],
  ["卢永康", "委员", "卢委员", "医药卫生界", "城区", onWecom("LuYongKang")],
  ["石磊", "委员", "石委员", "共青团和青联界", "乡镇", onDingtalk("014701152023")],
  ["杨德才", "委员", "杨委员", "特邀人士", "乡镇", onWecom("YangDeCai")],
];

/** The same people and topics under these names. `#` in a post is the area. */
export function castOf(names: Names): Cast {
  const { area } = names;
  return {
    ...names,
    liaison,
    liaisonPhone: "0000-0000000",
    members: rows.map((row, index) => member(row, index + 1, area)),
    groups: [
      { platform: "wecom", externalId: "wrQHchengnanxieshang01", title: `${area}协商工作群` },
      { platform: "dingtalk", externalId: "cidQHgongshanglian01==", title: "工商联界别委员群" },
    ],
    topics,
  };
}

const liaison: CastPerson = {
  name: "周敏",
  post: "委员联络室联络员",
  address: "周敏",
  account: { platform: "wecom", userId: "ZhouMin" },
  gender: "女",
};

const newcomer = "张建国";

function member(row: Row, order: number, area: string): CastMember {
  const [name, post, address, sector, residence, account] = row;
  return {
    order,
    name,
    post: post.replace("#", area),
    address,
    area,
    sector,
    residence,
    ...(account === undefined ? {} : { account }),
    ...(name === newcomer ? { isNewcomer: true } : {}),
  };
}

/** number, title, short title, who proposed it and when, who endorsed it since */
type TopicRow = readonly [number, string, string, string, string, readonly string[]];

const topicRows: readonly TopicRow[] = [
  [1, "乡村客运候车亭年久失修", "候车亭年久失修", "邓国平", "2026-01-12", ["石磊", "杨德才"]],
  [2, "河堤步道照明不足", "河堤照明不足", "卢永康", "2026-02-25", ["覃文斌", "农志明"]],
  [3, "幸福里小区无物业管理", "幸福里无物业", "谢春燕", "2026-02-26", ["罗静", "陆秀英"]],
  [4, "学校门口接送拥堵", "学校门口拥堵", "苏小红", "2026-03-02", ["李梅", "谢春燕", "黄丽华"]],
  [5, "农贸市场排水不畅", "市场排水不畅", "马建军", "2026-03-04", ["唐晓东"]],
  [6, "广场舞音量", "广场舞音量", "黄丽华", "2026-03-05", []],
];

const topics = topicRows.map(
  ([number, title, shortTitle, proposedBy, proposedOn, endorsedBy]): CastTopic => ({
    number,
    title,
    shortTitle,
    proposedBy,
    proposedOn,
    // Settled long ago; the others wait for the first selection.
    state: number === 1 ? "已办" : "待初选",
    endorsedBy,
  }),
);

/** As the play is at first. */
export const cast: Cast = castOf(originalNames);
