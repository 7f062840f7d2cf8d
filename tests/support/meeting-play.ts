import { fireDue } from "../../jobs/fire-due.ts";
import { duePorts, type Office } from "./talk.ts";

const at = (time: string) => new Date(`2026-03-${time}+08:00`);

/** The whole of a meeting: who says what, and when; `undefined` = the clock alone. */
const steps: readonly (readonly [time: string, name?: string, words?: string])[] = [
  ["17T10:00:00", "张建国", "荐题 老旧小区没地方充电"],
  [
    "18T10:00:00",
    "刘志强",
    [
      "安排会议",
      "议题：1号",
      "形式：现场协商",
      "时间：3月25日下午3点",
      "地点：幸福里小区2栋前空地",
      "主持：刘志强",
      "参加：委员 张建国 李梅 王海涛 韦德福，县住建局2人，居民代表 黄春梅",
      "议程：现场察看；委员和居民代表发言，每人不超过3分钟；县住建局回应",
      "材料截止：3月23日下午5点",
    ].join("\n"),
  ],
  ["18T10:01:00", "刘志强", "确认"],
  ["18T11:00:00", "张建国", "参加"],
  ["18T11:30:00", "王海涛", "请假 出差"],
  ["18T11:40:00", "刘志强", "准假 王海涛"],
  ["18T11:50:00", "周敏", "代参加 韦德福 电话"],
  ["18T12:00:00", "周敏", "代参加 县住建局 电话"],
  ["18T14:00:00", "张建国", "发言要点：充电棚建在2栋东侧"],
  ["19T09:00:00", "刘志强", "会议 1号 去掉 县住建局1人"],
  ["19T09:01:00", "刘志强", "确认"],
  ["20T09:00:00"],
  ["20T10:00:00", "刘志强", "改期 1号 3月26日下午3点"],
  ["20T10:01:00", "刘志强", "确认"],
  ["20T10:02:00", "李梅", "参加"],
  ["23T09:00:00"],
  ["25T09:00:00"],
  ["26T13:00:00"],
  ["26T14:50:00", "张建国", "签到"],
  ["26T15:02:00", "李梅", "签到"],
  ["26T15:05:00", "周敏", "补签 韦德福 县住建局 黄春梅 刘志强"],
  ["26T15:10:00", "周敏", "开始记录 1号"],
  ["26T15:20:00", "周敏", "共识 2栋、5栋、9栋各建一处充电棚"],
  ["26T15:30:00", "周敏", "建议 张建国 消防通道划线和充电棚一起做"],
  ["26T15:40:00", "周敏", "待办 县住建局 4月10日前 完成现场勘查"],
  ["26T16:20:00", "周敏", "结束记录"],
  ["26T16:21:00", "周敏", "确认"],
  ["26T17:00:00", "李梅", "无误"],
  ["31T17:00:00"],
  ["31T17:01:00", "周敏", "纪要 1号"],
];

export interface Played {
  readonly said: readonly string[];
  readonly told: readonly string[];
}

/** Plays it in this office, the due work after every step; links are left out. */
export async function playMeeting(office: Office): Promise<Played> {
  const said: string[] = [];
  for (const [time, name, words] of steps) {
    office.now = at(time);
    if (name !== undefined && words !== undefined) {
      said.push(`${name}：${await office.person(name).alone(words)}`);
    }
    await fireDue(duePorts(office));
  }
  const rows = await office.inTenant((tx) =>
    tx
      .selectFrom("outbox as o")
      .innerJoin("conversations as c", "c.id", "o.conversation_id")
      .select(["o.message", "c.external_id"])
      .orderBy("o.id")
      .execute(),
  );
  const told = rows.map(({ message, external_id: to }) =>
    "text" in message ? `${to}：${String(message.text)}` : "",
  );
  return { said: said.map(withoutLink), told: told.map(withoutLink) };
}

function withoutLink(text: string): string {
  return text.replaceAll(/\/d\/[\w-]{22}/g, "/d/…");
}
