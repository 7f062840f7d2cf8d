import { sql } from "kysely";
import { expect, test } from "vitest";

import { listOwnSelections } from "../../db/ballots.ts";
import { forgottenWords } from "../../text/ballots.ts";
import { castUsual, openSelection, selectionSeed } from "../support/selection.ts";
import { type Office, openOffice } from "../support/talk.ts";

/** What an unfriendly hand would try with a 议题推荐. */
const thursday = new Date("2026-03-12T02:00:00Z");

const northern = {
  line: 26,
  name: "宋北",
  title: "城北片区组长",
  salutation: "宋组长",
  unit: "城北片区",
  isLiaison: false,
  account: { platform: "one", externalId: "宋北" },
} as const;

async function openSeeded(): Promise<Office> {
  const seed = { ...selectionSeed, people: [...selectionSeed.people, northern] };
  const office = await openOffice({ seed });
  office.now = thursday;
  return office;
}

/** What people wrote, and what they were answered, as it is kept. */
async function inboxOf(office: Office): Promise<string> {
  return office.inTenant(async (tx) => {
    const rows = await tx.selectFrom("inbox").select(["words", "answer"]).execute();
    const questions = await tx.selectFrom("questions").select("question").execute();
    return JSON.stringify([
      rows.map(({ words, answer }) => [words === null ? "" : tx.sealer.open(words), answer]),
      questions.map(({ question }) => tx.sealer.open(question)),
    ]);
  });
}

/** Who has chosen, and the transactions that wrote the mark and the ballots. */
async function listTraces(office: Office) {
  return office.inTenant(async (tx) => {
    const roll = await sql<{ xmin: string }>`
      select xmin::text as xmin from selection_roll where has_chosen`.execute(tx);
    const ballots = await sql<{ xmin: string }>`
      select xmin::text as xmin from secret_ballots`.execute(tx);
    return {
      roll: roll.rows.map(({ xmin }) => xmin),
      ballots: ballots.rows.map(({ xmin }) => xmin),
    };
  });
}

test("无记名取消以后：推荐单也重写过，与名单对不上", async () => {
  await using office = await openSeeded();
  await openSelection(office, { terms: { disclosure: "secret" } });
  await office.person("李梅").alone("推荐 4 7");
  await office.person("何秀兰").alone("推荐 2 8");
  const before = await listTraces(office);
  expect(before.ballots.toSorted()).toEqual(before.roll.toSorted());
  const liu = office.person("刘志强");
  await liu.alone("取消推荐 候选议题要重新初选");
  expect(await liu.alone("确认")).toContain("取消");
  const after = await listTraces(office);
  expect(after.ballots).toHaveLength(2);
  expect(after.ballots.filter((xmin) => after.roll.includes(xmin))).toEqual([]);
});

test("不认识的人说选了什么，打字、语音都不留，也不问对不对", async () => {
  await using office = await openSeeded();
  await openSelection(office, { terms: { disclosure: "secret" } });
  const stranger = {
    sender: { externalId: "stranger", linkable: true },
    conversation: { kind: "single", externalId: "stranger" },
  } as const;
  const typed = await office.person("李梅").alone("推荐 4 7", stranger);
  const spoken = { ...stranger, manner: "spoken" } as const;
  expect(await office.person("李梅").alone("我选四号跟八号", spoken)).toBe(typed);
  const kept = await inboxOf(office);
  expect(kept).toContain(forgottenWords);
  expect(kept).not.toContain("推荐 4 7");
  expect(kept).not.toContain("四号跟八号");
});

test("程序出了差错，收据里也不留选了什么；别的话照留", async () => {
  await using office = await openOffice({
    seed: selectionSeed,
    ports: { reportFault: () => {} },
  });
  office.now = thursday;
  await openSelection(office, { terms: { disclosure: "secret" } });
  await office.db.transaction((tx) =>
    sql`create function broken() returns trigger language plpgsql
      as $$ begin raise exception 'broken'; end $$`.execute(tx),
  );
  await office.db.transaction((tx) =>
    sql`create trigger broken before insert on secret_ballots
      for each row execute function broken()`.execute(tx),
  );
  const answer = await office.person("李梅").alone("推荐 4 7");
  expect(answer).not.toContain("已记下");
  const kept = await inboxOf(office);
  expect(kept).toContain(forgottenWords);
  expect(kept).not.toContain("推荐 4 7");
});

test("分页：一页里有读不懂的话，原来选的不动", async () => {
  await using office = await openSeeded();
  const options = Array.from({ length: 25 }, (_, index) => {
    const words = `候选${index + 1}`;
    return [index + 1, words, words] as const;
  });
  const id = await openSelection(office, { options });
  const mei = office.person("李梅");
  await mei.alone("推荐 第2页 21 22");
  expect(await mei.alone("推荐 第2页 21 再加几个")).toContain("没听明白您选了哪几号，还没有记");
  expect(await choicesOf(office, id)).toEqual([21, 22]);
  await mei.alone("推荐 第1页 3");
  expect((await choicesOf(office, id)).toSorted((a, b) => a - b)).toEqual([3, 21, 22]);
});

async function choicesOf(office: Office, id: number): Promise<readonly number[]> {
  const { tenantId } = office;
  return office.inTenant(async (tx) => {
    const { rows } = await sql<{ id: number }>`
      select id from people where tenant_id = ${tenantId} and name = '李梅'`.execute(tx);
    const own = await listOwnSelections(tx, { tenantId, personId: rows[0]?.id ?? 0 }, "free");
    const found = own.find(({ selection }) => selection.id === id)?.elector?.choices;
    return found?.kind === "approval" ? found.numbers : [];
  });
}

test("无记名选好不能改，所以候选不能分页", async () => {
  await using office = await openSeeded();
  const labels = Array.from({ length: 21 }, (_, index) => `候选${index + 1}`).join("、");
  const answer = await office
    .person("周敏")
    .alone(`发起推荐 选3件 周五下午5点截止\n选项：${labels}\n公开：无记名`);
  expect(answer).toContain("最多20件，这次有21件，还没有发起");
  const drafts = await office.inTenant((tx) => tx.selectFrom("selections").selectAll().execute());
  expect(drafts).toEqual([]);
});

test("别的片区的组长不能截止、取消、延期，公布以前也导不出", async () => {
  await using office = await openSeeded();
  const id = await openSelection(office);
  await castUsual(office, id);
  const song = office.person("宋北");
  for (const words of ["截止推荐", "取消推荐 不合适", "延期推荐 周六中午12点 还有人没选"]) {
    await song.alone(words);
    expect(await song.alone("确认")).toContain(
      "这是城南片区的推荐，由发起人刘主任或者联络员来办，我没有动。",
    );
  }
  const liu = office.person("刘志强");
  await liu.alone("截止推荐");
  await liu.alone("确认");
  expect(await song.alone("推荐导出")).toContain("公布以后在群里告诉大家");
  expect(await song.alone("打印 推荐结果")).toContain("推荐结果正由刘主任核对，公布以后就可以打印");
  expect(await liu.alone("推荐导出")).toContain("https://office.example/");
});

test("无记名截止以后才说：不留，也不拿去转告，哪怕后来又有一项截止", async () => {
  await using office = await openSeeded();
  const dueAt = new Date("2026-03-12T01:00:00Z");
  await openSelection(office, { terms: { disclosure: "secret" }, dueAt });
  await openSelection(office, { title: "另一项推荐", dueAt });
  const mei = office.person("李梅");
  expect(await mei.alone("推荐 4 7")).not.toContain("转告");
  expect(await inboxOf(office)).not.toContain("推荐 4 7");
});

test("无记名时代录：还没问是哪一位，就不留选了什么", async () => {
  await using office = await openSeeded();
  await openSelection(office, { terms: { disclosure: "secret" } });
  const answer = await office.person("周敏").alone("代录 没这个人 4 7 电话");
  expect(answer).toContain("不能代录，还没有记");
  expect(await inboxOf(office)).not.toContain("4 7 电话");
});

test("截止以后才说有异议：作数的不动，话说得准", async () => {
  await using office = await openSeeded();
  const id = await openSelection(office);
  await castUsual(office, id);
  const liu = office.person("刘志强");
  await liu.alone("截止推荐");
  await liu.alone("确认");
  const answer = await office.person("周敏").alone("有异议 韦德福");
  expect(answer).toContain("已经截止的不再改");
  expect(await office.person("李梅").alone("有异议")).toContain("没有人替您代录");
  const ballots = await office.inTenant((tx) => tx.selectFrom("ballots").selectAll().execute());
  expect(ballots.filter((row) => row.entered_by !== null)).toHaveLength(1);
});

test("组长和委员同一刻点：截止、延期、取消只成一样，推荐单不丢", async () => {
  await using office = await openSeeded();
  const id = await openSelection(office);
  const [liu, zhou] = [office.person("刘志强"), office.person("周敏")];
  await liu.alone("截止推荐");
  await zhou.alone("取消推荐 候选议题要重新初选");
  const answers = await Promise.all([
    liu.alone("确认"),
    zhou.alone("确认"),
    office.person("李梅").alone("推荐 4 7"),
    office.person("李梅").inGroup("推荐 2 8"),
    office.person("何秀兰").alone("推荐 3"),
  ]);
  expect(answers.every((answer) => answer !== "")).toBe(true);
  const [state, roll, ballots] = await office.inTenant(async (tx) => [
    await tx.selectFrom("selections").select("state").where("id", "=", id).execute(),
    await tx
      .selectFrom("selection_roll")
      .select("person_id")
      .where("has_chosen", "=", true)
      .execute(),
    await tx.selectFrom("ballots").select("person_id").execute(),
  ]);
  expect(["closed", "cancelled"]).toContain(state[0]?.state);
  expect(new Set(ballots)).toEqual(new Set(roll));
});
