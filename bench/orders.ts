import { once } from "node:events";

/** The child's side of the talk between a measurement and the process it measures. */

/** What the child says: that it listens, that it stands at a named point, or what came out. */
export type Report =
  | { readonly kind: "ready"; readonly port: number }
  | { readonly kind: "step"; readonly step: string }
  | { readonly kind: "result"; readonly result: unknown }
  | { readonly kind: "failure"; readonly reason: string };

/** The first thing the parent sends. The child ends with its parent, however that one ends. */
export async function parentOrders<Options>(): Promise<Options> {
  process.once("disconnect", () => process.exit(1));
  // Ctrl-C reaches the whole group; the parent ends its children in its own order.
  process.on("SIGINT", () => {});
  const [options] = (await once(process, "message")) as [Options];
  return options;
}

export function reportReady(port: number): void {
  report({ kind: "ready", port });
}

export function report(message: Report): void {
  process.send?.(message);
}
