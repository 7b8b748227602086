import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";

/** One mail as the server took it. */
export interface TakenMail {
  readonly to: string;
  readonly from: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: string;
}

/** Where the server breaks off: before it asks for the content, after it has read it, or after it has taken the mail. */
export type HangUp = "before-content" | "after-content" | "after-taking";

export interface SmtpServer {
  readonly url: string;
  readonly taken: readonly TakenMail[];
  /** Answers for RCPT TO of an address, for instance `550 5.1.1 no such user`. */
  readonly refusals: Map<string, string>;
  /** The next mail's connection breaks off there. */
  hangUp(where: HangUp): void;
  /** The next mail's content is answered like this. */
  answerContent(line: string): void;
  took(count: number, deadlineMs?: number): Promise<void>;
  stop(): Promise<void>;
}

const parseHeaders = (raw: string): Record<string, string> => {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  return Object.fromEntries(
    head.split("\r\n").map((line) => {
      const cut = line.indexOf(":");
      return [line.slice(0, cut).toLowerCase(), line.slice(cut + 1).trim()];
    }),
  );
};

const addressIn = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? "";

/** Starts a mail server on 127.0.0.1 that keeps what it takes. It speaks as much of RFC 5321 as a client needs. */
export const startSmtp = async (): Promise<SmtpServer> => {
  const taken: TakenMail[] = [];
  const refusals = new Map<string, string>();
  const sockets = new Set<Socket>();
  const watchers = new Set<() => void>();
  const next = { hangUp: null as HangUp | null, answer: null as string | null };

  const finish = (socket: Socket, envelope: { from: string; to: string }, raw: string): void => {
    const { hangUp, answer } = next;
    next.hangUp = null;
    next.answer = null;
    if (hangUp === "after-content") return void socket.destroy();
    if (answer !== null) return void socket.write(`${answer}\r\n`);
    taken.push({ ...envelope, headers: parseHeaders(raw), raw });
    for (const watch of watchers) watch();
    if (hangUp === "after-taking") return void socket.destroy();
    socket.write("250 2.0.0 taken\r\n");
  };

  const command = (socket: Socket, envelope: { from: string; to: string }, line: string): "data" | null => {
    const verb = line.slice(0, 4).toUpperCase();
    const say = (text: string): null => {
      socket.write(`${text}\r\n`);
      return null;
    };
    if (verb === "EHLO" || verb === "HELO") return say("250 mail.test");
    if (verb === "MAIL") {
      envelope.from = addressIn(line);
      return say("250 2.1.0 ok");
    }
    if (verb === "RCPT") {
      envelope.to = addressIn(line);
      return say(refusals.get(envelope.to) ?? "250 2.1.5 ok");
    }
    if (verb === "DATA") {
      if (next.hangUp === "before-content") {
        next.hangUp = null;
        socket.destroy();
        return null;
      }
      socket.write("354 go on\r\n");
      return "data";
    }
    if (verb === "QUIT") {
      socket.end("221 bye\r\n");
      return null;
    }
    return say("250 ok");
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
    const envelope = { from: "", to: "" };
    let isContent = false;
    let pending = "";
    socket.setEncoding("utf8");
    socket.write("220 mail.test ready\r\n");
    socket.on("data", (chunk: string) => {
      pending += chunk;
      for (;;) {
        const end = pending.indexOf(isContent ? "\r\n.\r\n" : "\r\n");
        if (end < 0) return;
        const part = pending.slice(0, end);
        pending = pending.slice(end + (isContent ? 5 : 2));
        if (isContent) {
          isContent = false;
          finish(socket, { ...envelope }, part);
        } else isContent = command(socket, envelope, part) === "data";
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    refusals,
    hangUp(where) {
      next.hangUp = where;
    },
    answerContent(line) {
      next.answer = line;
    },
    async took(count, deadlineMs = 60_000) {
      let timer: NodeJS.Timeout | undefined;
      let watch: () => void = () => undefined;
      const reached = new Promise<void>((resolve) => {
        watch = () => (taken.length >= count ? resolve() : undefined);
        watchers.add(watch);
        watch();
      });
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error(`${taken.length} of ${count} mails came`)), deadlineMs);
      });
      await Promise.race([reached, late]).finally(() => {
        clearTimeout(timer);
        watchers.delete(watch);
      });
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
};
