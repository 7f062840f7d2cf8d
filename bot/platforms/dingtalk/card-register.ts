import { PermanentError } from "../../../domain/errors.ts";
import type { ApiDeps, RobotSettings } from "./api.ts";
import { createApi } from "./api.ts";
import type { CardSettings } from "./card.ts";

export interface Registration {
  readonly apiBase: string;
  readonly robot: RobotSettings;
  readonly cards: CardSettings;
  /** Where taps are to come, e.g. `https://xiaoxie.example.gov.cn/webhook/…/card`. */
  readonly callbackUrl: string;
}

/**
 * Tells the platform where the taps on our cards go, and the secret it signs them with; once, and
 * again whenever one of the two changes.
 * @throws PermanentError  @throws TransientError
 */
export async function registerCards(
  { apiBase, robot, cards, callbackUrl }: Registration,
  deps: ApiDeps & { readonly now: Date },
): Promise<void> {
  if (cards.secret === undefined) throw new PermanentError("cards: no secret", { fault: "secret" });
  const callApi = createApi(apiBase, robot, deps);
  await callApi({
    path: "/v1.0/card/callbacks/register",
    json: {
      callbackRouteKey: cards.routeKey ?? robot.clientId,
      callbackUrl,
      apiSecret: cards.secret,
      forceUpdate: true,
    },
    now: deps.now,
    signal: AbortSignal.timeout(deps.timeoutMs),
  });
}
