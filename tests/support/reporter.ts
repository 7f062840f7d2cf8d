import { writeFileSync } from "node:fs";

import type { Reporter, SerializedError, TestModule } from "vitest/node";

/**
 * Says at the end of a run what was skipped and why; under CI a skipped test is a failure. Writes
 * `N passed, N failed` to the file named by TEST_SUMMARY_FILE, if any.
 */
export function createReporter(env: Readonly<Record<string, string | undefined>>): Reporter {
  const isCi = !["", "false", "0"].includes(env["CI"] ?? "");
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const skipped = countSkipped(modules);
      for (const [reason, count] of skipped) {
        process.stdout.write(`跳过 ${count} 项测试：${reason}\n`);
      }
      if (isCi && skipped.size > 0) process.exitCode = 1;
      const summary = summarize(modules, unhandledErrors, isCi ? skipped : new Map());
      if (env["TEST_SUMMARY_FILE"]) writeFileSync(env["TEST_SUMMARY_FILE"], `${summary}\n`);
    },
  };
}

function countSkipped(modules: readonly TestModule[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const module of modules) {
    for (const test of module.children.allTests("skipped")) {
      const reason =
        /（跳过：(.*?)）/.exec(test.fullName)?.[1] ?? `${test.fullName}（没有说明原因）`;
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
  }
  return counts;
}

/** A file that does not load and an error outside every test count as one failure each. */
function summarize(
  modules: readonly TestModule[],
  unhandledErrors: readonly SerializedError[],
  skipped: ReadonlyMap<string, number>,
): string {
  let [passed, failed] = [0, unhandledErrors.length];
  for (const count of skipped.values()) failed += count;
  for (const module of modules) {
    const failures = [...module.children.allTests("failed")].length;
    passed += [...module.children.allTests("passed")].length;
    failed += failures === 0 && !module.ok() ? 1 : failures;
  }
  return `${passed} passed, ${failed} failed`;
}
