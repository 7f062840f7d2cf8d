import { toSimplified } from "./han.ts";

/**
 * 称呼 as it is proposed when a person is entered: 张委员, 欧阳委员, 何主席. It is a field and can
 * be changed; where the surname or the title is not certain the whole name is proposed, because a
 * wrong 称呼 is worse than a plain one.
 */
export function defaultSalutation(name: string, title: string): string {
  const surname = surnameOf(name);
  const suffix = title
    .split(/[,，、;；/\s]+/)
    .map((part) => titleSuffix.exec(toSimplified(part))?.[0])
    .find((found) => found !== undefined);
  if (surname === undefined || suffix === undefined) return name;
  return `${surname}${suffix.replace(/^副/, "")}`;
}

/**
 * Takes the name off the start of a line or cell. In lists two-character names are stretched with
 * a space (张 三), so a piece that cannot be a whole name takes the next one in.
 */
export function splitName(cell: string): { name: string; rest: string[] } {
  const [first = "", ...pieces] = cell.split(/\s+/).filter((piece) => piece !== "");
  let name = first;
  if (isUnfinished(name) && isGivenName(pieces[0])) name += pieces.shift() ?? "";
  while (name.length < 4 && name.length > first.length && isOneHan(pieces[0])) {
    name += pieces.shift() ?? "";
  }
  return { name: name.replaceAll(/[•・‧∙･]/g, "·"), rest: pieces };
}

export function looksLikeTitle(text: string): boolean {
  return /(?:委员|主席|主任|书记|[^校]长|校长|联络员|召集人|主持人|代表|常委|人员|干部|经理|教授)$/.test(
    text,
  );
}

/** Titles people are addressed with; the 副 of a deputy is not said. */
const titleSuffix = new RegExp(
  "(?:委员|常委|教授|副?主席|副?主任|副?书记|副?秘书长|副?理事长|副?董事长|副?总经理" +
    "|副?[组会局院所站镇乡县市区科处部校村]长)$",
);

function surnameOf(name: string): string | undefined {
  if (!/^\p{Script=Han}{2,4}$/u.test(name)) return undefined;
  const simplified = toSimplified(name);
  const isDouble = doubleSurnames.has(simplified.slice(0, 2)) && name.length >= 3;
  if (isDouble) return name.slice(0, 2);
  // Four characters without a known double surname: 阿依古丽, 范徐丽泰.
  if (name.length === 4) return undefined;
  return singleSurnames.has(simplified.charAt(0)) ? name.slice(0, 1) : undefined;
}

function isUnfinished(piece: string): boolean {
  return isOneHan(piece) || doubleSurnames.has(toSimplified(piece));
}

function isGivenName(piece: string | undefined): boolean {
  if (piece === undefined || !/^\p{Script=Han}{1,2}$/u.test(piece)) return false;
  return !looksLikeTitle(piece) && !/^[男女]$/.test(piece);
}

function isOneHan(piece: string | undefined): boolean {
  return piece !== undefined && /^(?![男女])\p{Script=Han}$/u.test(piece);
}

const doubleSurnames: ReadonlySet<string> = new Set(
  (
    "欧阳 司马 上官 诸葛 司徒 司空 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 端木 夏侯 闻人 南宫 " +
    "西门 独孤 呼延 轩辕 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 拓跋 完颜 " +
    "赫连 万俟 公羊 东郭 左丘 梁丘 谷梁 百里 第五 纳兰"
  ).split(" "),
);

/** Without 阿, 其, 古 and the like, with which names begin that have no surname. */
const singleSurnames: ReadonlySet<string> = new Set(
  "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方" +
    "俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧肖尹姚邵湛汪祁毛禹狄米贝明" +
    "臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱丘骆高夏蔡田樊胡凌霍虞万支柯管卢" +
    "莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程邢滑裴陆荣翁荀羊甄曲家封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷" +
    "车侯宓蓬全班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍" +
    "双闻党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终" +
    "暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查荆红" +
    "游竺权逯盖益桓公覃黄岳帅缑亢况有琴商牟佘佴伯赏墨哈谯笪年爱阳佟苟楚闫涂付代仝兰冼揭麦区粟盘韩候仇苑褚战原",
);
