/** Something that is done again and again, and how often. */
export interface Beat {
  readonly everyMs: number;
  run(): Promise<unknown>;
}

export type Beats = Readonly<Record<string, Beat>>;

export interface Net extends Disposable {
  /** The same beats; each knows when it last ran, whoever called it. */
  readonly beats: Beats;
}

/** As many intervals without a beat, and it is taken for lost. */
const QUIET_MAX = 3;

/**
 * The net under the queue: a beat that nobody has called for three intervals is run here. So the
 * clock goes on while the queue is down, or has forgotten what it was to do. Beats that other
 * replicas were given are run once more then, which their claims allow.
 */
export function stretchNet(beats: Beats, onError: (error: Error) => void): Net {
  const timers: NodeJS.Timeout[] = [];
  const watched = Object.entries(beats).map(([name, beat]): [string, Beat] => {
    let quiet = 0;
    const runAndNote = () => {
      quiet = 0;
      return beat.run();
    };
    const look = () => {
      quiet += 1;
      if (quiet < QUIET_MAX) return;
      runAndNote().catch((error: unknown) => {
        onError(error instanceof Error ? error : new Error(String(error)));
      });
    };
    timers.push(setInterval(look, beat.everyMs));
    return [name, { everyMs: beat.everyMs, run: runAndNote }];
  });
  return {
    beats: Object.fromEntries(watched),
    [Symbol.dispose]: () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
}
