import type { Socket } from "node:net";

/*
 * An answer may be announced by `100 Continue` that nobody asked for (RFC 9110, 15.2: a client must pass it over), as
 * some servers do whatever the request says. The HTTP client takes it for the end of the connection, so it is taken out
 * of what the socket reads before the client sees it. Other interim answers the client passes over itself. Nothing is
 * stored here: what was held back of a connection that ends is part of no answer.
 */

const interim = /^HTTP\/1\.[01] 100(?: [^\r\n]*)?\r\n(?:[^\r\n]+\r\n)*\r\n/;
const start = "HTTP/1.1 100";
/** Longer than this the head of an interim answer is left to the client to refuse. */
const longestHead = 4_096;

type Seen = "answer" | "interim" | "unfinished";

const look = (text: string): Seen => {
  if (interim.test(text)) return "interim";
  const beginning = text.slice(0, start.length).replace(/^HTTP\/1\.0/, "HTTP/1.1");
  const isInterim = start.startsWith(beginning) && text.length < longestHead;
  return isInterim ? "unfinished" : "answer";
};

/** Takes unasked `100 Continue` out of what is read from a socket, before each answer. */
export const passOverContinue = (socket: Socket): void => {
  const read = socket.read.bind(socket) as (size?: number) => Buffer | null;
  const write = socket.write.bind(socket) as (...given: unknown[]) => boolean;
  let held = Buffer.alloc(0);
  let isAwaiting = true;
  // Each request is followed by an answer: from the first byte written on one is awaited.
  socket.write = ((...given: unknown[]) => {
    isAwaiting = true;
    return write(...given);
  }) as Socket["write"];
  socket.read = (size?: number) => {
    const chunk = read(size);
    if (!isAwaiting || chunk === null) return chunk;
    held = Buffer.concat([held, chunk]);
    for (;;) {
      const text = held.toString("latin1", 0, longestHead);
      const seen = look(text);
      if (seen === "unfinished") return null;
      if (seen === "answer") break;
      held = held.subarray(interim.exec(text)?.[0].length ?? 0);
    }
    isAwaiting = false;
    const answer = held;
    held = Buffer.alloc(0);
    return answer;
  };
};
