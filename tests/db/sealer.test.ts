import { expect, test } from "vitest";

import { createSealer } from "../../db/sealer.ts";

const sealer = createSealer(Buffer.alloc(32, 1));

test("封上的打得开，同样的话每次封得不一样，看不出原文", () => {
  const once = sealer.seal("13800000000");
  expect(sealer.open(once)).toBe("13800000000");
  expect(sealer.seal("13800000000").equals(once)).toBe(false);
  expect(once.includes("138000")).toBe(false);
});

test("换了钥匙、改了一位、截断了、空的：都打不开，也不出错", () => {
  const sealed = sealer.seal("推送地址");
  expect(createSealer(Buffer.alloc(32, 2)).open(sealed)).toBeUndefined();
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(sealer.open(changed), `byte ${at}`).toBeUndefined();
    expect(sealer.open(sealed.subarray(0, at)), `cut at ${at}`).toBeUndefined();
  }
});

test("钥匙长度不对就不启用", () => {
  expect(() => createSealer(Buffer.alloc(31))).toThrow("32 bytes");
});
