import * as fs from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

import { expect, inject, test } from "vitest";

import { deriveKeys, openFrames, readHeader, renderHeader } from "../../db/backup-file.ts";
import { writeBackup } from "../../db/backup.ts";
import { castBallot, memberNames, openSelection, selectionSeed } from "../support/selection.ts";
import { openOffice, startOfPlay } from "../support/talk.ts";

const dataKey = Buffer.alloc(32, 7);

/** The lines of a backup, opened with the office's own key. */
async function linesOf(path: string): Promise<readonly string[]> {
  const header = await readHeader(path);
  const keys = header && deriveKeys(dataKey, header);
  if (header === undefined || keys === undefined) throw new Error("the backup does not open");
  const plain: Buffer[] = [];
  await pipeline(
    fs.createReadStream(path, { start: renderHeader(header).length }),
    (bytes: AsyncIterable<Buffer>) => openFrames(bytes, keys, path),
    createGunzip(),
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) plain.push(chunk);
    },
  );
  return Buffer.concat(plain).toString().split("\n");
}

test("备份里，无记名的推荐单不按写入的先后", async () => {
  await using office = await openOffice({ seed: selectionSeed });
  const id = await openSelection(office, { terms: { disclosure: "secret" } });
  for (const name of memberNames) {
    const choices = { kind: "approval", numbers: [4] } as const;
    await castBallot(office, id, { name, choices, isSecret: true });
  }
  const path = join(fs.mkdtempSync(join(inject("runDir"), "backup-")), "secret.backup");
  await writeBackup({ databaseUrl: office.url, dataKey, path, now: startOfPlay });
  const lines = await linesOf(path);
  const at = lines.findIndex((line) => line.startsWith('{"table":"secret_ballots"'));
  const { columns } = JSON.parse(lines[at] ?? "{}") as { columns: string[] };
  const rows = lines.slice(at + 1, at + 1 + memberNames.length);
  const ids = rows.map((line) => (JSON.parse(line) as string[])[columns.indexOf("id")] ?? "");
  expect(new Set(ids).size).toBe(memberNames.length);
  expect(ids).toEqual(ids.toSorted());
});
