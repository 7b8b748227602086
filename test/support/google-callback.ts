import { generateKeyPairSync, randomUUID, sign, type KeyObject } from "node:crypto";

/** What is signed in a callback: lengths in bytes, little-endian, before each text. */
const lengthValue = (...texts: readonly string[]): Buffer =>
  Buffer.concat(
    texts.map((text) => {
      const bytes = Buffer.from(text, "utf8");
      const length = Buffer.alloc(4);
      length.writeInt32LE(bytes.length);
      return Buffer.concat([length, bytes]);
    }),
  );

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const newPair = (): Pair => generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const spki = ({ publicKey }: Pair): string =>
  publicKey.export({ format: "der", type: "spki" }).toString("base64");
const signed = (pair: Pair, bytes: Buffer): string =>
  sign("sha256", bytes, pair.privateKey).toString("base64");

/** What a callback says and how it may be wrong. */
export interface CallbackOptions {
  readonly objectId: string;
  readonly eventType?: "save" | "del";
  readonly nonce?: string;
  readonly issuerId?: string;
  readonly classId?: string;
  readonly messageExpiresInMs?: number;
  readonly keyExpiresInMs?: number;
  /** A chain that the published root has not signed. */
  readonly rogueRoot?: boolean;
  /** The message is changed after it was signed. */
  readonly tampered?: boolean;
}

/** Signs callbacks as Google does: a root key signs an intermediate one, that one signs the message. */
export const createCallbackSigner = (issuerId: string, now: () => Date) => {
  const [root, intermediate, rogue] = [newPair(), newPair(), newPair()];
  return {
    /** What Google publishes. */
    rootKey: spki(root),
    callback(options: CallbackOptions): string {
      const at = now().getTime();
      const message = {
        classId: options.classId ?? `${issuerId}.unknown`,
        objectId: options.objectId,
        eventType: options.eventType ?? "save",
        expTimeMillis: at + (options.messageExpiresInMs ?? 600_000),
        count: 1,
        nonce: options.nonce ?? randomUUID(),
      };
      const signedMessage = JSON.stringify(message);
      const keyExpiration = String(at + (options.keyExpiresInMs ?? 600_000));
      const signedKey = JSON.stringify({ keyValue: spki(intermediate), keyExpiration });
      const chain = lengthValue("GooglePayPasses", "ECv2SigningOnly", signedKey);
      const recipient = options.issuerId ?? issuerId;
      return JSON.stringify({
        signature: signed(
          intermediate,
          lengthValue("GooglePayPasses", recipient, "ECv2SigningOnly", signedMessage),
        ),
        intermediateSigningKey: {
          signedKey,
          signatures: [signed(options.rogueRoot ? rogue : root, chain)],
        },
        protocolVersion: "ECv2SigningOnly",
        signedMessage: options.tampered ? signedMessage.replace('"count":1', '"count":2') : signedMessage,
      });
    },
  };
};
