import { type Cast, castOf, type Names, originalNames, playStartsAt } from "./cast.ts";
import type { NewSaid } from "./timeline.ts";

/** The play as a whole: under which names it is played, and what time it is in it. */
export interface Play {
  cast(): Cast;
  /** By the play's own calendar. */
  now(): Date;
  /** The play's calendar at a moment of the wall clock. */
  shown(at: Date): Date;
  /** From now on what is played is remembered there. Goes on with its play, or begins one. */
  open(memory: PlayMemory): Promise<void>;
  /** 清空重来, under the same names or others. Whoever asks while it is being done waits with it. */
  restart(names?: Names): Promise<void>;
  /** 快进. @returns false if that moment is over already; the clock never goes back */
  wind(to: Date): Promise<boolean>;
  /** Resolves when nothing is being cleared or wound: what is said then belongs to this play. */
  ready(): Promise<void>;
}

/** Where the bot remembers what was played; the sandbox itself only knows the bubbles. */
export interface PlayMemory {
  /** The play that was on when the process ended; undefined if there was none. */
  resume(): Promise<PlaySoFar | undefined>;
  /**
   * Forgets everything and seeds it anew; nothing of before arrives once this has resolved.
   * @param startsAt where the play's calendar begins
   */
  begin(cast: Cast, startsAt: Date): Promise<void>;
  /**
   * Winds the calendar to a moment, and does on the way what is due, at its own time.
   * @param moved told of every moment it has come to, before anything is said there
   */
  wind(to: Date, moved: (at: Date) => void): Promise<void>;
}

export interface PlaySoFar {
  readonly names: Names;
  /** From the wall clock to the play's calendar. */
  readonly offsetMs: number;
  /** Every bubble that is remembered, the oldest first, dated by the wall clock. */
  readonly said: readonly NewSaid[];
}

export interface PlayOptions {
  /** Wall clock. */
  readonly now: () => Date;
  /** Resolves when nobody waits for an answer any more. */
  readonly settled: () => Promise<void>;
  /** Forgets every bubble, and breaks off what is still under way. */
  readonly clear: () => Promise<void>;
  readonly onMoved: () => void;
  /** Shows again what was said before the process ended. */
  readonly recall: (said: readonly NewSaid[]) => void;
}

export function createPlay(options: PlayOptions): Play {
  let memory: PlayMemory = forgetful;
  let cast = castOf(originalNames);
  let offsetMs = playStartsAt.getTime() - options.now().getTime();
  let restarting: { readonly names: Names; readonly done: Promise<void> } | undefined;
  const line = createLine();

  const shown = (at: Date): Date => new Date(at.getTime() + offsetMs);
  const moveTo = (at: Date): void => {
    offsetMs = at.getTime() - options.now().getTime();
  };

  async function begin(names: Names): Promise<void> {
    const next = castOf(names);
    await Promise.race([options.settled(), pauseMs(settleMsMax)]);
    await memory.begin(next, playStartsAt);
    cast = next;
    moveTo(playStartsAt);
    await options.clear();
  }

  async function restart(names: Names = cast): Promise<void> {
    if (restarting !== undefined && isSame(restarting.names, names)) return restarting.done;
    const own = { names, done: line.run(() => begin(names)) };
    restarting = own;
    try {
      await own.done;
    } finally {
      if (restarting === own) restarting = undefined;
    }
  }

  return {
    cast: () => cast,
    now: () => shown(options.now()),
    shown,
    restart,
    ready: () => line.ready(),
    async open(opened) {
      memory = opened;
      await line.run(async () => {
        const before = await opened.resume();
        if (before === undefined) return begin(cast);
        cast = castOf(before.names);
        offsetMs = before.offsetMs;
        options.recall(before.said);
      });
    },
    wind: (to) =>
      line.run(async () => {
        if (to <= shown(options.now())) return false;
        await memory.wind(to, (at) => {
          moveTo(at);
          options.onMoved();
        });
        return true;
      }),
  };
}

/** An answer takes a few milliseconds; one that hangs is broken off after this. */
const settleMsMax = 800;

function pauseMs(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

/** Without a bot behind it there is only the clock. */
const forgetful: PlayMemory = {
  resume: () => Promise.resolve(undefined),
  begin: () => Promise.resolve(),
  wind: (to, moved) => Promise.resolve(moved(to)),
};

function isSame(one: Names, other: Names): boolean {
  return one.county === other.county && one.area === other.area && one.brand === other.brand;
}

/** One thing after the other; a failure is the affair of whoever asked for it. */
function createLine() {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run<T>(work: () => Promise<T>): Promise<T> {
      const done = last.then(work);
      last = done.catch(() => {});
      return done;
    },
    async ready(): Promise<void> {
      await last;
    },
  };
}
