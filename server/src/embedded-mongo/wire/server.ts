import { createServer, type ListenOptions, type Server, type Socket } from "node:net";
import type { Document } from "../bson/decode.ts";
import { helloReply } from "../commands/session.ts";
import { isPlainObject } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import type { Reply } from "../commands/reply.ts";
import { failure, type Executor } from "../executor.ts";
import type { FailPoints } from "./fail-points.ts";
import { encodeReply, type Message, MessageReader } from "./messages.ts";

const helloNames = new Set(["hello", "ismaster", "isMaster"]);

/** Listens and turns messages into commands. One answer per message, none where the sender asked for none. */
export class WireServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #executor: Executor;
  readonly #now: () => Date;
  readonly #failPoints: FailPoints | undefined;
  #address = "";
  #connections = 0;

  /** `failPoints`: for tests of what a driver does when commands fail. */
  constructor(executor: Executor, now: () => Date, failPoints?: FailPoints) {
    this.#executor = executor;
    this.#now = now;
    this.#failPoints = failPoints;
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
    const connection: Connection = { socket, id: ++this.#connections, appName: undefined };
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    // A client that went away needs no answer; what it wrote stays written.
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      try {
        for (const message of reader.push(chunk)) this.#take(connection, message);
      } catch {
        socket.destroy();
      }
    });
  }

  #take(connection: Connection, message: Message): void {
    const { socket } = connection;
    const answer = (reply: Reply): void => {
      if (!message.isSilent && !socket.destroyed) socket.write(encodeReply(message, reply));
    };
    const run = (done: (reply: Reply) => void): void => this.#run(connection, message, done);
    const failPoints = this.#failPoints;
    if (!failPoints) return run(answer);
    if ("configureFailPoint" in message.command) return answer(configured(failPoints, message.command));
    failPoints.handle(message.command, connection.appName, { run, answer, close: () => socket.destroy() });
  }

  #run(connection: Connection, { command, isLegacy }: Message, answer: (reply: Reply) => void): void {
    const name = Object.keys(command)[0] ?? "";
    if (helloNames.has(name)) {
      connection.appName ??= appNameOf(command);
      return answer({ ...helloReply(this.#address, connection.id, this.#now()), ok: 1 });
    }
    if (isLegacy)
      return answer(failure(new CommandError("ProtocolError", "OP_QUERY is read for hello only")));
    this.#executor.submit({ connection: connection.socket, command, answer });
  }
}

interface Connection {
  socket: Socket;
  id: number;
  /** What the client calls itself in its first hello. */
  appName: string | undefined;
}

function configured(failPoints: FailPoints, command: Document): Document {
  try {
    return failPoints.configure(command);
  } catch (error) {
    return failure(error);
  }
}

function appNameOf({ client }: Document): string | undefined {
  const application = isPlainObject(client) ? client.application : undefined;
  const name = isPlainObject(application) ? application.name : undefined;
  return typeof name === "string" ? name : undefined;
}
