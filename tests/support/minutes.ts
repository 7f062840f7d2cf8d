import { heard } from "./outbox.ts";
import { type Office, openOffice } from "./talk.ts";

/** The meeting of the script, up to what is taken down at it. */

export const at = (time: string) => new Date(`2026-03-${time}+08:00`);

export const minutesTitle = "1号「老旧小区没地方充电」现场协商会，3月25日";

/** It has begun; 王海涛 is on leave. */
export async function openMeeting(): Promise<Office> {
  const office = await openOffice();
  await office.person("张建国").inGroup("荐题 老旧小区没地方充电");
  office.now = at("18T10:00:00");
  await office
    .person("刘志强")
    .alone(
      [
        "安排会议",
        "议题：1号",
        "形式：现场协商",
        "时间：3月25日下午3点",
        "地点：幸福里小区2栋前空地",
        "主持：刘志强",
        "参加：委员 张建国 李梅 王海涛 韦德福，县住建局2人，居民代表 黄春梅",
        "议程：现场察看；委员和居民代表发言，每人不超过3分钟；县住建局回应",
      ].join("\n"),
    );
  await office.person("刘志强").alone("确认");
  await office.person("王海涛").alone("请假 出差");
  await office.person("刘志强").alone("准假 王海涛");
  office.now = at("25T15:10:00");
  await heard(office);
  return office;
}

/** All of them were there but 王海涛. */
export async function come(office: Office): Promise<void> {
  await office.inTenant((tx) =>
    tx
      .updateTable("meeting_people")
      .set({ attendance: "present", checked_in_at: office.now, check_in_by: "staff" })
      .where("name", "<>", "王海涛")
      .execute(),
  );
}

/** The lines of the script. */
export async function takeMinutes(office: Office): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const line of [
    "开始记录 1号",
    "共识 2栋、5栋、9栋各建一处充电棚",
    "共识 充电收费标准公示后再实行",
    "建议 张建国 消防通道划线和充电棚一起做",
    "建议 李梅 优先用闲置自行车棚改建",
    "建议 居民代表 黄春梅 夜间充电要有断电保护",
    "待办 县住建局 4月10日前 完成现场勘查",
  ]) {
    answers.push(await office.person("周敏").alone(line));
  }
  return answers;
}

/** Taken down and sent to those who came. */
export async function sendMinutes(office: Office): Promise<void> {
  await takeMinutes(office);
  await come(office);
  await office.person("周敏").alone("结束记录");
  await office.person("周敏").alone("确认");
  await heard(office);
}
