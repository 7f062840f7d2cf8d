import type { SocketChannel } from "./socket-channel.ts";

/**
 * Where the mouth of an account finds the connection that its line keeps. One for each account and
 * process.
 */
export interface Hub {
  /** Subscribed, and kept by this process. */
  channel: SocketChannel | undefined;
  /** The platform does not take our credentials, as far as this process knows. */
  isRefused: boolean;
  /** It is for this process to connect, and it has not been able to for a while. */
  isDown: boolean;
}

export function createHub(): Hub {
  return { channel: undefined, isRefused: false, isDown: false };
}
