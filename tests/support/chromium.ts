import { type Browser, chromium } from "playwright-core";

import { findProgram, requireUnderCi } from "./needs.ts";

/**
 * A real browser without a window. Background traffic is off: it would only look for hosts that
 * have nothing to do with the test.
 * @throws Error where none is installed; guard the suite with `needs("chromium")`
 */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findProgram("chromium");
  if (executablePath === undefined) {
    requireUnderCi("chromium");
    throw new Error("there is no Chromium on this machine");
  }
  return chromium.launch({ executablePath, args: [...flags] });
}

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
] as const;
