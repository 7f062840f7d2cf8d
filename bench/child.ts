import { fork } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { fileURLToPath } from "node:url";

import type { Report } from "./orders.ts";

/** A process under measurement. Disposing kills it. */
export interface Child extends AsyncDisposable {
  readonly pid: number;
  /**
   * The next report of that kind, also one that came before anybody asked. Rejects if the child
   * ends before, or reports a failure.
   */
  next<Kind extends Report["kind"]>(kind: Kind): Promise<Extract<Report, { kind: Kind }>>;
  send(message: object): void;
  /** SIGKILL, and resolves when the process is gone. */
  kill(): Promise<void>;
}

/** Those of `npm start`: without them V8 lets the young generation grow with the machine. */
const nodeFlags = ["--max-semi-space-size=8"] as const;

/** Starts one of the programs in this folder and hands it its options. */
export function startChild(program: string, options: object): Child {
  const process = fork(fileURLToPath(new URL(program, import.meta.url)), {
    execArgv: [...nodeFlags],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const reports: Report[] = [];
  const news = new EventEmitter();
  let ended: string | undefined;
  process.on("message", (report: Report) => {
    reports.push(report);
    news.emit("change");
  });
  const exited = once(process, "exit").then(([code]) => {
    ended = `the child ended (${String(code ?? "killed")})`;
    news.emit("change");
  });
  process.send(options);
  const kill = async () => {
    process.kill("SIGKILL");
    await exited;
  };
  return {
    pid: process.pid ?? 0,
    async next(kind) {
      for (;;) {
        const found = take(reports, kind);
        if (found !== undefined) return found;
        const failure = take(reports, "failure");
        const reason = failure?.reason ?? ended;
        if (reason !== undefined) throw new Error(`${reason}, before: ${kind}`);
        await once(news, "change");
      }
    },
    send: (message) => void process.send(message),
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

function take<Kind extends Report["kind"]>(
  reports: Report[],
  kind: Kind,
): Extract<Report, { kind: Kind }> | undefined {
  const index = reports.findIndex((report) => report.kind === kind);
  const [found] = index < 0 ? [] : reports.splice(index, 1);
  return found as Extract<Report, { kind: Kind }> | undefined;
}
