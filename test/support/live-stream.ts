import assert from "node:assert/strict";

export interface Frame {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

export interface LiveStream {
  readonly status: number;
  /** Frames as they came. */
  readonly frames: readonly Frame[];
  /** Resolves when that many frames came; rejects when the stream ends before. */
  until(count: number): Promise<readonly Frame[]>;
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>;
  hangUp(): void;
}

/** Opens GET /events/stream with these headers and resolves when it has said that it is connected. */
export const openStream = async (
  url: string,
  headers: Record<string, string>,
  query = "",
): Promise<LiveStream> => {
  const abort = new AbortController();
  const response = await fetch(`${url}/v1/events/stream${query}`, { headers, signal: abort.signal });
  assert.equal(response.status, 200, response.status === 200 ? "" : await response.text());
  assert.match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
  const frames: Frame[] = [];
  const watchers = new Set<() => void>();
  let isConnected: () => void = () => undefined;
  let isOver = false;
  const connected = new Promise<void>((resolve) => (isConnected = resolve));
  const read = async (): Promise<void> => {
    let text = "";
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += new TextDecoder().decode(chunk);
      isConnected();
      const parts = text.split("\n\n");
      text = parts.pop() ?? "";
      for (const part of parts.filter((one) => one.startsWith("id: "))) {
        const [, id = "", event = "", data = ""] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(part) ?? [];
        frames.push({ id, event, data });
      }
      for (const watch of watchers) watch();
    }
  };
  const ended = read()
    .catch((error: unknown) => {
      if (!abort.signal.aborted) throw error;
    })
    .finally(() => {
      isOver = true;
      for (const watch of watchers) watch();
    });
  ended.catch(() => undefined);
  await connected;
  return {
    status: response.status,
    frames,
    until: (count) =>
      new Promise((resolve, reject) => {
        const watch = (): void => {
          if (frames.length >= count) resolve(frames);
          else if (isOver) reject(new Error(`the stream ended after ${frames.length} frames`));
          else return;
          watchers.delete(watch);
        };
        watchers.add(watch);
        watch();
      }),
    ended,
    hangUp: () => abort.abort(),
  };
};
