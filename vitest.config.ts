import { defineConfig } from "vitest/config";

import { createReporter } from "./tests/support/reporter.ts";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    globalSetup: ["tests/support/global-setup.ts"],
    reporters: ["default", createReporter(process.env)],
    // Real servers stand behind many tests: more workers than a small machine has cores only wait.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
