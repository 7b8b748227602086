import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** A wire between server and store that can be made bad. */
export interface StoreProxy {
  /** Where the server connects. */
  uri(database: string): string;
  /** To which port of this machine it leads from now on. */
  lead(port: number): void;
  /** Each piece takes so long, there and back. */
  delay(ms: number): void;
  /** All connections break. */
  reset(): void;
  /** The store's ends of all connections are gone, and the server's ends are not told. */
  halfOpen(): void;
  /** Nothing passes any more; new connections are taken. What was sent meanwhile passes when it speaks again. */
  mute(): void;
  speak(): void;
  /** The store's answers to the next commands of these names do not arrive: the connections break when they are there. */
  loseAnswers(count: number, names: readonly string[]): void;
  /** How many of these are lost by now. */
  readonly lost: number;
  close(): Promise<void>;
}

interface Wire {
  readonly near: Socket;
  readonly far: Socket;
  isLosing: boolean;
}

/** The names of commands stand at the beginning of the document that a message holds. */
const names = (chunk: Buffer, wanted: readonly string[]): boolean =>
  wanted.some((name) => chunk.subarray(0, 64).includes(`${name}\0`));

class Proxy {
  port = 0;
  delayMs = 0;
  isMute = false;
  losing: { left: number; names: readonly string[] } = { left: 0, names: [] };
  lost = 0;
  readonly wires = new Set<Wire>();

  take(near: Socket): void {
    const far = connect({ host: "127.0.0.1", port: this.port, allowHalfOpen: true });
    const wire: Wire = { near, far, isLosing: false };
    this.wires.add(wire);
    for (const socket of [near, far]) {
      socket.on("error", () => this.break(wire));
      if (this.isMute) socket.pause();
    }
    near.once("close", () => this.wires.delete(wire));
    this.pass(near, far, (chunk) => {
      if (this.losing.left === 0 || !names(chunk, this.losing.names)) return true;
      this.losing.left -= 1;
      wire.isLosing = true;
      return true;
    });
    this.pass(far, near, () => {
      if (wire.isLosing) this.lost += 1;
      if (wire.isLosing) this.break(wire);
      return !wire.isLosing;
    });
  }

  break({ near, far }: Wire): void {
    for (const socket of [near, far]) {
      // What is on its way out when it is reset is never told to be done, and Node's process would wait for that at its end.
      const isAtWork = socket.connecting || socket.writableLength > 0 || socket.writableEnded;
      if (isAtWork) socket.destroy();
      else if (!socket.destroyed) socket.resetAndDestroy();
    }
  }

  private pass(from: Socket, to: Socket, lets: (chunk: Buffer) => boolean): void {
    let before = Promise.resolve();
    const next = (step: () => void): void => {
      before = before.then(async () => {
        if (this.delayMs > 0) await pause(this.delayMs);
        step();
      });
    };
    from.on("data", (chunk: Buffer) => {
      if (lets(chunk)) next(() => void (to.writable && to.write(chunk)));
    });
    from.on("end", () => next(() => (to.writable ? to.end() : from.destroy())));
  }
}

/** Starts a proxy that listens on this machine; `lead` says where to. */
export const startStoreProxy = async (): Promise<StoreProxy> => {
  const proxy = new Proxy();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => proxy.take(near));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const each = (act: (wire: Wire) => void): void => [...proxy.wires].forEach(act);
  return {
    uri: (database) => `mongodb://127.0.0.1:${port}/${database}?directConnection=true`,
    lead: (to) => void (proxy.port = to),
    delay: (ms) => void (proxy.delayMs = ms),
    reset: () => each((wire) => proxy.break(wire)),
    halfOpen: () =>
      each(({ far }) => {
        far.removeAllListeners("end");
        far.destroy();
      }),
    mute() {
      proxy.isMute = true;
      each(({ near, far }) => [near, far].forEach((socket) => socket.pause()));
    },
    speak() {
      proxy.isMute = false;
      each(({ near, far }) => [near, far].forEach((socket) => socket.resume()));
    },
    loseAnswers: (count, of) => void (proxy.losing = { left: count, names: of }),
    get lost() {
      return proxy.lost;
    },
    async close() {
      each((wire) => proxy.break(wire));
      server.close();
      await once(server, "close");
    },
  };
};
