import { callAll, cpuSeconds, latencies, type Latencies } from "./measure.ts";
import { tillSignature, type Api } from "./systems.ts";

export const callerCounts = [1, 16, 64] as const;

/** A call that shops make all day; `at` is its number, of `count` that were prepared for. */
export interface Operation {
  readonly name: string;
  /** Makes what the calls need, before they are counted. */
  prepare?(count: number): Promise<void>;
  call(at: number): Promise<unknown>;
}

export interface OperationFigures {
  readonly operation: string;
  readonly callers: number;
  readonly perSecond: number;
  readonly latency: Latencies;
  readonly cpuMs: number;
}

const dayBefore = (days: number): string =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
export const yearOfStats = (): string => `/v1/stats?from=${dayBefore(364)}&to=${dayBefore(0)}&interval=month`;
const fresh = (): string => Math.random().toString(36).slice(2, 12);

/** The hot operations on a business of this installation, over so many cards. */
export const hotOperations = async (api: Api, cardCount: number): Promise<readonly Operation[]> => {
  const template: string = (await api.call("POST", "/v1/templates", { name: "Hot", goals: [] })).id;
  const cards: string[] = [];
  for (let at = 0; at < cardCount; at += 1)
    cards.push(
      (await api.call("POST", "/v1/cards", { template_id: template, email: `${fresh()}@example.com` })).id,
    );
  const cardOf = (at: number): string | undefined => cards[at % cards.length];
  const till = await api.call("POST", "/v1/tills", { name: "Till", kind: "generic", template_id: template });
  const known: string = (await api.call("GET", `/v1/cards/${cards[0]}`)).number;
  let vouchers: string[] = [];
  const issueVoucher = (at: number) =>
    api.call("POST", "/v1/vouchers", { title: "A free coffee", card_id: cardOf(at) });
  return [
    {
      name: "POST /stamps",
      call: (at) => api.call("POST", "/v1/stamps", { card_id: cardOf(at), receipt_id: fresh() }),
    },
    {
      name: "POST /stamps, keyed",
      call: (at) =>
        api.call("POST", "/v1/stamps", { card_id: cardOf(at) }, { "idempotency-key": `${fresh()}${at}` }),
    },
    {
      name: "POST /redemptions",
      async prepare(count) {
        vouchers = [];
        await callAll(8, count, async (at) => vouchers.push((await issueVoucher(at)).redeem_code));
      },
      call: (at) => api.call("POST", "/v1/redemptions", { code: vouchers[at] }),
    },
    {
      name: "POST /cards",
      call: (at) => {
        const email = `${fresh()}${at}@example.com`;
        return api.call("POST", "/v1/cards", { template_id: template, email });
      },
    },
    { name: "POST /vouchers", call: issueVoucher },
    { name: "GET /cards by number", call: () => api.call("GET", `/v1/cards?card_number=${known}`) },
    { name: "GET /events", call: () => api.call("GET", "/v1/events?customer_fields=ids") },
    {
      name: "POST /tills/:id/sales",
      call: () => {
        const sold = {
          receipt_id: fresh(),
          sold_at: new Date().toISOString(),
          amount: "4.50",
          currency: "EUR",
        };
        const body = JSON.stringify({ ...sold, card_number: known });
        const headers = { "x-7stamp-signature": tillSignature(till.secret, body) };
        return api.call("POST", `/v1/tills/${till.id}/sales`, body, headers);
      },
    },
    { name: "GET /stats of a year", call: () => api.call("GET", yearOfStats()) },
  ];
};

/** One operation by so many callers. @param options.pid the server's, whose CPU is counted */
export const measureOperation = async (
  operation: Operation,
  options: { readonly pid: number; readonly callers: number; readonly count: number },
): Promise<OperationFigures> => {
  const { pid, callers, count } = options;
  await operation.prepare?.(count);
  const cpuBefore = cpuSeconds(pid);
  const began = performance.now();
  const taken = await callAll(callers, count, (at) => operation.call(at));
  const seconds = (performance.now() - began) / 1_000;
  return {
    operation: operation.name,
    callers,
    perSecond: count / seconds,
    latency: latencies(taken),
    cpuMs: ((cpuSeconds(pid) - cpuBefore) / count) * 1_000,
  };
};
