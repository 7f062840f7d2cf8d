import { join } from "node:path";

import type { Locator, Page } from "playwright-core";
import { afterEach, beforeEach, expect } from "vitest";

import type { Said } from "../../sandbox/timeline.ts";
import { pictures, type sizes, useStage } from "./stage.ts";

/** The steps of the play, pressed one by one, and what the phones show after them. */

export type Side = "left" | "right";

/** To be called in a `describe`: one play, and a page of it that `open` opens anew in each test. */
export function useScript() {
  const stage = useStage();
  let opened: Page | undefined;
  let stopClock: (() => void) | undefined;
  beforeEach(() => {
    const { play } = stage;
    // The platforms take so many messages a second; with a clock that stands still, no more.
    const startMs = play.now.getTime() - performance.now();
    const timer = setInterval(() => {
      play.now = new Date(startMs + performance.now());
    }, 20);
    stopClock = () => clearInterval(timer);
  });
  afterEach(() => stopClock?.());

  const current = (): Page => {
    if (opened === undefined) throw new Error("no page is open");
    return opened;
  };
  const phone = (side: Side): Locator => current().getByTestId(`phone-${side}`);

  async function pressStep(id: string): Promise<void> {
    const page = current();
    const done = page.locator(`[data-step="${id}"][data-state="done"]`);
    if ((page.viewportSize()?.width ?? 0) < 761) await page.getByTestId("now-do").click();
    else await page.locator(`[data-step="${id}"]`).getByTestId("step-do").click();
    await done.waitFor({ state: "attached", timeout: 20_000 });
  }

  return {
    get play() {
      return stage.play;
    },
    get page() {
      return current();
    },
    open: async (size: keyof typeof sizes): Promise<void> => {
      opened = await stage.open(size);
    },
    phone,
    pressStep,
    pressSteps: async (from: number, to: number): Promise<void> => {
      for (let id = from; id <= to; id += 1) await pressStep(String(id));
    },
    /** The newest bubble that reads like this, each paragraph as it is shown. */
    expectSaid: async (side: Side, text: string): Promise<Locator> => {
      const first = text.split("\n")[0] ?? "";
      const bubble = phone(side).getByTestId("bubble").filter({ hasText: first }).last();
      await bubble.waitFor({ state: "attached" });
      const said = (await bubble.innerText()).replaceAll(/\n{2,}/g, "\n\n").trim();
      expect(said.slice(0, text.length)).toBe(text);
      return bubble;
    },
    /** The newest words of the bot in this talk that hold these. */
    until: async (conversation: string, words: string): Promise<Said> => {
      const find = () =>
        stage.play.sandbox.timeline.list(conversation).findLast(({ text }) => text.includes(words));
      await expect.poll(find, { timeout: 15_000 }).toBeDefined();
      const said = find();
      if (said === undefined) throw new Error(`nobody said: ${words}`);
      return said;
    },
    takePicture: async (name: string): Promise<void> => {
      if (pictures === undefined) return;
      await current()
        .getByTestId("toast")
        .evaluate((node: { style: { display: string } }) => {
          node.style.display = "none";
        });
      await current().screenshot({ path: join(pictures, name) });
    },
  };
}
