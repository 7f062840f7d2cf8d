import { expect, test } from "vitest";

import { parseCommand, readWords } from "../../handlers/parse.ts";
import { commands } from "../../handlers/registry.ts";

function readAs(words: string): string | undefined {
  const parsed = parseCommand(readWords(words, "小协"), commands);
  return parsed.kind === "command" && parsed.command.isWriting ? parsed.command.id : undefined;
}

/** Sentences of a working day that begin with a command's name, and order nothing. */
const ordinary = `
本周不发工资|这周不发通知了吗|计划取消活动|计划完成情况|审定稿件什么时候出来|审定 稿件什么时候出来
审定什么时候开始|审定设置在哪|审定步骤是什么|选题会几点|选题 会几点开|选题方向定了吗|选题有什么要求
合并报表到7号|合并两个群|拆分工资条|拆分表格怎么做|打印机坏了|打印店在哪|打印纸没有了|打印送签了吗
意见很大|意见 很大|意见箱在哪|意见不统一怎么办|意见截止了吗|意见截止 是哪天|取消意见箱|提意见的人很多
修改意见在哪里看|修改意见 很多|附议一下这个说法对吗|附议这个说法|修改稿什么时候交|修改一下明天的通知
撤回消息怎么弄|撤回刚才那条|收回押金了吗|撤回意见可以吗|撤回送审可以吗|交题材料放哪|交题时间是几号
征来的意见有多少|承接单位是谁|受理了吗|受理时间是什么|受理 时间是多久|评分标准是什么|评分 标准是什么
评分表发一下|请评分表发群里|初选什么时候开始|初选 什么时候开始|初选结果出来了吗|延期推荐可以吗
结束推荐了吗|取消推荐了吗|取消推荐 是谁定的|取消推荐的理由是什么|推荐导出怎么弄|导出推荐表怎么弄
转告一声就行|转告大家一下|已签到|已签 到了|已签字的有几位|签好了没有|签好了吗|复核一下人数|有异议吗
有异议的请举手|有异议 请举手|核对一下人数|核对名单|删除好友怎么办|删除群里的广告|不删除可以吗
取消提醒怎么弄|提醒功能怎么用|我是新来的|我是说明天|我叫什么|加入群聊|加入 我们吧|加入议程|报到时间几点
报到地点在哪|绑定手机号|设置闹钟|设置在哪里|开通会员|开通宽带|初始化电脑|名单在哪|名单有变化吗|委员有几位
委员 有几位|委员会几点开会|发布会几点|发布 会几点|发布了吗|发布新闻|发出 通知了吗|不发了吗|送审稿在哪
送审 稿件好了没|报审 表在哪|征求意见稿发我一份|征求意见 稿发我一份|征集意见的通知|退回修改的稿子
退回修改 的稿子在哪|看全文在哪|周报设置在哪|周报时间定了吗|周报停了吗|更正身份证号码|共性议题发布了吗
征题开始了吗|征题截止了吗|征题延期吗|征题延期到什么时候|开始征题了吗|截止推荐了吗|代荐是什么意思
代荐 是什么意思|代附议怎么弄|代录怎么弄|代录意见怎么弄|不参加推荐会怎样|线下计票 怎么弄|签字照片 在哪
计票照片在哪|取消定时推荐吗|停止定期推荐了吗|发起推荐怎么弄|发起表决的程序是什么|改推荐时间|取消合并报表
截止改到什么时候|发出改到什么时候|荐题怎么写|荐题 怎么写|提议题怎么提|每月1日上午9点开会
`
  .split(/[|\n]/)
  .filter((words) => words !== "");

test.each(ordinary)("平常的话不当命令：%s", (words) => {
  expect(readAs(words)).toBeUndefined();
});

/** What is meant as an order stays one, a question in its own words or not. */
test.each([
  ["荐题 公交末班车为什么这么早", "topic-propose"],
  ["荐题 老旧小区充电怎么办", "topic-propose"],
  ["意见 第三条为什么不写时间？", "opinion-give"],
  ["转告 明天的会几点开？", "liaison-tell"],
  ["提醒 明天9点问一下谁去", "reminder-set"],
  ["选题 老旧小区充电怎么办", "source-choose"],
  ["交题 县委办 人才怎么留得住", "source-hand-over"],
  ["征求意见 对《干什么、怎么干》 周五下午5点截止", "opinion-call"],
  ["审定 主席会议 3月16日 文号 青协纪〔2026〕5号\n列入：7\n暂缓：8 看什么时候有钱", "ruling-enter"],
  ["打印 推荐结果", "print"],
  ["已签 何秀兰 3月27日", "signature-register"],
  ["送审 何秀兰", "publication-review"],
  ["已复核 韦德福", "ballot-review"],
  ["有异议", "ballot-contest"],
  ["我是 张建国", "identity-claim"],
  ["加入 张建国", "identity-claim"],
  ["截止改到 周六中午12点", "selection-edit"],
  ["退回修改 时间再核一下", "publication-return"],
  ["合并 9 到 7 说的是同一件事", "topic-merge"],
  ["征题 延期 到3月20日 有几位委员还在走访", "round-extend"],
  ["取消推荐 没什么人参加", "selection-cancel"],
  ["初选 6 转社区 看什么时候有条件", "screen-change"],
  ["登记群 推送 https://push.example/send?key=1", "group-register"],
  ["拆分 7 一：充电桩太少 二：飞线", "topic-split"],
])("真要办的照办：%s", (words, command) => {
  expect(readAs(words)).toBe(command);
});
