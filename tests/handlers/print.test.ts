import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { eraseTopicWords } from "../../db/erase.ts";
import type { FileContent } from "../../domain/file.ts";
import type { Paper } from "../../domain/paper.ts";
import { keepPicture } from "../../handlers/pictures.ts";
import { printables } from "../../handlers/printing.ts";
import { type Office, openOffice } from "../support/talk.ts";

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(async () => {
  await office[Symbol.asyncDispose]();
});

const files = () => office.inTenant((tx) => tx.selectFrom("files").selectAll().execute());

const linkPattern = /https:\/\/office\.example\/d\/[\w-]{22}$/m;

const ask = (words: string): Promise<string> => office.person("周敏").alone(words);

async function lastPaper(): Promise<Paper> {
  const content = (await files()).at(-1)?.content as FileContent | undefined;
  return content?.kind === "paper" ? content.printed.paper : expect.unreachable();
}

describe("打印", () => {
  test("议题清单：给一个链接，说清给谁、多久", async () => {
    await office.person("李梅").alone("荐题 老旧小区充电难");
    const answer = await ask("打印 议题清单");
    expect(answer.replace(linkPattern, "链接")).toBe(
      [
        "议题清单已生成，A4纸1页，可以直接送签。",
        "",
        "请点开下载：链接",
        "24小时内有效，只给您自己用，请不要转发。",
      ].join("\n"),
    );
    expect(answer).toMatch(linkPattern);
  });

  test.each(["打印议题清单", "帮我打印一下议题清单", "请打印 议题表", "打印：议题清单"])(
    "%s，一样听得懂",
    async (words) => {
      await office.person("李梅").alone("荐题 老旧小区充电难");
      expect(await ask(words)).toMatch(/^议题清单已生成/);
    },
  );

  test("链接里的钥匙不存，只认得出；一天过期，记下谁要的", async () => {
    await office.person("李梅").alone("荐题 老旧小区充电难");
    const answer = await ask("打印 议题清单");
    const token = /\/d\/([\w-]{22})/.exec(answer)?.[1] ?? expect.unreachable();
    const [file] = await files();
    expect(JSON.stringify(file)).not.toContain(token);
    expect(file?.expires_at.getTime()).toBe(office.now.getTime() + 24 * 60 * 60 * 1000);
    const people = await office.inTenant((tx) =>
      tx.selectFrom("people").select("id").where("name", "=", "周敏").execute(),
    );
    expect(file?.person_id).toBe(people[0]?.id);
    const events = await office.inTenant((tx) =>
      tx
        .selectFrom("events")
        .select(["kind", "actor_id"])
        .where("object_kind", "=", "file")
        .execute(),
    );
    expect(events).toEqual([{ kind: "made", actor_id: people[0]?.id }]);
  });

  test("再要一次是另一个链接", async () => {
    await office.person("李梅").alone("荐题 老旧小区充电难");
    const first = linkPattern.exec(await ask("打印 议题清单"))?.[0];
    const second = linkPattern.exec(await ask("打印 议题清单"))?.[0];
    expect(second).not.toBe(first);
  });

  test("在群里不给链接，请单独找", async () => {
    await office.person("李梅").alone("荐题 老旧小区充电难");
    const answer = await office.person("周敏").inGroup("打印 议题清单");
    expect(answer).toBe("为了稳妥，「打印」请单独找我办：点我的头像，直接发给我就行。");
    expect(await files()).toEqual([]);
  });

  test("委员要打印，说由谁来做", async () => {
    await office.person("李梅").alone("荐题 老旧小区充电难");
    const answer = await office.person("李梅").alone("打印 议题清单");
    expect(answer).toContain("打印议题清单由联络员或组长来做");
    expect(await files()).toEqual([]);
  });

  test("没有内容、没说打印什么、说得不对：说怎么办", async () => {
    expect(await ask("打印 议题清单")).toBe(
      "现在还没有内容可以打印。有了再说一遍，例：打印 议题清单",
    );
    expect(await ask("打印")).toBe("请接着告诉我要打印什么，例：议题清单。半小时内都算数。");
    expect(await ask("工资条")).toMatch(
      /^没听明白要打印什么。能打印的有：议题清单.*。请回复，例：打印 议题清单$/,
    );
    expect(await files()).toEqual([]);
  });

  test("每一种都有名字，名字不重", () => {
    const names = printables.flatMap((printable) => printable.names);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(printables.map(({ kind }) => kind)).size).toBe(printables.length);
  });
});

describe("议题清单", () => {
  test("按编号排；没受理的只有编号，受理的写全", async () => {
    await office.person("李梅").alone("荐题 老旧小区充电难\n类别：城建");
    await office.person("王海涛").alone("荐题 园区公交末班车太早");
    await office.person("张建国").alone("荐题 写错了的");
    await office.person("张建国").alone("撤回 3");
    await office.person("张建国").alone("附议 2");
    await office.inTenant((tx) =>
      tx
        .updateTable("topics")
        .set({ status: "accepted", category: "城建" })
        .where("number", "=", 1)
        .execute(),
    );
    await ask("打印 议题清单");
    const paper = await lastPaper();
    expect(paper.title).toBe("青禾县政协2026年协商议题清单");
    expect(paper.signColumns).toEqual(["拟稿", "审核", "签发"]);
    expect(paper.countedAt).toBe("2026年3月9日上午10:00");
    expect(paper.parts.flatMap((part) => (part.kind === "table" ? [] : [part.text]))).toEqual([
      "2026年现有议题2件，按编号排列。",
      "其中1件还没有受理，只列编号、附议人数和状态。",
    ]);
    const table = paper.parts.find((part) => part.kind === "table");
    expect(table?.columns.map(({ title }) => title)).toEqual([
      "编号",
      "题目",
      "荐题人",
      "附议",
      "类别",
      "状态",
    ]);
    expect(table?.rows).toEqual([
      ["1号", "老旧小区充电难", "李梅", "0人", "城建", "已受理"],
      ["2号", "", "", "1人", "", "待受理"],
    ]);
    expect(JSON.stringify(paper)).not.toContain("末班车");
  });

  test("依规删除以后，写着它的文件也没有了", async () => {
    await office.person("李梅").alone("荐题 老旧小区充电难");
    await office.inTenant((tx) => tx.updateTable("topics").set({ status: "accepted" }).execute());
    await ask("打印 议题清单");
    const seen = await files();
    expect(seen).toHaveLength(1);
    await office.inTenant(async (tx) => {
      const [topic] = await tx.selectFrom("topics").select("id").execute();
      const ref = { tenantId: office.tenantId, topicId: topic?.id ?? 0 };
      await eraseTopicWords(tx, ref, ["老旧小区充电难"]);
    });
    expect(await files()).toEqual([]);
  });
});

test("图片的链接给一个群，三十天，不写给谁", async () => {
  const chart = {
    title: "二季度推荐结果",
    subtitle: [],
    rows: [{ label: "7号", value: 17, unit: "票", isMarked: true }],
    footer: [],
  };
  const { tenantId, now: wallNow } = office;
  const ports = { publicUrl: "https://office.example" };
  const url = await office.inTenant((tx) => keepPicture(tx, { tenantId, chart, ports, wallNow }));
  expect(url).toMatch(linkPattern);
  const [file] = await files();
  expect(file).toMatchObject({ kind: "picture", mime: "image/png", person_id: null });
  expect(file?.name).toBe("二季度推荐结果.png");
  expect(file?.content).toEqual({ kind: "picture", chart });
  expect(file?.expires_at.getTime()).toBe(wallNow.getTime() + 30 * 24 * 60 * 60 * 1000);
});
