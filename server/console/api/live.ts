import { basePath, call, type Answer } from "./call.ts";
import { calls } from "./calls.ts";
import { Problem } from "./problem.ts";

/*
 * The live journal of GET /events/stream, read by fetch: unlike an EventSource it sees the server's signs of life, and
 * may say in its first request after which event it goes on.
 */

export type LiveEvent = Answer<"listEvents">["data"][number];

export interface StreamOptions {
  /** Goes on after this event; null begins now. Some events may come again. */
  readonly lastEventId: string | null;
  readonly signal: AbortSignal;
  readonly onOpen: () => void;
  readonly onEvent: (event: LiveEvent) => void;
  /** Something was heard, an event or a sign of life. */
  readonly onHeard: () => void;
}

const dataOf = (frame: string): string =>
  frame
    .split("\n")
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(5).trimStart())
    .join("\n");

const readFrames = async (body: ReadableStream<Uint8Array>, options: StreamOptions): Promise<void> => {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    options.onHeard();
    const frames = (rest + part.value).split("\n\n");
    rest = frames.pop() ?? "";
    for (const data of frames.map(dataOf)) {
      if (data !== "") options.onEvent(JSON.parse(data) as LiveEvent);
    }
  }
};

/**
 * Follows the events of the business, with the customers' names, until the stream ends or the signal is given. When the
 * session has ended, the person is asked to sign in again before it fails.
 * @throws Problem when the server refuses; TypeError or DOMException when the connection breaks
 */
export const followEvents = async (options: StreamOptions): Promise<void> => {
  const [, path] = calls.streamEvents;
  const headers: Record<string, string> = { Accept: "text/event-stream, application/problem+json" };
  if (options.lastEventId !== null) headers["Last-Event-ID"] = options.lastEventId;
  const response = await fetch(`${basePath}/v1${path}?customer_fields=contact`, {
    headers,
    signal: options.signal,
    credentials: "same-origin",
    cache: "no-store",
  });
  if (!response.ok || response.body === null) {
    const problem = await Problem.of(response);
    // An ordinary call has the person sign in over the page; then the caller tries again.
    if (problem.status === 401) await call("getMe", {});
    throw problem;
  }
  options.onOpen();
  options.onHeard();
  await readFrames(response.body, options);
};
