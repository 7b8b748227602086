import { createPublicKey, verify as verifySignature, type KeyObject } from "node:crypto";
import { z } from "zod";

/*
 * Google's signed callbacks, protocol ECv2SigningOnly of sender GooglePayPasses: ECDSA over P-256 with SHA-256, DER
 * signatures, keys as base64 SPKI. A root key signs an intermediate key with its expiry, that one signs the message.
 * What is signed is a chain of LV(x): four bytes with the length of x in bytes, little-endian, and x in UTF-8. Texts are
 * verified as they came and parsed only then. Nothing is stored here; a crash loses nothing: Google sends again.
 * Source: developers.google.com/wallet, "Use callbacks for saves and deletions".
 */

const sender = "GooglePayPasses";
const protocol = "ECv2SigningOnly";

/** The body of a callback. */
export const envelopeSchema = z.object({
  signature: z.string(),
  intermediateSigningKey: z.object({ signedKey: z.string(), signatures: z.array(z.string()).max(20) }),
  protocolVersion: z.literal(protocol),
  signedMessage: z.string(),
});

export type Envelope = z.infer<typeof envelopeSchema>;

const millis = z.union([z.string().regex(/^\d+$/), z.number()]).transform(Number);

const signedKeySchema = z.object({ keyValue: z.string(), keyExpiration: millis });

const messageSchema = z.object({
  classId: z.string(),
  objectId: z.string(),
  eventType: z.string(),
  expTimeMillis: millis,
  nonce: z.string().min(1).max(200),
});

export type CallbackMessage = z.infer<typeof messageSchema>;

/** Root keys as Google publishes them. */
export const rootKeysSchema = z.object({
  keys: z.array(
    z.object({
      keyValue: z.string(),
      keyExpiration: millis.optional(),
      protocolVersion: z.string(),
    }),
  ),
});

export type RootKey = z.infer<typeof rootKeysSchema>["keys"][number];

/** What is signed, byte for byte. */
export const lengthValue = (...texts: readonly string[]): Buffer =>
  Buffer.concat(
    texts.flatMap((text) => {
      const bytes = Buffer.from(text, "utf8");
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );

const publicKey = (base64: string): KeyObject | null => {
  try {
    const key = createPublicKey({ key: Buffer.from(base64, "base64"), format: "der", type: "spki" });
    const isP256 = key.asymmetricKeyDetails?.namedCurve === "prime256v1";
    return key.asymmetricKeyType === "ec" && isP256 ? key : null;
  } catch {
    return null;
  }
};

const isSigned = (keyValue: string, signed: Buffer, signature: string): boolean => {
  const key = publicKey(keyValue);
  return key !== null && verifySignature("sha256", signed, key, Buffer.from(signature, "base64"));
};

const parsed = <S extends z.ZodType>(schema: S, text: string): z.output<S> | null => {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
};

export interface Verification {
  readonly issuerId: string;
  readonly roots: readonly RootKey[];
  readonly now: Date;
}

const isRooted = (
  { signedKey, signatures }: Envelope["intermediateSigningKey"],
  { roots, now }: Verification,
): boolean => {
  const signed = lengthValue(sender, protocol, signedKey);
  return roots
    .filter(({ protocolVersion, keyExpiration }) => {
      const isValid = keyExpiration === undefined || keyExpiration > now.getTime();
      return protocolVersion === protocol && isValid;
    })
    .some(({ keyValue }) => signatures.some((signature) => isSigned(keyValue, signed, signature)));
};

/** The message of a callback that Google has signed for this issuer and that has not run out; else null. */
export const verifiedMessage = (envelope: Envelope, verification: Verification): CallbackMessage | null => {
  const { issuerId, now } = verification;
  if (!isRooted(envelope.intermediateSigningKey, verification)) return null;
  const key = parsed(signedKeySchema, envelope.intermediateSigningKey.signedKey);
  if (key === null || key.keyExpiration <= now.getTime()) return null;
  const signed = lengthValue(sender, issuerId, protocol, envelope.signedMessage);
  if (!isSigned(key.keyValue, signed, envelope.signature)) return null;
  const message = parsed(messageSchema, envelope.signedMessage);
  if (message === null || message.expTimeMillis <= now.getTime()) return null;
  return message.classId.startsWith(`${issuerId}.`) ? message : null;
};
