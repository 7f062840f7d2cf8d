import { checklistLineCharsMax, checklistLinesMax } from "../domain/checklists.ts";
import type { MeetingForm } from "../domain/meeting.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";

/** 怎么开: ten lines for each form of meeting. */
export const usualChecklists: Readonly<Record<MeetingForm, readonly string[]>> = {
  plenary: [
    "对照年度协商计划，报主席会议确定时间和议题",
    "成立调研组，会前到一线调研，形成调研报告",
    "请党政领导到会，请有关部门准备情况通报",
    "会前十天把材料送常委会组成人员和委员",
    "落实大会发言人选，发言稿提前交",
    "会前察看现场，听群众和企业的意见",
    "会上先通报情况，再发言，再互动协商",
    "部门当场回应，能答的当场答",
    "会后整理协商意见，报主席会议审定后报送",
    "跟踪办理，半年后把落实情况告诉委员",
  ],
  thematic: [
    "议题列入协商计划，写清要商量什么",
    "请牵头领导主持，请职能部门参加",
    "会前调研，列出问题和数据",
    "约时间，须到场的先问好",
    "会前五个工作日发通知和材料",
    "安排发言顺序，每人时间一样",
    "部门先介绍情况，委员和代表再发言",
    "逐条梳理意见建议，当场念一遍",
    "整理纪要，请到会的人核对",
    "把意见建议交承办单位，约好回头看的日子",
  ],
  counterpart: [
    "专委会和对口部门商定议题",
    "约时间，先问对口部门",
    "请熟悉情况的委员参加",
    "会前和部门交换资料",
    "会前走访服务对象，听听意见",
    "会上部门通报工作，委员提问",
    "一条一条商量，不求面面俱到",
    "记下共识和还有不同看法的地方",
    "整理纪要，双方核对",
    "约好下次对口联系的时间",
  ],
  sector: [
    "由界别召集人提出议题",
    "请本界别委员三人以上参加",
    "请界别群众代表说实际情况",
    "需要部门回应的，提前告诉部门",
    "约时间，尽量不占工作忙时",
    "会前收集界别群众的意见",
    "会上人人发言，时间一样",
    "反映界别意见，不代替个人诉求",
    "整理意见建议，请到会的人核对",
    "需要报送的，转社情民意信息",
  ],
  "on-site": [
    "先到现场看一遍，拍照，量好数据",
    "请职能部门到场，请居民代表两人以上",
    "约时间，须到场的先问好",
    "找好雨天改去的地方",
    "会前把议程和注意安全的话告诉大家",
    "先察看现场，再坐下来说",
    "先听居民代表说，再听委员说，每人不超过3分钟",
    "部门当场回应，说清能办什么、什么时候办",
    "当场梳理意见建议，念给大家听",
    "三天内核对纪要，到日子回头看",
  ],
  liaison: [
    "说清要沟通什么，找对部门和当事人",
    "先分别听各方的想法",
    "约各方都方便的时间和地方",
    "请熟悉情况、说话公道的委员参加",
    "人不宜多，能坐下来说话就行",
    "先说事实，再说想法",
    "找到各方都能接受的部分",
    "谈不拢的如实记下",
    "记录请各方核对",
    "隔一段时间再问问各方情况",
  ],
  building: [
    "由楼栋长或网格员收集大家的意见",
    "把要商量的事贴在楼道里",
    "请居民代表两人以上，照顾老人的时间",
    "涉及部门、物业的，请他们来",
    "就近找地方，备好凳子和水",
    "先说清规矩：一个一个说，不打断",
    "每户都能说，没来的会后补问",
    "商量出大家都能接受的办法",
    "结果贴在楼道里，听几天意见",
    "按商量好的办，办完告诉大家",
  ],
  online: [
    "定好议题、起止时间和用哪个群",
    "说清规矩：实名发言，不说涉密的事",
    "把背景材料先发到群里",
    "请部门的人在线回应",
    "不会用手机的，请联络员代为转达",
    "到点开始，主持人先说要商量什么",
    "发言不长，一次说一件事",
    "部门分批回应，不隔夜",
    "截止后汇总意见，请大家核对",
    "把采纳情况发回群里",
  ],
  micro: [
    "事情小、人不多，随时随地可以商量",
    "找到当事的几方和一位委员",
    "当面说，或者在群里说",
    "先听，再商量，不争输赢",
    "商量一件事，不扯别的",
    "能当场办的当场办",
    "办不了的说清找谁",
    "一条消息记下：谁、什么事、怎么商定",
    "请几方看一遍记录",
    "过几天问问办得怎么样",
  ],
};

export function checklistShown(
  name: string,
  steps: readonly string[],
  { isStaff, place }: { readonly isStaff: boolean; readonly place: Place },
): string {
  return lines(
    `${name}怎么开：`,
    ...steps.map((step, index) => `${index + 1}、${step}`),
    "",
    isStaff
      ? `要改，${pleaseReply(place)}，例：怎么开 ${name} 改为：先看现场；再听居民说`
      : "需要帮忙，请找联络员。",
  );
}

interface NamedForm {
  readonly name: string;
  /** The form that the name belongs to. */
  readonly form: string;
}

/** A local name has no lines of its own: whoever changes them changes those of its form. */
function sayBelongs({ name, form }: NamedForm): string | undefined {
  return name === form ? undefined : `${name}算作${form}，${form}也按这个来。`;
}

export function checklistChanged(
  changed: NamedForm & { readonly count: number },
  place: Place,
): string {
  const { name, count } = changed;
  return lines(
    `${name}怎么开，改好了，一共${count}条。`,
    sayBelongs(changed),
    `看一遍，${pleaseReply(place)}：怎么开 ${name}`,
    `用回原来的，${pleaseReply(place)}：怎么开 ${name} 恢复默认`,
  );
}

export function checklistRestored(restored: NamedForm, place: Place): string {
  const { name } = restored;
  const told = `${name}怎么开，用回原来的十条了。看一遍，${pleaseReply(place)}：怎么开 ${name}`;
  return lines(told, sayBelongs(restored));
}

export function checklistUnfit(name: string, place: Place): string {
  return `最多${checklistLinesMax}条，每条最多${checklistLineCharsMax}字，一条一行，还没有改。${pleaseReply(place)}，例：怎么开 ${name} 改为：先看现场；再听居民说`;
}

export function checklistWhich(names: readonly string[], place: Place): string {
  return lines(
    "您问的是哪一种？有这些：",
    names.join("、"),
    `${pleaseReply(place)}，例：怎么开 现场协商会`,
  );
}
