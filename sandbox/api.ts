/** The server side that both pretend platforms share: requests, replies, and arranged faults. */

export interface ApiRequest {
  readonly method: string;
  /** Under the platform's own base, e.g. `/cgi-bin/gettoken`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export type ApiReply =
  | { readonly kind: "json"; readonly status: number; readonly body: unknown }
  /** The connection stays open and nothing comes. */
  | { readonly kind: "hang" }
  /** Half of the body is sent, then the connection is cut. */
  | { readonly kind: "cut"; readonly status: number; readonly body: unknown };

/** Something to go wrong at the next call of an endpoint. */
export interface FaultOrder<Endpoint extends string> {
  readonly endpoint: Endpoint;
  /** How it fails; the first one given counts. */
  readonly errcode?: number | string;
  readonly status?: number;
  readonly hang?: boolean;
  readonly closeHalfway?: boolean;
  /** True if the platform acts on the call all the same, and only its reply is spoilt. */
  readonly accepted?: boolean;
  /** How many calls in a row; 1 if absent. */
  readonly times?: number;
}

export interface FaultOrders<Endpoint extends string> {
  readonly failNext: (order: FaultOrder<Endpoint>) => void;
  readonly take: (endpoint: Endpoint) => FaultOrder<Endpoint> | undefined;
}

/** Faults are used up in the order in which they were arranged, each endpoint for itself. */
export function createFaultOrders<Endpoint extends string>(): FaultOrders<Endpoint> {
  const orders: FaultOrder<Endpoint>[] = [];
  return {
    failNext(order) {
      for (let i = 0; i < (order.times ?? 1); i += 1) orders.push(order);
    },
    take(endpoint) {
      const index = orders.findIndex((order) => order.endpoint === endpoint);
      return index < 0 ? undefined : orders.splice(index, 1)[0];
    },
  };
}

/**
 * @param order what was arranged for this call, if anything
 * @param act what the platform does when all goes well
 * @param refuse the platform's own form of an error with this code
 */
export function withFault(
  order: FaultOrder<string> | undefined,
  act: () => ApiReply,
  refuse: (errcode: number | string) => ApiReply,
): ApiReply {
  if (order === undefined) return act();
  const reply = order.accepted === true ? act() : undefined;
  if (order.errcode !== undefined) return refuse(order.errcode);
  if (order.status !== undefined) return json({ message: "arranged fault" }, order.status);
  if (order.hang === true) return { kind: "hang" };
  const body = reply?.kind === "json" ? reply.body : { message: "arranged fault" };
  return { kind: "cut", status: 200, body };
}

export function json(body: unknown, status = 200): ApiReply {
  return { kind: "json", status, body };
}

/** Counts calls in a sliding window. */
export function createWindow(options: { readonly max: number; readonly spanMs: number }): {
  /** False if this one is too many; then it is not counted. */
  take(key: string, now: Date): boolean;
  clear(): void;
} {
  const taken = new Map<string, number[]>();
  return {
    take(key, now) {
      const from = now.getTime() - options.spanMs;
      const recent = (taken.get(key) ?? []).filter((at) => at > from);
      const isFree = recent.length < options.max;
      taken.set(key, isFree ? [...recent, now.getTime()] : recent);
      return isFree;
    },
    clear: () => taken.clear(),
  };
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object a text holds, or undefined if it holds none. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The member of a nested object, or undefined anywhere on the way. */
export function pick(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), value);
}

export function utf8Length(text: string): number {
  return Buffer.byteLength(text, "utf8");
}
