import { randomBytes } from "node:crypto";
import { passTypeId, type AppleCertificates } from "./apple-certificates.ts";
import { openPkpass, type OpenedPass } from "./pkpass.ts";

export interface ApplePhone {
  readonly device: string;
  readonly pushToken: string;
  /** The pass it has, last fetched. */
  readonly pass: OpenedPass;
  /** Adds a pass from an address, without registering. */
  add(url: string): Promise<OpenedPass>;
  register(more?: { token?: string; pushToken?: string; device?: string }): Promise<number>;
  unregister(): Promise<number>;
  /** Asks what has changed since it last asked; remembers the tag. */
  updated(): Promise<{ status: number; serials: string[] }>;
  /** Fetches the pass unless it has the latest. @returns the status */
  fetch(): Promise<number>;
  log(lines: readonly string[]): Promise<number>;
}

/** A phone with Apple Wallet: it checks each pass, and speaks to the web service the pass names. */
export const createApplePhone = (certificates: AppleCertificates): ApplePhone => {
  const device = randomBytes(16).toString("hex");
  const pushToken = randomBytes(32).toString("hex");
  let pass: OpenedPass | null = null;
  let tag: string | null = null;
  let lastModified: string | null = null;
  const held = (): OpenedPass => {
    if (pass === null) throw new Error("the phone has no pass");
    return pass;
  };
  const service = (path: string): string => `${held().json.webServiceURL}/v1/${path}`;
  const proof = (token: string = held().json.authenticationToken) => ({
    authorization: `ApplePass ${token}`,
  });
  const registration = (of: string): string =>
    service(`devices/${of}/registrations/${passTypeId}/${held().json.serialNumber}`);

  const take = async (answer: Response): Promise<OpenedPass> => {
    if (answer.headers.get("content-type") !== "application/vnd.apple.pkpass")
      throw new Error("this is no pass");
    pass = openPkpass(Buffer.from(await answer.arrayBuffer()), certificates);
    lastModified = answer.headers.get("last-modified");
    return pass;
  };

  return {
    device,
    pushToken,
    get pass() {
      return held();
    },
    add: async (url) => take(await fetch(url)),
    async register(more = {}) {
      const answer = await fetch(registration(more.device ?? device), {
        method: "POST",
        headers: { ...proof(more.token), "content-type": "application/json" },
        body: JSON.stringify({ pushToken: more.pushToken ?? pushToken }),
      });
      return answer.status;
    },
    unregister: async () =>
      (await fetch(registration(device), { method: "DELETE", headers: proof() })).status,
    async updated() {
      const since = tag === null ? "" : `?passesUpdatedSince=${encodeURIComponent(tag)}`;
      const answer = await fetch(service(`devices/${device}/registrations/${passTypeId}${since}`));
      if (answer.status !== 200) return { status: answer.status, serials: [] };
      const body = (await answer.json()) as { serialNumbers: string[]; lastUpdated: string };
      tag = body.lastUpdated;
      return { status: 200, serials: body.serialNumbers };
    },
    async fetch() {
      const answer = await fetch(service(`passes/${passTypeId}/${held().json.serialNumber}`), {
        headers: { ...proof(), ...(lastModified !== null && { "if-modified-since": lastModified }) },
      });
      if (answer.status === 200) await take(answer);
      return answer.status;
    },
    log: async (lines) =>
      (
        await fetch(service("log"), {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ logs: lines }),
        })
      ).status,
  };
};
