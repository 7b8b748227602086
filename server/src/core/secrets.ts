import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  randomInt,
  timingSafeEqual,
} from "node:crypto";

const algorithm = "aes-256-gcm";
const alphabet62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A JSON value as one text, whatever the order its members were written in. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value ?? null, (_name, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

export const sha256Hex = (value: string | Buffer): string => createHash("sha256").update(value).digest("hex");

export const hmacSha256Hex = (key: string | Buffer, value: string | Buffer): string =>
  createHmac("sha256", key).update(value).digest("hex");

/** Compares two texts without telling by time where they differ. */
export const sameText = (left: string, right: string): boolean =>
  timingSafeEqual(createHash("sha256").update(left).digest(), createHash("sha256").update(right).digest());

/** Uniform characters of [0-9A-Za-z]; 5.95 bits each. */
export const randomText = (length: number): string =>
  Array.from({ length }, () => alphabet62.charAt(randomInt(alphabet62.length))).join("");

/** Random bytes for a secret; `purpose` names which, once for each secret of a command. */
export type NewBytes = (purpose: string, size: number) => Buffer;

export const freshBytes: NewBytes = (_purpose, size) => randomBytes(size);

/** Bytes that nobody can foresee without the key, and that are the same again for the same seed and purpose. */
export const bytesFrom =
  (key: string, seed: string): NewBytes =>
  (purpose, size) =>
    Buffer.from(hkdfSync("sha256", key, seed, purpose, size));

/** As many characters of [0-9A-Za-z] as there are bytes: two bits of each are to spare, so that none is likelier. */
export const textOf = (bytes: Buffer): string => {
  const base = BigInt(alphabet62.length);
  let rest = BigInt(`0x${bytes.toString("hex")}`);
  let text = "";
  for (let at = 0; at < bytes.length; at += 1) {
    text += alphabet62.charAt(Number(rest % base));
    rest /= base;
  }
  return text;
};

const reserveBytes = 4_096;
let reserve = randomBytes(reserveBytes);
let used = 0;

/** Random bytes that need not be kept secret and are many: drawn from the system some hundreds at a time, each once. */
const fewRandomBytes = (size: number): Buffer => {
  if (used + size > reserve.length) [reserve, used] = [randomBytes(reserveBytes), 0];
  used += size;
  return reserve.subarray(used - size, used);
};

/** Encrypts what must be readable again (webhook secrets, stored answers): `v1.<iv>.<tag>.<data>`, base64url. */
export interface Vault {
  seal(plain: string): string;
  open(sealed: string): string;
}

/** @param key any text; its SHA-256 is the AES key. */
export const createVault = (key: string): Vault => {
  const secret = createHash("sha256").update(key).digest();
  return {
    seal(plain) {
      const iv = fewRandomBytes(12);
      const cipher = createCipheriv(algorithm, secret, iv);
      const data = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return ["v1", ...[iv, cipher.getAuthTag(), data].map((part) => part.toString("base64url"))].join(".");
    },
    open(sealed) {
      const [version, iv, tag, data] = sealed.split(".");
      if (version !== "v1" || iv === undefined || tag === undefined || data === undefined) {
        throw new Error("the sealed value has an unknown form");
      }
      const decipher = createDecipheriv(algorithm, secret, Buffer.from(iv, "base64url"));
      decipher.setAuthTag(Buffer.from(tag, "base64url"));
      return Buffer.concat([decipher.update(Buffer.from(data, "base64url")), decipher.final()]).toString(
        "utf8",
      );
    },
  };
};
