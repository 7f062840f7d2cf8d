import { ForgedError } from "../../../domain/errors.ts";
import type { Message } from "../../../domain/message.ts";
import type { RawRequest, Received } from "../../platform.ts";
import { parseJson } from "../../untrusted.ts";
import { renderTapReply } from "./card.ts";
import type { CardSettings } from "./card.ts";
import { readTap } from "./card-tap.ts";
import { checkCardSignature } from "./crypto.ts";

/** How the address of the card callbacks reads a request. Without a secret it takes nothing. */
export function createCardReceive({ cards }: { readonly cards?: CardSettings | undefined }) {
  return ({ headers, body }: RawRequest, now: Date): Received => {
    const secret = cards?.secret;
    if (secret === undefined) throw new ForgedError("card callbacks are not set up");
    checkCardSignature(secret, headers, now);
    const pushedAt = String(headers["x-ddpaas-signature-timestamp"]);
    return {
      inbound: readTap(parseJson(body.toString("utf8")), pushedAt),
      reply: (answer: Message | undefined) => ({
        status: 200,
        type: "application/json",
        body: JSON.stringify(renderTapReply(answer)),
      }),
    };
  };
}
