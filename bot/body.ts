import type { IncomingMessage } from "node:http";
import { ForgedError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";

/**
 * The exact bytes of a request body: signatures are about bytes, so no parser comes before.
 * @throws ForgedError if it breaks off, or is larger than `limits.bodyBytesMax`, as announced or
 *   as counted
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > limits.bodyBytesMax) return refuse(request);
  const body = await readUpTo(limits.bodyBytesMax, request);
  return body ?? refuse(request);
}

async function readUpTo(bytesMax: number, request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    // Leaving the loop must not close the socket, or the refusal could not be said.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      const piece = Buffer.from(chunk);
      bytes += piece.length;
      if (bytes > bytesMax) return undefined;
      chunks.push(piece);
    }
  } catch {
    // The sender went away in the middle: there is nobody left to tell.
    throw new ForgedError("body broke off");
  }
  return Buffer.concat(chunks);
}

/**
 * What still arrives is thrown away up to the same limit, so that a sender who is only a little
 * too long hears the refusal; whoever goes on is cut off.
 */
function refuse(request: IncomingMessage): never {
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > limits.bodyBytesMax) request.destroy();
  });
  request.resume();
  throw new ForgedError("body too large");
}
