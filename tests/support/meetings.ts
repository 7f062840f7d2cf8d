import type { Office } from "./talk.ts";

/** Who was told what alone, in the order in which it was said. */
export async function toldAlone(office: Office, name: string): Promise<readonly string[]> {
  return office.inTenant(async (tx) => {
    const rows = await tx
      .selectFrom("outbox as o")
      .innerJoin("conversations as c", "c.id", "o.conversation_id")
      .select(["o.message", "c.external_id", "c.kind"])
      .orderBy("o.id")
      .execute();
    return rows
      .filter((row) => row.kind === "single" && row.external_id === name)
      .map(({ message }) => ("text" in message ? String(message.text) : ""));
  });
}

export async function lastTold(office: Office, name: string): Promise<string> {
  return (await toldAlone(office, name)).at(-1) ?? "";
}

/** 1号 in labelled lines, as the convener writes them. */
export const meetingLines = [
  "安排会议",
  "议题：1号",
  "形式：现场协商",
  "时间：3月25日下午3点",
  "地点：幸福里小区2栋前空地",
  "雨天：社区二楼议事室",
  "主持：刘志强",
  "参加：委员 张建国 李梅 王海涛 韦德福，县住建局2人，城南街道、幸福里社区各1人，居民代表3人",
  "议程：现场察看 20分钟；情况介绍 10分钟 县住建局；委员和居民代表发言，每人不超过3分钟；县住建局回应；梳理意见建议",
  "材料截止：3月23日下午5点",
  "请准备：发言要点",
].join("\n");

/** 1号议题 is there, and the notice of its meeting is out. */
export async function announce(office: Office, change: (text: string) => string = (text) => text) {
  const liu = office.person("刘志强");
  await office.person("张建国").inGroup("荐题 老旧小区没地方充电");
  office.now = new Date("2026-03-18T02:00:00Z");
  const draft = await liu.alone(change(meetingLines));
  const answer = await liu.alone("确认");
  return { liu, draft, answer };
}
