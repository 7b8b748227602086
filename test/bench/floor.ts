import { createHmac, randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import Koa from "koa";
import Router from "@koa/router";
import mongoose from "mongoose";
import { Agent, request } from "undici";
import { startEmbeddedMongo } from "../../server/src/embedded-mongo/index.ts";

/*
 * The floor, a process of its own: a bare route that takes a stamp, with `insert` as its only argument after the folder
 * also writes it as one document, answers, and sends the same body signed to the receiver that the call names. It
 * decides nothing and keeps no promise; whatever the product adds is measured against it.
 */

const [folder = "", kind] = process.argv.slice(2);
const store = kind === "insert" ? await startEmbeddedMongo({ folder }) : null;
const client = store && (await new mongoose.mongo.MongoClient(store.uri, { maxPoolSize: 32 }).connect());
const stamps = client?.db("floor").collection<{ _id: string; body: string }>("stamps");
const agent = new Agent({ connections: null, pipelining: 1 });

const send = async (target: string, body: string): Promise<void> => {
  const id = randomUUID();
  const signature = createHmac("sha256", "secret").update(`${id}.${body}`).digest("base64");
  const headers = {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-signature": `v1,${signature}`,
  };
  const answer = await request(target, { method: "POST", dispatcher: agent, headers, body });
  await answer.body.dump();
};

const router = new Router();
router.post("/v1/stamps", async (ctx) => {
  const chunks: Buffer[] = [];
  for await (const chunk of ctx.req) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const { target, receipt_id: receipt } = JSON.parse(body) as { target: string; receipt_id: string };
  await stamps?.insertOne({ _id: receipt, body });
  ctx.body = { ok: true };
  void send(target, body);
});

const koa = new Koa();
koa.use(router.routes() as unknown as Koa.Middleware);
const server = koa.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
process.once("SIGTERM", () => process.exit(0));
