import { isIP } from "node:net";
import { FormData, request, type Agent } from "undici";
import { z } from "zod";
import { readRetryAfter } from "../../core/retry-after.ts";
import { openGuardedAgent } from "../../core/safe-fetch.ts";
import { PosterFailure, readAnswer } from "./failure.ts";
import { Paces } from "./paces.ts";

/** Numbers come as strings and now and then as numbers. */
const text = z.union([z.string(), z.number()]).transform(String);
const textOrNothing = text.nullish().transform((value) => value ?? "");
/** Minor units, in a string. Poster counts hundredths whatever the currency. */
const money = z
  .union([z.string().regex(/^-?\d+$/), z.number().int()])
  .nullish()
  .transform((value) => Number(value ?? 0));

/** An order, as far as we read it. */
export const posterOrder = z.looseObject({
  transaction_id: text,
  client_id: textOrNothing,
  status: text,
  payed_cash: money,
  payed_card: money,
  payed_third_party: money,
  payed_ewallet: money,
  date_close: textOrNothing,
  print_fiscal: textOrNothing,
});
export type PosterOrder = z.output<typeof posterOrder>;

export const posterClient = z.looseObject({
  client_id: text,
  phone: textOrNothing,
  email: textOrNothing,
  card_number: textOrNothing,
});
export type PosterClient = z.output<typeof posterClient>;

const posterSettings = z.looseObject({
  COMPANY_ID: textOrNothing,
  currency: z.looseObject({ currency_code_iso: z.string() }),
});

const posterAccess = z.looseObject({ access_token: z.string().min(1), account_number: text });

export interface PosterApi {
  order(token: string, id: string): Promise<PosterOrder | null>;
  /** One page of the orders of some days (`YYYYMMDD`, both included), after an order. */
  orders(token: string, days: { from: string; to: string; after: string | null }): Promise<PosterOrder[]>;
  client(token: string, id: string): Promise<PosterClient | null>;
  settings(token: string): Promise<z.output<typeof posterSettings>>;
  exchange(account: string, fields: Record<string, string>): Promise<z.output<typeof posterAccess>>;
  close(): Promise<void>;
}

const timeoutMs = 10_000;
/** What Poster may ask for at most. */
const longestPauseMs = 3_600_000;
const maxAnswerBytes = 8 * 1024 * 1024;

const readText = async (body: AsyncIterable<Buffer>): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxAnswerBytes) throw new Error("the answer is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
};

const send = async (
  agent: Agent,
  url: URL,
  init: { method: "GET" | "POST"; body?: FormData } = { method: "GET" },
): Promise<Record<string, unknown>> => {
  let answer;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const got = await request(url, { ...init, dispatcher: agent, signal } as Parameters<typeof request>[1]);
    const retryAfter = got.headers["retry-after"];
    answer = {
      status: got.statusCode,
      text: await readText(got.body),
      retryAfterMs:
        typeof retryAfter === "string"
          ? readRetryAfter(retryAfter, { now: new Date(), longestMs: longestPauseMs })
          : null,
    };
  } catch (error) {
    // The address holds the token, so the error itself is not passed on.
    const name = error instanceof Error ? error.name : "Error";
    throw new PosterFailure("later", `Poster gave no answer (${name})`);
  }
  return readAnswer(answer);
};

const fits = <S extends z.ZodType>(schema: S, value: unknown): z.output<S> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new PosterFailure(
    "ours",
    `Poster's answer has another form: ${parsed.error.issues[0]?.path.join(".")}`,
  );
};

/** The account's own host; a server named by its address, as in a trial on one machine, has no others. */
const accountBase = (base: URL, account: string): string => {
  const isPlain = isIP(base.hostname) !== 0 || base.hostname === "localhost";
  return isPlain ? base.origin : `${base.protocol}//${account}.${base.host}`;
};

const oneOf = <T>(list: readonly T[]): T | null => list[0] ?? null;

/** The calls of Poster's web API that the adapter needs, paced per token. @throws PosterFailure from each */
export const openPosterApi = (baseUrl: string): PosterApi => {
  const base = new URL(baseUrl);
  const agent = openGuardedAgent({ allowedHosts: [base.host], allowedCidrs: [], allowedPorts: [] });
  const paces = new Paces();
  const read = async (method: string, token: string, query: Record<string, string>): Promise<unknown> => {
    await paces.of(token).turn();
    const url = new URL(`/api/${method}`, base);
    url.search = new URLSearchParams({ token, format: "json", ...query }).toString();
    return (await send(agent, url))["response"];
  };
  return {
    async order(token, id) {
      const query = { transaction_id: id, include_products: "false", include_history: "false" };
      return oneOf(fits(z.array(posterOrder), await read("dash.getTransaction", token, query)));
    },
    async orders(token, { from, to, after }) {
      const days = { dateFrom: from, dateTo: to };
      const query: Record<string, string> = after === null ? days : { ...days, next_tr: after };
      return fits(z.array(posterOrder), await read("dash.getTransactions", token, query));
    },
    async client(token, id) {
      return oneOf(fits(z.array(posterClient), await read("clients.getClient", token, { client_id: id })));
    },
    async settings(token) {
      return fits(posterSettings, await read("settings.getAllSettings", token, {}));
    },
    async exchange(account, fields) {
      const body = new FormData();
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      const url = new URL(`${accountBase(base, account)}/api/v2/auth/access_token`);
      return fits(posterAccess, await send(agent, url, { method: "POST", body }));
    },
    close: () => agent.close(),
  };
};
