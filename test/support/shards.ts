import type { StoreCommand } from "../../server/src/core/store.ts";
import { textOf } from "../guards/tree.ts";

/** The field that a collection is sharded by; null for one that is not. */
export type ShardKeys = ReadonlyMap<string, string | null>;

/** Rows of the table in OPERATE.md: names, then the key. */
export const declaredShards = (): ShardKeys => {
  const rows = textOf("server/docs/OPERATE.md").matchAll(
    /^\| (`[a-z_`, ]+`) +\| (?:`\{ "(\w+)": (?:"hashed"|1) \}`|(none)) +\|/gm,
  );
  return new Map(
    [...rows].flatMap(([, names = "", key]) =>
      [...names.matchAll(/`([a-z_]+)`/g)].map(([, name = ""]) => [name, key ?? null] as const),
    ),
  );
};

type Fields = Record<string, unknown>;

interface One {
  readonly collection: string;
  readonly filter: Fields;
  /** It needs the shard key itself; else the id will do. */
  readonly isStrict: boolean;
}

const list = (value: unknown): Fields[] => (Array.isArray(value) ? (value as Fields[]) : []);
const fields = (value: unknown): Fields => (value ?? {}) as Fields;

/** What a command does to one document each. */
const onesIn = ({ name, collection, body }: StoreCommand): One[] => {
  if (name === "findAndModify") return [{ collection, filter: fields(body["query"]), isStrict: true }];
  if (name === "update")
    return list(body["updates"])
      .filter(({ multi }) => multi !== true)
      .map(({ q, upsert }) => ({ collection, filter: fields(q), isStrict: upsert === true }));
  if (name === "delete")
    return list(body["deletes"])
      .filter(({ limit }) => limit === 1)
      .map(({ q }) => ({ collection, filter: fields(q), isStrict: false }));
  if (name !== "bulkWrite") return [];
  const spaces = list(body["nsInfo"]).map(({ ns }) => String(ns).replace(/^[^.]*\./, ""));
  return list(body["ops"])
    .filter((op) => !("insert" in op) && op["multi"] !== true)
    .map((op) => ({
      collection: spaces[Number(op["update"] ?? op["delete"])] ?? "",
      filter: fields(op["filter"]),
      isStrict: op["upsert"] === true,
    }));
};

/** Listens for commands that a sharded cluster refuses, or would have to ask of every shard. */
export class ShardWatch {
  readonly #keys = declaredShards();
  readonly #lost = new Set<string>();
  /** How many writes to one document of a sharded collection were seen. */
  seen = 0;

  readonly listen = (command: StoreCommand): void => {
    for (const { collection, filter, isStrict } of onesIn(command)) {
      const key = this.#keys.get(collection) ?? null;
      if (key === null) continue;
      this.seen += 1;
      const isNamed = (field: string): boolean => typeof filter[field] === "string";
      if (isNamed(key) || (!isStrict && isNamed("_id"))) continue;
      this.#lost.add(`${command.name} ${collection} by ${Object.keys(filter).join(", ")}`);
    }
  };

  /** Commands by which one document was sought without saying where. */
  get lost(): readonly string[] {
    return [...this.#lost];
  }
}
