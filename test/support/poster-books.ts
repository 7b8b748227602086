/** The books of Poster's stand-in: clients and orders, every value a string, money in minor units. */

type Row = Record<string, string>;

export interface NewPosterOrder {
  /** Minor units. */
  readonly cash?: number;
  readonly card?: number;
  readonly thirdParty?: number;
  readonly ewallet?: number;
  readonly certificate?: number;
  readonly bonus?: number;
  readonly tips?: number;
  readonly clientId?: string;
  readonly closedAt?: Date;
}

export interface PosterBooks {
  /** @throws when the phone is another client's */
  addClient(client: { phone?: string; email?: string; card_number?: string }): string;
  removeClient(id: string): void;
  openOrder(order?: NewPosterOrder): string;
  closeOrder(id: string, at: Date): void;
  /** Open again after it was closed. */
  reopenOrder(id: string): void;
  removeOrder(id: string): void;
  /** A fiscal return. */
  returnOrder(id: string): void;
  /** So much in cash is paid now. */
  payOrder(id: string, cash: number): void;
  order(id: string): Row;
  /** How many orders a page of the list holds. */
  pageSize: number;
  /** Undefined for a method that Poster has not. */
  answer(method: string, query: URLSearchParams): unknown;
}

const digitsOf = (phone: string): string => phone.replace(/\D/g, "");

const dayOf = (order: Row): string => {
  const ms = Number(order["date_close"]) || Number(order["date_start"]);
  return new Date(ms).toISOString().slice(0, 10).replaceAll("-", "");
};

export const createPosterBooks = (account: string): PosterBooks => {
  const clients = new Map<string, Row>();
  const orders = new Map<string, Row>();
  let next = 16_776;

  const order = (id: string): Row => {
    const found = orders.get(id);
    if (found === undefined) throw new Error(`no order ${id}`);
    return found;
  };

  const listed = (query: URLSearchParams): Row[] => {
    const [from, to] = [query.get("dateFrom") ?? "", query.get("dateTo") ?? ""];
    const after = Number(query.get("next_tr") ?? 0);
    return [...orders.values()]
      .filter((one) => dayOf(one) >= from && dayOf(one) <= to && Number(one["transaction_id"]) > after)
      .slice(0, books.pageSize);
  };

  const some = (row: Row | undefined): Row[] => (row === undefined ? [] : [row]);

  const books: PosterBooks = {
    pageSize: 100,
    addClient({ phone = "", email = "", card_number = "" }) {
      const taken = [...clients.values()].some(
        (one) => phone !== "" && one["phone_number"] === digitsOf(phone),
      );
      if (taken) throw new Error("error 38: the phone is another client's");
      next += 1;
      const client_id = String(next);
      clients.set(client_id, {
        client_id,
        firstname: "Ann",
        lastname: "Lee",
        phone,
        phone_number: digitsOf(phone),
        email,
        card_number,
        birthday: "0000-00-00",
        bonus: "0",
        client_sex: "0",
      });
      return client_id;
    },
    removeClient: (id) => void clients.delete(id),
    openOrder(input = {}) {
      next += 1;
      const id = String(next);
      const paid = { ...input };
      const money = (value = 0): string => String(value);
      orders.set(id, {
        transaction_id: id,
        spot_id: "1",
        client_id: input.clientId ?? "0",
        status: "1",
        pay_type: "1",
        sum: money((paid.cash ?? 0) + (paid.card ?? 0) + (paid.certificate ?? 0) + (paid.bonus ?? 0)),
        payed_sum: money((paid.cash ?? 0) + (paid.card ?? 0)),
        payed_cash: money(paid.cash),
        payed_card: money(paid.card),
        payed_third_party: money(paid.thirdParty),
        payed_ewallet: money(paid.ewallet),
        payed_cert: money(paid.certificate),
        payed_bonus: money(paid.bonus),
        tip_sum: money(paid.tips),
        date_start: String((input.closedAt ?? new Date(0)).getTime() - 300_000),
        date_close: "0",
        print_fiscal: "0",
      });
      if (input.closedAt !== undefined) books.closeOrder(id, input.closedAt);
      return id;
    },
    closeOrder: (id, at) => void Object.assign(order(id), { status: "2", date_close: String(at.getTime()) }),
    reopenOrder: (id) => void Object.assign(order(id), { status: "1", date_close: "0" }),
    removeOrder: (id) => void Object.assign(order(id), { status: "3" }),
    payOrder: (id, cash) =>
      void Object.assign(order(id), { payed_cash: String(cash), payed_sum: String(cash) }),
    returnOrder: (id) => void Object.assign(order(id), { print_fiscal: "2" }),
    order,
    answer(method, query) {
      switch (method) {
        case "dash.getTransaction":
          return some(orders.get(query.get("transaction_id") ?? ""));
        case "dash.getTransactions":
          return listed(query);
        case "clients.getClient":
          return some(clients.get(query.get("client_id") ?? ""));
        case "settings.getAllSettings":
          return { COMPANY_ID: account, company_name: "Kava Demo", currency: { currency_code_iso: "UAH" } };
        default:
          return undefined;
      }
    },
  };
  return books;
};
