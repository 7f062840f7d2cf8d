import { ForgedError } from "../../../domain/errors.ts";
import type { RawRequest, Received } from "../../platform.ts";
import { parseJson } from "../../untrusted.ts";
import type { RobotSettings } from "./api.ts";
import { checkSignature } from "./crypto.ts";
import { renderReply } from "./reply.ts";
import { readRobotMessage } from "./robot-message.ts";

export interface ReceiveSettings {
  readonly oapiBase: string;
  readonly robot: RobotSettings | undefined;
}

/** How the robot's webhook reads a request (HTTP mode). */
export function createReceive({ robot, oapiBase }: ReceiveSettings) {
  return (request: RawRequest, now: Date): Received => {
    if (robot === undefined) throw new ForgedError("the robot is not set up");
    checkSignature(robot.clientSecret, request.headers, now);
    const body = parseJson(request.body.toString("utf8"));
    return { inbound: readRobotMessage(body, { robot, oapiBase }), reply: renderReply };
  };
}
