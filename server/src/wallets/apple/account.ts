import type { Config } from "../../process/config.ts";

/** What the operator has with Apple. */
export interface AppleAccount {
  readonly passTypeId: string;
  readonly teamId: string;
  readonly certificate: string;
  readonly privateKey: string;
  readonly passphrase: string | undefined;
  readonly wwdr: string;
  readonly pushUrl: string;
}

/** Null while the credentials are not set. */
export const appleAccount = (config: Config): AppleAccount | null => {
  const {
    APPLE_WALLET_PASS_TYPE_ID: passTypeId,
    APPLE_WALLET_TEAM_ID: teamId,
    APPLE_WALLET_CERTIFICATE: certificate,
    APPLE_WALLET_PRIVATE_KEY: privateKey,
    APPLE_WALLET_WWDR_CERTIFICATE: wwdr,
  } = config;
  const isSet =
    passTypeId !== undefined && teamId !== undefined && certificate !== undefined && wwdr !== undefined;
  if (!isSet || privateKey === undefined) return null;
  return {
    passTypeId,
    teamId,
    certificate,
    privateKey,
    passphrase: config.APPLE_WALLET_KEY_PASSPHRASE,
    wwdr,
    pushUrl: config.APPLE_WALLET_PUSH_URL,
  };
};
