import { connect, constants, type ClientHttp2Session } from "node:http2";
import type { AppleAccount } from "./account.ts";

/*
 * Apple's push service over HTTP/2: one request for each phone, with the pass type as topic and an empty payload; the
 * phone then asks our web service what has changed. The pass's certificate is the proof. 410, or 400 BadDeviceToken,
 * means that the phone is gone. Nothing is stored here: a crash loses pushes under way, and the change is still due.
 */

/** `gone`: drop the token. `later`: try again. */
export type Pushed = "sent" | "gone" | "later";

export interface ApplePush {
  push(token: string): Promise<Pushed>;
  close(): Promise<void>;
}

const timeoutMs = 10_000;

const verdict = (status: number, body: string): Pushed => {
  if (status === 200) return "sent";
  if (status === 410 || (status === 400 && body.includes("BadDeviceToken"))) return "gone";
  return "later";
};

const openSession = (account: AppleAccount): ClientHttp2Session => {
  const session = connect(account.pushUrl, {
    cert: account.certificate,
    key: account.privateKey,
    ...(account.passphrase !== undefined && { passphrase: account.passphrase }),
  });
  // A broken connection fails the requests on it; they say so themselves.
  session.on("error", () => session.destroy());
  session.on("goaway", () => session.close());
  session.unref();
  return session;
};

const post = (session: ClientHttp2Session, token: string, topic: string): Promise<Pushed> =>
  new Promise((resolve) => {
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: "POST",
      [constants.HTTP2_HEADER_PATH]: `/3/device/${token}`,
      "apns-topic": topic,
      "content-type": "application/json",
    });
    let status = 0;
    let body = "";
    stream.setEncoding("utf8");
    stream.setTimeout(timeoutMs, () => stream.close(constants.NGHTTP2_CANCEL));
    stream.on("response", (headers) => {
      status = Number(headers[constants.HTTP2_HEADER_STATUS]);
    });
    stream.on("data", (part: string) => {
      body = (body + part).slice(0, 1_000);
    });
    stream.on("error", () => resolve("later"));
    stream.on("close", () => resolve(verdict(status, body)));
    stream.end("{}");
  });

/** Keeps one connection and opens it again when it is gone. */
export const createApplePush = (account: AppleAccount): ApplePush => {
  let session: ClientHttp2Session | null = null;
  return {
    async push(token) {
      try {
        if (session === null || session.closed || session.destroyed) session = openSession(account);
        return await post(session, token, account.passTypeId);
      } catch {
        return "later";
      }
    },
    async close() {
      session?.destroy();
    },
  };
};
