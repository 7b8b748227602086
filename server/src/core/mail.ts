import { Readable } from "node:stream";
import type { NodemailerError, Transporter } from "nodemailer";
import { refused, type SendOutcome } from "./send-outcome.ts";

/*
 * Mail over SMTP, one connection a message. SMTP has no idempotency key, so what matters is whether the server can have
 * taken the message: it cannot before it has asked for the content, and it says so itself once it has read it. Broken
 * off in between, nobody knows: unknown_outcome. nodemailer's pool is not used, since it sends again when a connection
 * closes. A crash: the caller has noted before that it hands the message over, and judges it the same way.
 */

export interface MailMessage {
  /** Without brackets; the same for a repeat, so that mail programs show it once. */
  readonly messageId: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Mail {
  /** Never throws for what the server does. */
  send(message: MailMessage): Promise<SendOutcome>;
  close(): void;
}

const connectMs = 8_000;
const silenceMs = 15_000;
/** Everything together; whoever hands a message over must hold its claim longer than this. */
export const mailDeadlineMs = 30_000;

/** The stream, read no sooner than the server has asked for the content; then `onBegin` is told. */
const lazily = (source: () => Readable, onBegin: () => void): Readable =>
  Readable.from(
    (async function* () {
      onBegin();
      yield* source();
    })(),
    { objectMode: false },
  );

const beforeContent = (error: NodemailerError): SendOutcome => {
  const { responseCode: status = 0, command, response = "" } = error;
  const detail = `the mail server said ${status || error.code || "nothing"}`;
  if (error.code === "EAUTH" || error.code === "ENOAUTH") return refused("auth", detail);
  if (error.code === "EMESSAGE") return refused("invalid", detail);
  if (status < 500) return refused("temporary", detail);
  if (command !== "RCPT TO") return refused("auth", detail);
  // 5.7 speaks of the sender, 5.2 of a full box: the address itself is good.
  const blamesAddress = !/\b5\.[27]\.\d/.test(response) && status !== 552;
  return refused(blamesAddress ? "unreachable" : "invalid", detail);
};

const afterContent = (error: NodemailerError): SendOutcome => {
  const { responseCode: status = 0 } = error;
  if (status >= 500) return refused("invalid", `the mail server said ${status} to the content`);
  if (status >= 400) return refused("temporary", `the mail server said ${status} to the content`);
  return refused("unknown_outcome", "the mail server hung up before it confirmed the message");
};

const within = async (work: Promise<SendOutcome>): Promise<SendOutcome> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<SendOutcome>((resolve) => {
    const outcome = refused(
      "unknown_outcome",
      `the mail server took longer than ${mailDeadlineMs / 1_000} s`,
    );
    timer = setTimeout(() => resolve(outcome), mailDeadlineMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

const withoutPool = (smtpUrl: string): string => {
  const url = new URL(smtpUrl);
  url.searchParams.delete("pool");
  return url.href;
};

const sendThrough = async (transport: Transporter, message: MailMessage): Promise<SendOutcome> => {
  let hasBegun = false;
  const onBegin = (): void => {
    hasBegun = true;
  };
  try {
    await transport.sendMail({ ...message, messageId: `<${message.messageId}>`, onBegin } as never);
    return { state: "accepted", message_id: message.messageId };
  } catch (error) {
    return hasBegun ? afterContent(error as NodemailerError) : beforeContent(error as NodemailerError);
  }
};

const openTransport = async (smtpUrl: string): Promise<Transporter> => {
  // Loaded with the first message: a start does not wait for it.
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({
    url: withoutPool(smtpUrl),
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  transport.use("stream", (mail, done) => {
    const { onBegin } = mail.data as unknown as { onBegin: () => void };
    const create = mail.message.createReadStream.bind(mail.message);
    mail.message.createReadStream = ((options?: never) => lazily(() => create(options), onBegin)) as never;
    done();
  });
  return transport as Transporter;
};

/** Opens the way out for mail. @param smtpUrl smtp:// or smtps://, with user and password where the server wants them */
export const openMail = (smtpUrl: string): Mail => {
  let transport: Promise<Transporter> | null = null;
  return {
    async send(message) {
      transport ??= openTransport(smtpUrl);
      return within(sendThrough(await transport, message));
    },
    close: () => void transport?.then((opened) => opened.close()),
  };
};
