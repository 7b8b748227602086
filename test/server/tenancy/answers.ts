import type { ActionDefinition } from "../../../server/src/catalog/index.ts";
import type { Wanted } from "./request.ts";
import type { Shop } from "./stage.ts";

/** An answer as its bytes, without what says when it was given or how many calls are left. */
export interface Reply {
  readonly status: number;
  readonly headers: string;
  readonly text: string;
}

const passing = /^(date|ratelimit|connection|keep-alive)/;

/** The proofs that a shop's caller may give: its key, its session, or a signature. */
export const proofsOf = (shop: Shop, { access, name }: ActionDefinition): Record<string, string>[] => {
  const key = { authorization: `Bearer ${shop.owner.key}` };
  const session = { ...shop.session };
  if (access === "caller") return [key, session];
  if (access === "session") return [session];
  if (shop.signed[name] === undefined) throw new Error(`say how ${name} is signed`);
  return [{}];
};

export interface Sending {
  readonly url: string;
  readonly shop: Shop;
  readonly proof: Record<string, string>;
}

/** Calls an action in a shop's name; an answer that goes on is read no further than its head. */
export const call = async (
  action: ActionDefinition,
  wanted: Wanted,
  { url, shop, proof }: Sending,
): Promise<Reply> => {
  const path = action.path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(wanted.params[name])),
  );
  const query = new URLSearchParams(wanted.query as Record<string, string>).toString();
  const raw = wanted.body === undefined ? "" : JSON.stringify(wanted.body);
  const response = await fetch(`${url}/v1${path}${query === "" ? "" : `?${query}`}`, {
    method: action.method,
    headers: {
      "x-request-id": "one-and-the-same",
      ...proof,
      ...shop.signed[action.name]?.(raw),
      ...(raw !== "" && { "content-type": "application/json" }),
    },
    ...(raw !== "" && { body: raw }),
  });
  const goesOn = /event-stream/.test(response.headers.get("content-type") ?? "");
  if (goesOn) await response.body?.cancel();
  const headers = [...response.headers].filter(([name]) => !passing.test(name));
  return {
    status: response.status,
    headers: JSON.stringify(headers),
    text: goesOn ? "" : await response.text(),
  };
};
