import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { parseEnv } from "node:util";
import { z } from "zod";
import { login } from "../catalog/actions/fields.ts";
import { isCountry } from "../core/country.ts";
import { wrongWords } from "../http/wrong-words.ts";
import { walletEnvironment, walletProblem } from "./config-wallets.ts";
import { misspeltVariable } from "./misspelt.ts";

/** Every variable the server reads, and nowhere else. `.env.example` is held against this schema by a test. */

const list = z
  .string()
  .default("")
  .transform((value) =>
    value
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== ""),
  );

const hostEntry = /^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?$/;
const isCidr = (value: string): boolean => {
  const [address = "", bits = ""] = value.split("/");
  const family = isIP(address);
  return family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
};
const isAddress = (value: string): boolean => isIP(value) !== 0 && !value.includes("%");
const portNumber = z.coerce.number().int().min(0).max(65_535);
const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
};

export const environment = z.object({
  PORT: portNumber.default(7070),
  HOST: z.string().default("127.0.0.1"),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATA_DIR: z.string().min(1).default("./data"),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, "must start with mongodb:// or mongodb+srv://")
    .optional(),
  ROLE: z.enum(["all", "api", "worker"]).default("all"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  SESSION_SECRET: z.string().min(8, "must have at least 8 characters").optional(),
  ENCRYPTION_KEY: z.string().min(8, "must have at least 8 characters").optional(),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).default(6_000),
  WEBHOOK_ALLOWED_HOSTS: list.refine(
    (hosts) => hosts.every((host) => hostEntry.test(host)),
    "must be host or host:port, comma-separated",
  ),
  WEBHOOK_ALLOWED_CIDRS: list.refine(
    (cidrs) => cidrs.every(isCidr),
    "must be networks such as 10.0.0.0/8, comma-separated",
  ),
  WEBHOOK_ALLOWED_PORTS: list
    .refine(
      (ports) => ports.every((port) => portNumber.safeParse(port).success),
      "must be port numbers, comma-separated",
    )
    .transform((ports) => ports.map(Number)),
  CLOCK_SWEEP_SECONDS: z.coerce.number().min(0.1).max(3_600).default(60),
  OPERATOR_TOKEN: z.string().optional(),
  METRICS_TOKEN: z.string().optional(),
  TRUSTED_PROXIES: list.refine(
    (entries) => entries.every((entry) => isAddress(entry) || isCidr(entry)),
    "must be addresses or networks such as 10.0.0.1 or 10.0.0.0/8, comma-separated",
  ),
  ...walletEnvironment,
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: "must be like smtps://user:password@mail.example.com:465" })
    .optional(),
  SMTP_FROM: z.email({ error: "must be an email address" }).optional(),
  POSTER_APPLICATION_ID: z.string().optional(),
  POSTER_APPLICATION_SECRET: z.string().optional(),
  POSTER_BASE_URL: z.url({ protocol: /^https?$/ }).default("https://joinposter.com"),
  START_QUIET: z
    .enum(["0", "1"], "must be 1 or 0")
    .default("0")
    .transform((value) => value === "1"),
  FAILPOINT: z.string().optional(),
  COMMIT_MODE: z.enum(["atomic", "ordered", "staged"]).optional(),
  BOOTSTRAP_BUSINESS: z.string().min(1).max(120).optional(),
  BOOTSTRAP_LOGIN: login.optional(),
  BOOTSTRAP_PASSWORD: z
    .string()
    .min(6, "must have at least 6 characters")
    .max(200, "must have at most 200 characters")
    .optional(),
  BOOTSTRAP_COUNTRY: z
    .string()
    .refine(isCountry, "must be a country's two capital letters such as UA")
    .optional(),
  BOOTSTRAP_TIME_ZONE: z
    .string()
    .refine(isTimeZone, "must be an IANA time zone such as Europe/Kyiv")
    .optional(),
});

export type Environment = z.infer<typeof environment>;

/** The parsed environment, frozen. */
export type Config = Readonly<Environment>;

/** A variable that cannot be used; the message says which, why and what to do. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** A command that was called in another way than it can be; the message says how. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const bootstrapVariables = ["BOOTSTRAP_BUSINESS", "BOOTSTRAP_LOGIN", "BOOTSTRAP_PASSWORD"] as const;

/** Variables of a `.env` file in the working folder, where there is one; the process's own win. */
export const loadEnvFile = (): void => {
  if (!existsSync(".env")) return;
  // Some editors begin a file with a byte order mark, which would become a part of the first name.
  const text = readFileSync(".env", "utf8").replace(/^\uFEFF/, "");
  for (const [name, value] of Object.entries(parseEnv(text))) process.env[name] ??= value;
};

/** This process's environment with some variables set otherwise: what a child process is started with. */
export const childEnvironment = (overrides: Record<string, string>): NodeJS.ProcessEnv => ({
  ...process.env,
  ...overrides,
});

/**
 * Parses the environment once.
 * @throws ConfigError with one sentence about the first variable that is wrong.
 */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): Config => {
  // An empty value in an .env file means "not set".
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = environment.safeParse(given, { error: wrongWords });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0]);
    throw new ConfigError(
      `${name} cannot be used: ${issue?.message ?? "it is wrong"}. Correct it (see .env.example) and start again.`,
    );
  }
  const misspelt = misspeltVariable(Object.keys(given), Object.keys(environment.shape));
  if (misspelt !== null) {
    throw new ConfigError(
      `${misspelt.name} is no variable of this server: did you mean ${misspelt.meant}? Correct or remove it (see .env.example) and start again.`,
    );
  }
  const set = bootstrapVariables.filter((name) => parsed.data[name] !== undefined);
  if (set.length > 0 && set.length < bootstrapVariables.length) {
    const missing = bootstrapVariables.filter((name) => !set.includes(name)).join(" and ");
    throw new ConfigError(
      `${missing} is missing: set all of ${bootstrapVariables.join(", ")}, or none, and start again.`,
    );
  }
  const problem = walletProblem(parsed.data);
  if (problem !== null) throw new ConfigError(problem);
  // A quiet process answers calls and leaves all that is due to a later start.
  return Object.freeze(parsed.data.START_QUIET ? { ...parsed.data, ROLE: "api" as const } : parsed.data);
};
