import { expect, test } from "vitest";
import { cast } from "../../sandbox/cast.ts";
import { createSandboxKeys } from "../../sandbox/keys.ts";

test("24位委员，次序连着，八位在钉钉，一位没有账号", () => {
  const { members } = cast;
  expect(members.map(({ order }) => order)).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
  const on = (platform: string | undefined) =>
    members.filter(({ account }) => account?.platform === platform).map(({ name }) => name);
  expect(on("dingtalk")).toEqual([
    "王海涛",
    "赵启明",
    "马建军",
    "罗静",
    "梁伟",
    "莫振华",
    "唐晓东",
    "石磊",
  ]);
  expect(on(undefined)).toEqual(["韦德福"]);
  expect(on("wecom")).toHaveLength(15);
});

test("城区15人，乡镇9人", () => {
  const inTown = cast.members.filter(({ residence }) => residence === "城区");
  expect([inTown.length, cast.members.length - inTown.length]).toEqual([15, 9]);
});

test("账号各不相同，称呼不从姓名里猜", () => {
  const ids = [...cast.members, cast.liaison].flatMap(({ account }) => account?.userId ?? []);
  expect(new Set(ids).size).toBe(24);
  const addresses = new Map(cast.members.map(({ name, address }) => [name, address]));
  const asked = ["刘志强", "何秀兰", "欧阳敏"].map((name) => addresses.get(name));
  expect(asked).toEqual(["刘主任", "何主席", "欧阳委员"]);
});

test("议题1到6号，短题不超过十个字，荐题人都在名单里", () => {
  expect(cast.topics.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
  for (const topic of cast.topics) {
    expect(topic.shortTitle.length).toBeLessThanOrEqual(10);
    expect(cast.members.map(({ name }) => name)).toContain(topic.proposedBy);
  }
});

test("密钥每次都新，能存成 JSON，长度同真实的一样", () => {
  const keys = createSandboxKeys();
  expect(JSON.parse(JSON.stringify(keys))).toEqual(keys);
  expect(createSandboxKeys().wecom.aesKey).not.toBe(keys.wecom.aesKey);
  expect(keys.wecom.aesKey).toMatch(/^[A-Za-z0-9]{43}$/);
  expect(keys.wecom.webhookKey).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});
