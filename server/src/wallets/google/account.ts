import type { Config } from "../../process/config.ts";

/** What the operator has with Google. */
export interface GoogleAccount {
  readonly issuerId: string;
  readonly email: string;
  readonly privateKey: string;
  readonly apiUrl: string;
  readonly tokenUrl: string;
  readonly keysUrl: string;
  readonly saveUrl: string;
}

/** Null while the credentials are not set. */
export const googleAccount = (config: Config): GoogleAccount | null => {
  const {
    GOOGLE_WALLET_ISSUER_ID: issuerId,
    GOOGLE_WALLET_SERVICE_ACCOUNT: email,
    GOOGLE_WALLET_PRIVATE_KEY: privateKey,
  } = config;
  if (issuerId === undefined || email === undefined || privateKey === undefined) return null;
  return {
    issuerId,
    email,
    privateKey,
    apiUrl: config.GOOGLE_WALLET_API_URL,
    tokenUrl: config.GOOGLE_WALLET_TOKEN_URL,
    keysUrl: config.GOOGLE_WALLET_KEYS_URL,
    saveUrl: config.GOOGLE_WALLET_SAVE_URL,
  };
};

/** Ids at Google begin with the issuer's; ours fit behind it as they are. */
export const classIdOf = (account: GoogleAccount, templateId: string): string =>
  `${account.issuerId}.${templateId}`;
export const objectIdOf = (account: GoogleAccount, cardId: string): string => `${account.issuerId}.${cardId}`;

/** The card an object id of ours means; null for another issuer's. */
export const cardIdOf = (account: GoogleAccount, objectId: string): string | null => {
  const prefix = `${account.issuerId}.`;
  return objectId.startsWith(prefix) ? objectId.slice(prefix.length) : null;
};
