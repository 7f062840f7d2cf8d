import { BusyError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";

/**
 * One conversation in order, different ones side by side. Waiting happens here, before a database
 * connection is taken: otherwise one busy group would hold the whole pool and starve all others.
 */
export interface Lanes<Result> {
  /**
   * Runs `work` after everything before it in the same lane. A twin of something that waits or
   * runs joins it and gets the same result.
   * @throws BusyError if too many wait already
   */
  run(laneKey: string, twinKey: string, work: () => Promise<Result>): Promise<Result>;
}

export function createLanes<Result>(
  waitingMax: number = limits.conversationWaitingMax,
): Lanes<Result> {
  const lanes = new Map<string, Lane>();
  const inFlight = new Map<string, Promise<Result>>();

  return {
    run(laneKey, twinKey, work) {
      const joined = inFlight.get(twinKey);
      if (joined !== undefined) return joined;
      const lane = lanes.get(laneKey) ?? { tail: Promise.resolve(), length: 0 };
      if (lane.length > waitingMax) return Promise.reject(new BusyError("too many are waiting"));
      lanes.set(laneKey, lane);
      lane.length += 1;
      const result = lane.tail.then(work);
      inFlight.set(twinKey, result);
      lane.tail = result.then(leave, leave);
      return result;

      function leave(): void {
        lane.length -= 1;
        inFlight.delete(twinKey);
        if (lane.length === 0) lanes.delete(laneKey);
      }
    },
  };
}

interface Lane {
  /** Settles when the last in the lane is done; never rejects. */
  tail: Promise<void>;
  length: number;
}
