import { expect, test } from "vitest";

import { forgottenWords } from "../../text/ballots.ts";
import { openSelection, selectionSeed } from "../support/selection.ts";
import { type Office, openOffice } from "../support/talk.ts";

/** Everything the database keeps of what was said, opened with the office's own key. */
async function kept(office: Office): Promise<string> {
  return office.inTenant(async (tx) => {
    const inbox = await tx.selectFrom("inbox").select(["words", "answer"]).execute();
    const said = inbox.map(({ words, answer }) => [
      words === null ? "" : tx.sealer.open(words),
      JSON.stringify(answer),
    ]);
    const asked = await tx.selectFrom("questions").select("question").execute();
    const pending = await tx.selectFrom("pending_messages").selectAll().execute();
    const waiting = asked.map(({ question }) => tx.sealer.open(question));
    return JSON.stringify([said, waiting, pending.length]);
  });
}

async function openSecret(): Promise<Office> {
  const office = await openOffice({ seed: selectionSeed });
  office.now = new Date("2026-03-11T06:00:00Z");
  await openSelection(office, { terms: { disclosure: "secret" } });
  return office;
}

const unclear = [
  "没听明白，还没有记。正在进行的是无记名推荐，您这句话我没有留下。",
  "请点卡片选，或者再发一次，例：推荐 4 7",
].join("\n");

test.each([
  "我的推荐是4号和7号",
  "充电那件和接送那件，就是4跟7",
  "3 8",
  "四号七号吧",
  "头一个选照明的",
])("无记名时没听明白的：%s，一个字也不留", async (words) => {
  await using office = await openSecret();
  expect(await office.person("李梅").alone(words)).toBe(unclear);
  const all = await kept(office);
  expect(all).not.toContain(words);
  expect(all).toContain(forgottenWords);
  expect(await office.person("李梅").alone("推荐 4 7")).toContain("您的推荐已记下");
});

test("语音的也不留，不当成要核对的话", async () => {
  await using office = await openSecret();
  const li = office.person("李梅");
  expect(await li.alone("我的推荐是四号和七号", { manner: "spoken" })).toBe(unclear);
  expect(await kept(office)).not.toContain("四号和七号");
  expect(await li.alone("对")).not.toContain("已记下");
});

test("还没认人的：不当成心愿留着，请先说姓名", async () => {
  await using office = await openSecret();
  const sender = { externalId: "stranger", linkable: true };
  const conversation = { kind: "single", externalId: "stranger" } as const;
  const answer = await office.person("李梅").alone("我的推荐是4号和7号", { sender, conversation });
  expect(answer).toContain("请先回复姓名，例：我是 张建国");
  const all = await kept(office);
  expect(all).not.toContain("4号和7号");
  expect(all).toMatch(/,0\]$/);
});

test("不像推荐的话、别的指令、没有无记名推荐时，照平常", async () => {
  await using office = await openSecret();
  expect(await office.person("李梅").alone("今天天气不错")).toContain("没听明白。您是想");
  expect(await office.person("李梅").alone("今天天气不错啊", { manner: "spoken" })).toContain(
    "听到",
  );
  expect(await office.person("李梅").alone("荐题 7号楼门口路灯不亮")).toContain("收到李委员的荐题");
  expect(await office.person("周敏").alone("我的推荐是4号和7号")).not.toContain("无记名");
  expect(await kept(office)).toContain("今天天气不错");
  await using named = await openOffice({ seed: selectionSeed });
  named.now = new Date("2026-03-11T06:00:00Z");
  await openSelection(named);
  expect(await named.person("李梅").alone("我的推荐是4号和7号")).not.toContain("无记名");
});
