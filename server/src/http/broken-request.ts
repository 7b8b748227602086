import type { Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { randomUUID } from "node:crypto";
import { Failure } from "../core/failure.ts";
import { problemOf } from "./problem.ts";

/** What a request that is no HTTP is told; node's parser says by a code what it met. */
const details: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "The headers are too large.",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "The chunks' extensions are too large.",
  ERR_HTTP_REQUEST_TIMEOUT: "The request did not arrive in time.",
};

const answerTo = (code: string): string => {
  const requestId = randomUUID();
  const failure = new Failure("invalid_request", {
    detail: details[code] ?? "The request is not valid HTTP.",
  });
  const body = JSON.stringify(problemOf(failure, requestId));
  return [
    `HTTP/1.1 ${failure.status} Bad Request`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    "Connection: close",
    "",
    body,
  ].join("\r\n");
};

/**
 * Makes a server answer what its parser refuses as the API answers all it refuses, with a problem document, and close
 * the connection. An expectation it cannot meet it passes over.
 */
export const answerBrokenRequests = (server: Server): void => {
  const answering = new WeakMap<Duplex, ServerResponse>();
  server.prependListener("request", (request, response) => void answering.set(request.socket, response));
  server.on("checkExpectation", (request, response) => void server.emit("request", request, response));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const begun = answering.get(socket);
    // A request that has come whole is answered by what it asked for, or not at all: its effect may have happened.
    const isAmidAnswer =
      begun !== undefined && !begun.writableFinished && (begun.headersSent || begun.req.complete);
    if (!socket.writable || error.code === "ECONNRESET" || isAmidAnswer) socket.destroy();
    else socket.end(answerTo(error.code ?? ""), () => socket.destroy());
  });
};
