import { afterAll, beforeAll, expect, test } from "vitest";

import { insertFile } from "../../db/files.ts";
import { listTenantIds } from "../../db/cleaning.ts";
import { enterTenant } from "../../db/tenants.ts";
import { endingOf, mimeOf } from "../../domain/file.ts";
import { unzip } from "../render/support.ts";
import { openPlay, type Play } from "../support/app.ts";

let play: Play;
beforeAll(async () => {
  play = await openPlay();
});
afterAll(async () => {
  await play[Symbol.asyncDispose]();
});

test("整套程序里，链接打得开，别的地址没有", async () => {
  const token = await play.app.db.transaction(async (tx) => {
    const [tenantId] = await listTenantIds(tx);
    if (tenantId === undefined) return expect.unreachable();
    await enterTenant(tx, tenantId);
    const paper = {
      title: "议题清单",
      orientation: "portrait",
      parts: [],
      signColumns: [],
    } as const;
    const file = await insertFile(tx, {
      tenantId,
      kind: "topic-list",
      name: `议题清单${endingOf.paper}`,
      mime: mimeOf.paper,
      content: { kind: "paper", printed: { paper, printedOn: "2026年3月9日" } },
      personId: undefined,
      at: play.now,
      expiresAt: new Date(play.now.getTime() + 1000),
    });
    return file.token;
  });
  const response = await fetch(`${play.baseUrl}/d/${token}`);
  expect(response.status).toBe(200);
  const parts = unzip(new Uint8Array(await response.arrayBuffer()));
  expect(parts.get("word/document.xml")).toContain("议题清单");
  expect((await fetch(`${play.baseUrl}/d/${"A".repeat(22)}`)).status).toBe(404);
});
