import { once } from "node:events";
import { connect, type Socket } from "node:net";
import assert from "node:assert/strict";
import type { Answered } from "../../support/app.ts";

/** A request as bytes, for what no client library would send. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
}

const headText = ({ method, path, headers }: RawRequest, host: string): string =>
  [
    `${method} ${path} HTTP/1.1`,
    `Host: ${host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "",
    "",
  ].join("\r\n");

/** Opens a connection and sends the head of a request; the body is the caller's. */
export const openRequest = async (url: string, request: RawRequest): Promise<Socket> => {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  socket.write(headText(request, host));
  return socket;
};

/** The first line of the answer. */
export const statusLine = async (socket: Socket): Promise<string> => {
  let text = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (text.includes("\r\n")) break;
  }
  return text.split("\r\n")[0] ?? "";
};

const standardMembers = ["type", "title", "status", "code", "detail", "request_id"];

/** Holds an answer against RFC 9457 as SPEC section 5 writes it. */
export const expectProblem = (answer: Answered, status: number, code: string): void => {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/);
  for (const member of standardMembers) assert.ok(member in answer.body, `${member} in ${answer.text}`);
  assert.equal(answer.body.status, status);
  assert.equal(answer.body.code, code);
  assert.ok(answer.body.title.length > 0 && answer.body.detail.length > 0);
  assert.equal(answer.body.request_id, answer.headers.get("x-request-id"));
};
