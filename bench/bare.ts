import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

import { decrypt, getSignature } from "@wecom/crypto";
import Koa from "koa";
import pg from "pg";

import type { WecomKeys } from "../sandbox/keys.ts";
import { parentOrders, reportReady } from "./orders.ts";

/**
 * The pinned baseline, deliberately bare: Koa, raw pg, a pool of 10, one named statement, signature
 * check, decryption, one autocommit INSERT, an empty 200. Nothing is parsed beyond that, nothing is
 * answered, nothing is deduplicated. Changing it changes the meaning of every ratio.
 */
export interface BareOptions {
  readonly databaseUrl: string;
  readonly keys: Pick<WecomKeys, "token" | "aesKey">;
}

const { databaseUrl, keys } = await parentOrders<BareOptions>();
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
await pool.query(`create table if not exists messages (
  id bigint generated always as identity primary key,
  words text not null, received_at timestamptz not null default now())`);

const app = new Koa();
app.use(async (ctx) => {
  const { msg_signature: signature, timestamp, nonce } = ctx.query;
  const { encrypt } = JSON.parse(await readAll(ctx.req)) as { encrypt: string };
  if (getSignature(keys.token, String(timestamp), String(nonce), encrypt) !== signature) {
    ctx.status = 403;
    return;
  }
  const { message } = decrypt(keys.aesKey, encrypt);
  const text = "insert into messages (words) values ($1)";
  await pool.query({ name: "keep", text, values: [message] });
  ctx.body = "";
  ctx.status = 200;
});

const respond = app.callback();
const server = createServer((request, response) => void respond(request, response));
server.listen(0, "127.0.0.1");
await once(server, "listening");
reportReady((server.address() as AddressInfo).port);

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
