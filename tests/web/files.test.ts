import { once } from "node:events";
import { request } from "node:http";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { findChainFault } from "../../db/events.ts";
import { limits } from "../../domain/limits.ts";
import { keepPicture } from "../../handlers/pictures.ts";
import { sizeOfPng, unzip } from "../render/support.ts";
import { type Office, openOffice } from "../support/talk.ts";
import { serveFiles } from "./support.ts";

let office: Office;
let stack: AsyncDisposableStack;
let baseUrl: string;
let faults: unknown[];
let logged: string[];
let isBroken: boolean;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  office = stack.use(await openOffice());
  faults = [];
  logged = [];
  isBroken = false;
  baseUrl = await serveFiles(stack, office, {
    render: (draw) => (content) => (isBroken ? Promise.reject(new Error("broken")) : draw(content)),
    reportFault: (error) => void faults.push(error),
    log: {
      error: (fields) => void logged.push(JSON.stringify(fields)),
      warn: (fields) => void logged.push(JSON.stringify(fields)),
    },
  });
});

afterEach(async () => {
  await stack.disposeAsync();
});

async function printList(): Promise<string> {
  await office.person("李梅").alone("荐题 老旧小区充电难");
  const answer = await office.person("周敏").alone("打印 议题清单");
  return /\/d\/[\w-]{22}/.exec(answer)?.[0] ?? expect.unreachable(answer);
}

function keepChart(): Promise<string> {
  const chart = {
    title: "二季度推荐结果",
    subtitle: [],
    rows: [{ label: "7号", value: 17, unit: "票", isMarked: true }],
    footer: [],
  };
  const { tenantId, now: wallNow } = office;
  const picture = { tenantId, chart, ports: { publicUrl: "" }, wallNow };
  return office.inTenant((tx) => keepPicture(tx, picture));
}

const fetchPath = (path: string): Promise<Response> => fetch(`${baseUrl}${path}`);

const opened = () =>
  office.inTenant((tx) => tx.selectFrom("files").select(["open_count", "opened_at"]).execute());

function wait(hours: number): void {
  office.now = new Date(office.now.getTime() + hours * 60 * 60 * 1000);
}

describe("打印的文件", () => {
  test("打开就是docx，名字是中文，不进缓存", async () => {
    const response = await fetchPath(await printList());
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    );
    expect(response.headers.get("content-disposition")).toBe(
      `attachment; filename="paper.docx"; filename*=UTF-8''${encodeURIComponent("青禾县政协2026年协商议题清单.docx")}`,
    );
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    const xml = unzip(new Uint8Array(await response.arrayBuffer())).get("word/document.xml");
    expect(xml).toContain("青禾县政协2026年协商议题清单");
    expect(xml).toContain("打印日期：2026年3月9日");
  });

  test("来访人的电话：链接打开是一句话，十分钟后看不到；库里不是明文", async () => {
    const wish = "接待日 排班 每周三上午9点 城南街道联络站\n人员：张建国";
    office.now = new Date("2026-03-10T10:00:00+08:00");
    await office.person("刘志强").alone(wish);
    await office.person("刘志强").alone("确认");
    office.now = new Date("2026-03-11T09:30:00+08:00");
    const zhang = office.person("张建国");
    await zhang.alone("接待记录 来访人：张大爷 事由：路灯不亮 电话：13877712345");
    const link = /\/d\/[\w-]{22}/.exec(await zhang.alone("接待日 电话 1"))?.[0] ?? "";
    const page = await fetchPath(link);
    expect(page.status).toBe(200);
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await page.text()).toContain("接待记录1，张大爷的电话：13877712345");
    const files = await office.inTenant((tx) => tx.selectFrom("files").selectAll().execute());
    expect(JSON.stringify(files)).not.toContain("13877712345");
    office.now = new Date(office.now.getTime() + 10 * 60_000);
    const over = await fetchPath(link);
    expect(over.status).toBe(410);
    expect(await over.text()).toContain("接待日 电话 3");
  });

  test("每打开一次记一次，不记从哪里", async () => {
    const path = await printList();
    await fetchPath(path);
    wait(1);
    await fetchPath(path);
    expect(await opened()).toEqual([{ open_count: 2, opened_at: office.now }]);
    const events = await office.inTenant((tx) =>
      tx
        .selectFrom("events")
        .innerJoin("event_words", "event_words.event_id", "events.id")
        .select(["events.kind", "actor_id", "words", "object_id"])
        .where("object_kind", "=", "file")
        .orderBy("seq")
        .execute(),
    );
    expect(events.map(({ kind }) => kind)).toEqual(["made", "opened", "opened"]);
    expect(events[1]).toMatchObject({ actor_id: null, words: "{}" });
    const object = {
      tenantId: office.tenantId,
      objectKind: "file",
      objectId: events[0]?.object_id ?? 0,
    } as const;
    expect(await office.inTenant((tx) => findChainFault(tx, object))).toBeUndefined();
  });

  test("过了24小时：说怎么再要，不再给", async () => {
    const path = await printList();
    wait(23.9);
    expect((await fetchPath(path)).status).toBe(200);
    wait(0.1);
    const response = await fetchPath(path);
    expect(response.status).toBe(410);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    const page = await response.text();
    expect(page).toContain(
      "这个链接已经过期了。请单独找小协，再说一遍要打印什么，例：打印 议题清单",
    );
    expect((await opened())[0]?.open_count).toBe(1);
  });

  test("打开得太多，像是传开了：不再给", async () => {
    const path = await printList();
    await office.inTenant((tx) =>
      tx.updateTable("files").set({ open_count: limits.fileOpensMax }).execute(),
    );
    const response = await fetchPath(path);
    expect(response.status).toBe(410);
    expect(await response.text()).toContain("打开的次数太多了");
  });

  test("不对的链接都一样：说打不开，怎么再要", async () => {
    const path = await printList();
    const wrong = [
      `/d/${"A".repeat(22)}`,
      `${path}x`,
      path.slice(0, -1),
      "/d/%00",
      `/d/${"A".repeat(5000)}`,
      `/d/${encodeURIComponent("' or 1=1 --")}`,
    ];
    const answers = await Promise.all(
      wrong.map(async (each) => {
        const response = await fetchPath(each);
        return `${response.status} ${await response.text()}`;
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^404 [^]*这个链接打不开了/);
    expect((await fetchPath("/d/")).status).toBe(404);
    expect((await opened())[0]?.open_count).toBe(0);
    expect(faults).toEqual([]);
  });

  test("清掉以后和没有过一样", async () => {
    const path = await printList();
    await office.inTenant((tx) => tx.deleteFrom("files").execute());
    expect((await fetchPath(path)).status).toBe(404);
  });

  test("做不出来：请过一会儿再点，日志里没有链接", async () => {
    const path = await printList();
    isBroken = true;
    const response = await fetchPath(path);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain("刚才没有生成好，请过一分钟再点一次链接。");
    expect(faults).toHaveLength(1);
    expect(logged.join("")).not.toContain(path.slice(3));
    isBroken = false;
    expect((await fetchPath(path)).status).toBe(200);
  });

  test("路径里有坏的编码，日志里也没有链接", async () => {
    const { hostname, port } = new URL(baseUrl);
    const [response] = (await once(
      request({ hostname, port, path: "/d/%ff%fe" }).end(),
      "response",
    )) as [{ statusCode: number; resume(): void }];
    response.resume();
    expect(response.statusCode).toBeGreaterThanOrEqual(400);
    expect(response.statusCode).toBeLessThan(500);
  });
});

describe("结果的图", () => {
  test("给一个群看：是PNG，直接显示，看多少次都行，只数次数", async () => {
    const path = await keepChart();
    const response = await fetchPath(path);
    expect(response.headers.get("content-type")).toBe("image/png");
    expect(response.headers.get("content-disposition")).toMatch(/^inline; filename="picture.png"/);
    expect(sizeOfPng(new Uint8Array(await response.arrayBuffer())).width).toBe(1080);
    await office.inTenant((tx) =>
      tx.updateTable("files").set({ open_count: limits.fileOpensMax }).execute(),
    );
    expect((await fetchPath(path)).status).toBe(200);
    const events = await office.inTenant((tx) =>
      tx.selectFrom("events").select("id").where("object_kind", "=", "file").execute(),
    );
    expect(events).toEqual([]);
  });

  test("三十天以后说看不了了", async () => {
    const path = await keepChart();
    wait(30 * 24 - 0.1);
    expect((await fetchPath(path)).status).toBe(200);
    wait(0.1);
    const response = await fetchPath(path);
    expect(response.status).toBe(410);
    expect(await response.text()).toContain("这张图已经过期了");
  });
});
