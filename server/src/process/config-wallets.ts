import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";

/** The wallets' variables; config.ts reads them with the others. */

const readable = (path: string): string | null => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
};

/** Google hands keys out as a JSON file of the service account. */
const unwrapped = (text: string): string => {
  if (!text.trimStart().startsWith("{")) return text;
  const { private_key: key } = JSON.parse(text) as { private_key?: unknown };
  return typeof key === "string" ? key : "";
};

const pemOf = (given: string): string | null => {
  const text = given.startsWith("-----BEGIN") ? given.replaceAll("\\n", "\n") : readable(given);
  try {
    return text === null ? null : unwrapped(text);
  } catch {
    return null;
  }
};

/** PEM text, or the path of a file that holds it. */
const pem = z.string().transform((given, context) => {
  const text = pemOf(given);
  if (text?.includes("-----BEGIN")) return text;
  context.addIssue({ code: "custom", message: "must be PEM text, or the path of a file that can be read" });
  return z.NEVER;
});

const serviceUrl = (url: string) => z.url({ protocol: /^https?$/ }).default(url);

export const walletEnvironment = {
  GOOGLE_WALLET_ISSUER_ID: z
    .string()
    .regex(/^\d{5,30}$/, "must be the number that Google's console shows as issuer id")
    .optional(),
  GOOGLE_WALLET_SERVICE_ACCOUNT: z.email("must be the service account's email address").optional(),
  GOOGLE_WALLET_PRIVATE_KEY: pem.optional(),
  GOOGLE_WALLET_API_URL: serviceUrl("https://walletobjects.googleapis.com/walletobjects/v1"),
  GOOGLE_WALLET_TOKEN_URL: serviceUrl("https://oauth2.googleapis.com/token"),
  GOOGLE_WALLET_KEYS_URL: serviceUrl("https://pay.google.com/gp/m/issuer/keys"),
  GOOGLE_WALLET_SAVE_URL: serviceUrl("https://pay.google.com/gp/v/save"),
  APPLE_WALLET_PASS_TYPE_ID: z
    .string()
    .regex(/^pass\.[\w.-]+$/, "must be a pass type id such as pass.com.example.cards")
    .optional(),
  APPLE_WALLET_TEAM_ID: z
    .string()
    .regex(/^[A-Z0-9]{10}$/, "must be the ten characters of the team id")
    .optional(),
  APPLE_WALLET_CERTIFICATE: pem.optional(),
  APPLE_WALLET_PRIVATE_KEY: pem.optional(),
  APPLE_WALLET_KEY_PASSPHRASE: z.string().optional(),
  APPLE_WALLET_WWDR_CERTIFICATE: pem.optional(),
  APPLE_WALLET_PUSH_URL: serviceUrl("https://api.push.apple.com"),
};

type WalletVariables = z.infer<z.ZodObject<typeof walletEnvironment>>;

/** Variables that are set together or not at all. */
const together = [
  ["GOOGLE_WALLET_ISSUER_ID", "GOOGLE_WALLET_SERVICE_ACCOUNT", "GOOGLE_WALLET_PRIVATE_KEY"],
  [
    "APPLE_WALLET_PASS_TYPE_ID",
    "APPLE_WALLET_TEAM_ID",
    "APPLE_WALLET_CERTIFICATE",
    "APPLE_WALLET_PRIVATE_KEY",
    "APPLE_WALLET_WWDR_CERTIFICATE",
  ],
] as const;

const unusable = (name: string, why: string): string =>
  `${name} cannot be used: ${why}. Correct it (see .env.example) and start again.`;

const keyProblem = (name: string, key: string | undefined, passphrase?: string): string | null => {
  if (key === undefined) return null;
  try {
    createPrivateKey({ key, ...(passphrase !== undefined && { passphrase }) });
    return null;
  } catch {
    return unusable(name, "it holds no private key that can be opened with the passphrase given");
  }
};

const certificateProblem = (name: string, certificate: string | undefined): string | null => {
  if (certificate === undefined) return null;
  try {
    new X509Certificate(certificate);
    return null;
  } catch {
    return unusable(name, "it holds no certificate");
  }
};

/** One sentence about what is wrong with the wallets' variables taken together; null when nothing is. */
export const walletProblem = (config: WalletVariables): string | null => {
  for (const names of together) {
    const missing = names.filter((name) => config[name] === undefined);
    if (missing.length > 0 && missing.length < names.length)
      return `${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} missing: set all of ${names.join(", ")}, or none, and start again.`;
  }
  return (
    keyProblem("GOOGLE_WALLET_PRIVATE_KEY", config.GOOGLE_WALLET_PRIVATE_KEY) ??
    keyProblem(
      "APPLE_WALLET_PRIVATE_KEY",
      config.APPLE_WALLET_PRIVATE_KEY,
      config.APPLE_WALLET_KEY_PASSPHRASE,
    ) ??
    certificateProblem("APPLE_WALLET_CERTIFICATE", config.APPLE_WALLET_CERTIFICATE) ??
    certificateProblem("APPLE_WALLET_WWDR_CERTIFICATE", config.APPLE_WALLET_WWDR_CERTIFICATE)
  );
};
