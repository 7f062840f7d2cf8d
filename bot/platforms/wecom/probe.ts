import { PermanentError } from "../../../domain/errors.ts";
import type { ApiDeps, AppSettings } from "./api.ts";
import { createApi } from "./api.ts";

/**
 * Whether the app's credentials are taken from this machine; says nothing to anybody.
 * @returns what stands in the way, if anything
 * @throws TransientError if the platform cannot be asked now
 */
export async function probeApp(
  apiBase: string,
  app: AppSettings,
  deps: ApiDeps & { readonly now: Date },
): Promise<PermanentError | undefined> {
  const callApi = createApi(apiBase, app, deps);
  try {
    // The first call that goes by the list of trusted addresses and by whose app it is.
    await callApi({
      path: "/cgi-bin/agent/get",
      query: { agentid: app.agentId },
      now: deps.now,
      signal: AbortSignal.timeout(deps.timeoutMs),
    });
    return undefined;
  } catch (error) {
    if (error instanceof PermanentError) return error;
    throw error;
  }
}
