import { PermanentError } from "../../../domain/errors.ts";
import type { ApiDeps, RobotSettings } from "./api.ts";
import { fetchToken } from "./api.ts";

/**
 * Whether the app's credentials are taken; says nothing to anybody and costs nothing of the quota.
 * @returns what stands in the way, if anything
 * @throws TransientError if the platform cannot be asked now
 */
export async function probeRobot(
  apiBase: string,
  robot: RobotSettings,
  deps: ApiDeps,
): Promise<PermanentError | undefined> {
  try {
    await fetchToken(apiBase, robot, deps);
    return undefined;
  } catch (error) {
    if (error instanceof PermanentError) return error;
    throw error;
  }
}
