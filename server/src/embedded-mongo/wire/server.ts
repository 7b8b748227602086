import { createServer, type ListenOptions, type Server, type Socket } from "node:net";
import type { Document } from "../bson/decode.ts";
import { helloReply } from "../commands/session.ts";
import { CommandError } from "../errors.ts";
import { failure, type Executor } from "../executor.ts";
import { encodeReply, type Message, MessageReader } from "./messages.ts";

const helloNames = new Set(["hello", "ismaster", "isMaster"]);

/** Listens and turns messages into commands. One answer per message, none where the sender asked for none. */
export class WireServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #executor: Executor;
  readonly #now: () => Date;
  #address = "";
  #connections = 0;

  constructor(executor: Executor, now: () => Date) {
    this.#executor = executor;
    this.#now = now;
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  /** Resolves with the address that clients and `hello` name: a socket path or `127.0.0.1:port`. */
  listen(options: ListenOptions): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(options, () => {
        this.#server.off("error", reject);
        const bound = this.#server.address();
        this.#address = typeof bound === "object" && bound ? `127.0.0.1:${bound.port}` : (bound ?? "");
        resolve(this.#address);
      });
    });
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #accept(socket: Socket): void {
    const reader = new MessageReader();
    const connectionId = ++this.#connections;
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    // A client that went away needs no answer; what it wrote stays written.
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      try {
        for (const message of reader.push(chunk)) this.#take(socket, message, connectionId);
      } catch {
        socket.destroy();
      }
    });
  }

  #take(socket: Socket, message: Message, connectionId: number): void {
    const name = Object.keys(message.command)[0] ?? "";
    if (helloNames.has(name))
      return this.#answer(socket, message, {
        ...helloReply(this.#address, connectionId, this.#now()),
        ok: 1,
      });
    if (message.isLegacy)
      return this.#answer(
        socket,
        message,
        failure(new CommandError("ProtocolError", "OP_QUERY is read for hello only")),
      );
    this.#executor.submit({
      connection: socket,
      command: message.command,
      answer: (reply) => {
        if (!message.isSilent && !socket.destroyed) socket.write(encodeReply(message, reply));
      },
    });
  }

  #answer(socket: Socket, message: Message, reply: Document): void {
    if (!message.isSilent) socket.write(encodeReply(message, reply));
  }
}
