import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Cursors } from "./commands/cursors.ts";
import { Executor } from "./executor.ts";
import { Store } from "./store/store.ts";
import { WireServer } from "./wire/server.ts";

export interface ServeOptions {
  folder: string;
  socketPath?: string | undefined;
  port?: number | undefined;
  now?: () => Date;
}

export interface Served {
  uri: string;
  store: Store;
  stop: () => Promise<void>;
}

/** Opens the store and listens, all on the calling thread. */
export async function serve({
  folder,
  socketPath,
  port,
  now = () => new Date(),
}: ServeOptions): Promise<Served> {
  mkdirSync(folder, { recursive: true });
  const store = new Store(folder);
  const cursors = new Cursors(now);
  const executor = new Executor({ store, cursors, now });
  const server = new WireServer(executor, now);
  const path = port === undefined ? (socketPath ?? defaultSocketPath(folder)) : undefined;
  const address = await server.listen(path ? { path } : { host: "127.0.0.1", port });
  return {
    store,
    uri: path
      ? `mongodb://${encodeURIComponent(address)}/?directConnection=true`
      : `mongodb://${address}/?directConnection=true`,
    stop: async () => {
      await server.close();
      executor.drain();
      if (path) rmSync(path, { force: true });
      await store.close();
    },
  };
}

function defaultSocketPath(folder: string): string {
  const directory = join(folder, "socket");
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  return join(directory, `${randomBytes(4).toString("hex")}.sock`);
}
