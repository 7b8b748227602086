import { WebSocket } from "undici";

/** The heap of another process's main thread, by the inspector it was started with (`--inspect=127.0.0.1:PORT`). */
export interface Inspector {
  /** MiB that are still held when all garbage has been collected. */
  heldMiB(): Promise<number>;
  close(): void;
}

interface Answer {
  readonly id?: number;
  readonly result?: { readonly usedSize?: number };
}

const megabyte = 1_048_576;

/** Attaches to a process. @throws when it does not listen there */
export const openInspector = async (port: number): Promise<Inspector> => {
  const listed = await fetch(`http://127.0.0.1:${port}/json/list`);
  const [first] = (await listed.json()) as { webSocketDebuggerUrl: string }[];
  const socket = new WebSocket(first?.webSocketDebuggerUrl ?? "");
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("error", () => reject(new Error(`no inspector at ${port}`)));
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  let asked = 0;
  socket.addEventListener("message", ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer;
    if (answer.id === undefined) return;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  const ask = (method: string): Promise<Answer> =>
    new Promise((resolve) => {
      asked += 1;
      waiting.set(asked, resolve);
      socket.send(JSON.stringify({ id: asked, method }));
    });
  return {
    async heldMiB() {
      await ask("HeapProfiler.collectGarbage");
      const { result } = await ask("Runtime.getHeapUsage");
      return (result?.usedSize ?? Number.NaN) / megabyte;
    },
    close: () => socket.close(),
  };
};
