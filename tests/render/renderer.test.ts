import { afterEach, describe, expect, test } from "vitest";

import type { MadeContent } from "../../domain/file.ts";
import { BusyError } from "../../domain/errors.ts";
import { createRenderer, RenderError, type RendererOptions } from "../../render/renderer.ts";
import { sizeOfPng, unzip } from "./support.ts";

const picture: MadeContent = {
  kind: "picture",
  chart: {
    title: "推荐结果",
    subtitle: [],
    rows: [{ label: "7号", value: 3, unit: "票", isMarked: true }],
    footer: [],
  },
};

const paper: MadeContent = {
  kind: "paper",
  printed: {
    paper: { title: "议题清单", orientation: "portrait", parts: [], signColumns: [] },
    printedOn: "2026年3月27日",
  },
};

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

const open = (options: RendererOptions = {}) => stack.use(createRenderer(options));

describe("画图、做文件的进程", () => {
  test("图是PNG，文件是docx；同时要的一件一件做", async () => {
    const renderer = open();
    const [png, docx, again] = await Promise.all([
      renderer.render(picture),
      renderer.render(paper),
      renderer.render(picture),
    ]);
    expect(sizeOfPng(png).width).toBe(1080);
    expect(unzip(docx).get("word/document.xml")).toContain("议题清单");
    expect(again).toEqual(png);
  });

  test("做不出来的只坏它自己，后面的照做", async () => {
    const renderer = open();
    const broken = { kind: "picture", chart: {} } as MadeContent;
    const first = renderer.render(broken);
    const second = renderer.render(picture);
    await expect(first).rejects.toThrow(new RenderError("could not be made: TypeError"));
    expect(sizeOfPng(await second).width).toBe(1080);
  });

  test("等得太多就说忙，不越积越多", async () => {
    const renderer = open({ waitingMax: 2 });
    const taken = [renderer.render(picture), renderer.render(picture)];
    await expect(renderer.render(picture)).rejects.toThrow(BusyError);
    await Promise.all(taken);
    expect((await renderer.render(picture)).length).toBeGreaterThan(0);
  });

  test("太慢的停掉，不占着后面的", async () => {
    const slow = open({ timeoutMs: 1 });
    for (const content of [picture, paper]) {
      await expect(slow.render(content)).rejects.toThrow(new RenderError("took too long"));
    }
  });

  test("要的内存太多，停的是那个进程，不是小协", async () => {
    const renderer = open({ memoryMb: 40 });
    const title = "甲".repeat(20_000_000);
    const huge: MadeContent = { kind: "picture", chart: { ...picture.chart, title } };
    await expect(renderer.render(huge)).rejects.toThrow(RenderError);
    expect(sizeOfPng(await renderer.render(picture)).width).toBe(1080);
  });

  test("闲下来进程就走，再要再来", async () => {
    const renderer = open({ idleMs: 1 });
    for (let time = 0; time < 3; time += 1) {
      expect((await renderer.render(paper)).length).toBeGreaterThan(0);
    }
  });

  test("停下来以后不再做，等着的也不做", async () => {
    const renderer = createRenderer();
    const first = renderer.render(picture);
    const second = renderer.render(picture);
    const both = Promise.allSettled([first, second]);
    await renderer[Symbol.asyncDispose]();
    expect((await both).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
});
