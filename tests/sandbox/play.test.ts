import { describe, expect, test } from "vitest";

import { castOf, originalNames, playStartsAt } from "../../sandbox/cast.ts";
import { lanHost } from "../../sandbox/lan.ts";
import { readNames } from "../../sandbox/names.ts";
import { findWindStep, pageState } from "../../sandbox/page-state.ts";
import { createPlay, type PlayMemory } from "../../sandbox/play.ts";
import { script } from "../../sandbox/script.ts";
import { listWindChoices } from "../../sandbox/winding.ts";

function at(time: string): Date {
  return new Date(`2026-03-${time}+08:00`);
}

interface Stage {
  now: Date;
  readonly told: string[];
}

function openPlay(memory: Partial<PlayMemory> = {}) {
  const stage: Stage = { now: new Date("2031-01-01T00:00:00Z"), told: [] };
  const play = createPlay({
    now: () => stage.now,
    settled: () => Promise.resolve(),
    clear: async () => void stage.told.push("cleared"),
    onMoved: () => void stage.told.push(play.now().toISOString()),
    recall: (said) => void stage.told.push(`recalled ${said.length}`),
  });
  const whole: PlayMemory = {
    resume: () => Promise.resolve(undefined),
    begin: async ({ county }) => void stage.told.push(`begun ${county}`),
    wind: (to, moved) => Promise.resolve(moved(to)),
    ...memory,
  };
  return { play, stage, memory: whole };
}

describe("一场演练", () => {
  test("从3月9日上午9:20开始，跟着真的钟走；重来又从头走", async () => {
    const { play, stage, memory } = openPlay();
    await play.open(memory);
    expect(play.now()).toEqual(playStartsAt);
    stage.now = new Date(stage.now.getTime() + 90_000);
    expect(play.now()).toEqual(at("09T09:21:30"));
    await play.restart();
    expect(play.now()).toEqual(playStartsAt);
    expect(stage.told).toEqual(["begun 青禾县", "cleared", "begun 青禾县", "cleared"]);
  });

  test("程序停过：接着演，名字、日历、说过的话都在，不重新开始", async () => {
    const names = { county: "白云县", area: "河东片区", brand: "有话好商量" };
    const so = { names, offsetMs: -3_600_000, said: [] };
    const { play, stage, memory } = openPlay({ resume: () => Promise.resolve(so) });
    await play.open(memory);
    expect(play.now()).toEqual(new Date(stage.now.getTime() - 3_600_000));
    expect(play.cast().county).toBe("白云县");
    expect(stage.told).toEqual(["recalled 0"]);
  });

  test("只往前，不往回", async () => {
    const { play, memory } = openPlay();
    await play.open(memory);
    expect(await play.wind(at("11T09:00:00"))).toBe(true);
    expect(await play.wind(at("10T09:00:00"))).toBe(false);
    expect(play.now()).toEqual(at("11T09:00:00"));
  });

  test("两个人同时按清空重来：只清一次；换名字和清空一起按：一先一后", async () => {
    const { play, stage, memory } = openPlay();
    await play.open(memory);
    stage.told.length = 0;
    await Promise.all([play.restart(), play.restart()]);
    expect(stage.told).toEqual(["begun 青禾县", "cleared"]);
    const names = { county: "白云县", area: "河东片区", brand: "有话好说" };
    await Promise.all([play.restart(), play.restart(names)]);
    expect(stage.told.slice(2)).toEqual(["begun 青禾县", "cleared", "begun 白云县", "cleared"]);
    expect(play.cast().groups[0]?.title).toBe("河东片区协商工作群");
    await play.restart();
    expect(play.cast().county).toBe("白云县");
  });

  test("没清成：说得出来，原来的还在，再按就好", async () => {
    let isBroken = true;
    const { play, stage, memory } = openPlay({
      begin: () => (isBroken ? Promise.reject(new Error("away")) : Promise.resolve()),
    });
    await expect(play.open(memory)).rejects.toThrow("away");
    expect(stage.told).toEqual([]);
    isBroken = false;
    await play.restart();
    expect(stage.told).toEqual(["cleared"]);
  });

  test("正在清的时候说的话，等清完了再算", async () => {
    const gate = Promise.withResolvers<void>();
    const { play, stage, memory } = openPlay({ begin: () => gate.promise });
    const opened = play.open(memory);
    const said = play.ready().then(() => stage.told.push("said"));
    gate.resolve();
    await Promise.all([opened, said]);
    expect(stage.told).toEqual(["cleared", "said"]);
  });
});

describe("名字", () => {
  const good = { county: "白云县", area: "河东片区", brand: "有话好说" };

  test("空格和末尾的政协去掉", () => {
    expect(readNames({ ...good, county: " 白云县 政协 " })).toEqual({ kind: "names", names: good });
  });

  test.each([
    ["太短", { ...good, county: "白" }, "county"],
    ["太长", { ...good, area: "河".repeat(13) }, "area"],
    ["标记", { ...good, brand: "<b>好</b>" }, "brand"],
    ["标点", { ...good, brand: "好，好" }, "brand"],
    ["不是字", { ...good, area: 7 }, "area"],
    ["没有写", {}, "county"],
  ])("%s：说出是哪一项", (_name, asked, field) => {
    expect(readNames(asked)).toMatchObject({ kind: "fault", field });
  });

  test("片区名进群名、职务，人不变", () => {
    const cast = castOf(good);
    expect(cast.members.find(({ name }) => name === "刘志强")?.post).toBe(
      "委室主任、河东片区工作组组长",
    );
    expect(cast.members.map(({ name }) => name)).toEqual(
      castOf(originalNames).members.map(({ name }) => name),
    );
  });
});

describe("快进到哪里", () => {
  test.each([
    ["09T09:20:00", "09T10:20:00", "10T09:00:00", "13T15:00:00", "16T09:00:00"],
    ["13T15:00:00", "13T16:00:00", "14T09:00:00", "20T15:00:00", "16T09:00:00"],
    ["15T23:30:00", "16T00:30:00", "16T09:00:00", "20T15:00:00", "16T09:00:00"],
  ])("%s", (now, ...moments) => {
    const choices = listWindChoices(at(now));
    expect(choices.map(({ to }) => to)).toEqual(moments.map((moment) => at(moment)));
    for (const { to } of choices) expect(to > at(now)).toBe(true);
  });

  test("写的是日历上的话", () => {
    expect(listWindChoices(at("09T09:20:00")).map(({ label, when }) => [label, when])).toEqual([
      ["一小时后", "3月9日（星期一）上午10:20"],
      ["明天上午9:00", "3月10日（星期二）上午9:00"],
      ["星期五下午3:00", "3月13日（星期五）下午3:00"],
      ["下周一上午9:00", "3月16日（星期一）上午9:00"],
    ]);
  });
});

describe("步骤", () => {
  test("每一步的人都有账号，开的是两部不同的手机，步骤的编号连着", () => {
    const state = pageState(castOf(originalNames), "小协") as {
      parts: { steps: { id: string; phones: { userId: string }[] }[] }[];
      extras: { phones: { userId: string }[] }[];
    };
    const steps = state.parts.flatMap((part) => part.steps);
    expect(steps.map(({ id }) => id)).toEqual(steps.map((_, index) => String(index + 1)));
    for (const { phones } of [...steps, ...state.extras]) {
      expect(new Set(phones.map(({ userId }) => userId)).size).toBe(2);
    }
  });

  test("说话的人，手机就在这两部里", () => {
    const all = [...script.parts.flatMap((part) => part.steps), ...script.extras];
    for (const step of all) {
      if (step.kind !== "say") continue;
      expect(step.phones).toContainEqual({ who: step.who, place: step.place });
    }
  });

  test("机器人改了名，步骤里的话跟着改", () => {
    const text = JSON.stringify(pageState(castOf(originalNames), "小青"));
    expect(text).toContain("@小青 附議7");
    expect(text).not.toMatch(/@小[协協]/);
  });

  test("只有快进的步骤有时刻", () => {
    expect(findWindStep("10")?.to).toEqual(at("11T09:00:00"));
    expect(findWindStep("extra-2")?.to).toEqual(at("10T09:00:00"));
    for (const id of ["1", "0", "99", "extra-1", "extra-99", "__proto__", 9, undefined]) {
      expect(findWindStep(id)).toBeUndefined();
    }
  });
});

describe("手机从哪里进", () => {
  test.each([
    ["127.0.0.1", undefined],
    ["127.0.0.2", undefined],
    ["localhost", undefined],
    ["::1", undefined],
    ["0.0.0.0", "192.168.1.20"],
    ["::", "192.168.1.20"],
    ["10.1.2.3", "10.1.2.3"],
    ["fd00::7", "[fd00::7]"],
  ])("监听 %s：%s", (host, expected) => {
    expect(lanHost(host, interfaces)).toBe(expected);
  });

  test("没有网络：没有链接", () => {
    expect(lanHost("0.0.0.0", () => ({}))).toBeUndefined();
  });
});

function addressOf(family: "IPv4", address: string, internal = false) {
  return { family, address, internal, netmask: "", mac: "", cidr: null };
}

function interfaces() {
  return {
    lo: [addressOf("IPv4", "127.0.0.1", true)],
    docker0: [addressOf("IPv4", "172.17.0.1")],
    eth0: [addressOf("IPv4", "192.168.1.20")],
  };
}
