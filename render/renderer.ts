import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

import { BusyError } from "../domain/errors.ts";
import type { MadeContent } from "../domain/file.ts";
import { limits } from "../domain/limits.ts";
import type { Delivered, Order } from "./child.ts";

/** Makes files of their descriptions, in a process of its own so that no callback waits for it. */
export interface Renderer extends AsyncDisposable {
  /**
   * One at a time, in the order asked for.
   * @returns the bytes of a docx or a PNG
   * @throws BusyError if too many wait already
   * @throws RenderError if it took too long, too much memory, or could not be made
   */
  render(content: MadeContent): Promise<Uint8Array>;
}

export class RenderError extends Error {
  override name = "RenderError";
}

export interface RendererOptions {
  readonly timeoutMs?: number;
  readonly memoryMb?: number;
  readonly waitingMax?: number;
  /** The process ends after so long without work, and starts again with the next. */
  readonly idleMs?: number;
}

/** The process is started by the first file asked for. */
export function createRenderer(options: RendererOptions = {}): Renderer {
  const settings = {
    timeoutMs: limits.renderMsMax,
    memoryMb: limits.renderMemoryMax,
    waitingMax: limits.renderWaitingMax,
    idleMs: limits.renderIdleMs,
    ...options,
  };
  const workshop = createWorkshop(settings);
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;
  return {
    async render(content) {
      if (waiting >= settings.waitingMax) throw new BusyError("too many files wait");
      waiting += 1;
      const before = last;
      const turn = Promise.withResolvers<void>();
      last = turn.promise;
      try {
        await before;
        if (isClosed) throw new RenderError("stopped");
        return await workshop.make(content);
      } finally {
        waiting -= 1;
        turn.resolve();
      }
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      await workshop.close();
    },
  };
}

type Settings = Required<RendererOptions>;

interface Workshop {
  make(content: MadeContent): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** The process, while there is one. Its users come one after the other. */
function createWorkshop(settings: Settings): Workshop {
  let child: ChildProcess | undefined;
  let number = 0;
  let idle: NodeJS.Timeout | undefined;
  const open = (): ChildProcess => {
    if (child !== undefined && isFit(child)) return child;
    const opened = start(settings);
    child = opened;
    return opened;
  };
  return {
    async make(content) {
      clearTimeout(idle);
      number += 1;
      const opened = open();
      try {
        return await order(opened, { number, content }, settings);
      } finally {
        idle = setTimeout(() => opened.kill("SIGKILL"), settings.idleMs);
        idle.unref();
      }
    },
    async close() {
      clearTimeout(idle);
      if (child === undefined || hasEnded(child)) return;
      child.ref();
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Neither ended nor on its way to it: one that was stopped still looks connected for a moment. */
function isFit(child: ChildProcess): boolean {
  return child.connected && !child.killed && !hasEnded(child);
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** It holds nothing that would be lost, so it may be ended at any moment. */
function start({ memoryMb }: Settings): ChildProcess {
  const child = fork(new URL("./child.ts", import.meta.url), {
    execArgv: [`--max-old-space-size=${memoryMb}`],
    // Bytes travel as they are. What a library prints is nobody's to read.
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    // No setting and no key of this program is needed to draw.
    env: {},
  });
  // A process that waits for work must not keep this one from ending.
  child.unref();
  child.channel?.unref();
  return child;
}

function order(child: ChildProcess, asked: Order, { timeoutMs }: Settings): Promise<Uint8Array> {
  const done = Promise.withResolvers<Uint8Array>();
  const onMessage = (delivered: Delivered): void => {
    if (delivered.number !== asked.number) return;
    if ("bytes" in delivered) done.resolve(delivered.bytes);
    else done.reject(new RenderError(`could not be made: ${delivered.fault}`));
  };
  const onExit = (): void => done.reject(new RenderError("the process ended"));
  const onError = (error: Error): void => done.reject(new RenderError(error.message));
  const timer = setTimeout(() => {
    done.reject(new RenderError("took too long"));
    child.kill("SIGKILL");
  }, timeoutMs);
  child.on("message", onMessage).on("exit", onExit).on("error", onError);
  child.send(asked, (error) => {
    if (error !== null) onError(error);
  });
  return done.promise.finally(() => {
    clearTimeout(timer);
    child.off("message", onMessage).off("exit", onExit).off("error", onError);
  });
}
