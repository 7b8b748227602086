import { fill } from "../iml/template.ts";
import { base, codeOf, component, type Code, type Kind } from "./files.ts";
import { accepted } from "./parameters.ts";
import { overBase, perform, type Outcome } from "./request.ts";
import type { World } from "./world.ts";

export type Bundle = Code;

/** A connection as modules see it. */
export interface Connection {
  readonly values: Readonly<Record<string, unknown>>;
  readonly label: unknown;
  readonly uid: unknown;
}

export type Given = Readonly<Record<string, unknown>>;

/** Creates the app's connection from what a user enters. */
export const connect = async (world: World, given: Given): Promise<Connection> => {
  const { communication, params } = codeOf("connection", "apiKey");
  const parameters = accepted(params, given);
  const { scope, response } = await perform(world, communication, { parameters });
  return {
    values: { ...parameters, ...(fill(response.data ?? {}, scope) as object) },
    label: (fill(response.metadata, scope) as { value: unknown }).value,
    uid: fill(response.uid, scope),
  };
};

const limits = { requests: 100, pages: 50, records: 3_200 };

interface Search {
  readonly world: World;
  readonly request: Code;
  readonly scope: Record<string, unknown>;
}

const itemsOf = ({ response, scope }: Outcome): Bundle[] => {
  const items = fill(response.iterate, scope);
  if (!Array.isArray(items)) throw new TypeError("nothing to iterate over");
  return items.map((item) => fill(response.output ?? "{{item}}", { ...scope, item }));
};

const nextPage = (request: Code, outcome: Outcome, page: number): Code => {
  const { pagination } = request;
  if (!pagination) return undefined;
  const scope = { ...outcome.scope, pagination: { page } };
  if (!fill(pagination.condition, scope)) return undefined;
  const qs = fill(pagination.qs ?? {}, scope) as object;
  return { ...request, qs: { ...request.qs, ...qs } };
};

const iterated = async ({ world, request, scope }: Search): Promise<Bundle[]> => {
  const bundles: Bundle[] = [];
  let next = request;
  let limit: number = limits.records;
  for (let page = 1; next !== undefined && page <= limits.pages; page += 1) {
    const outcome = await perform(world, next, scope);
    const asked = fill(outcome.response.limit, outcome.scope);
    if (asked !== undefined && asked !== null && asked !== "")
      limit = Math.min(limits.records, Number(asked));
    if (limit === 0) throw new Error("a limit of 0 is an invalid configuration");
    const items = itemsOf(outcome);
    bundles.push(...items);
    if (items.length === 0 || bundles.length >= limit) break;
    next = nextPage(request, outcome, page + 1);
  }
  return bundles.slice(0, limit);
};

const runCode = async (
  world: World,
  kind: Kind,
  id: string,
  { connection, parameters }: { connection: Connection; parameters: Given },
): Promise<Outcome | Bundle[]> => {
  const request = overBase(base, codeOf(kind, id)["communication"]);
  const scope = { connection: connection.values, parameters };
  return request.response.iterate === undefined
    ? perform(world, request, scope)
    : iterated({ world, request, scope });
};

/** What a remote procedure offers a drop-down. */
export const runProcedure = async (
  world: World,
  connection: Connection,
  id: string,
): Promise<{ label: string; value: string }[]> => {
  const result = await runCode(world, "rpc", id, { connection, parameters: {} });
  if (!Array.isArray(result)) throw new TypeError(`${id} offers nothing`);
  return result;
};

/** Runs a module on one input bundle; returns its output bundles. */
export const runModule = async (
  world: World,
  connection: Connection,
  id: string,
  given: Given = {},
): Promise<Bundle[]> => {
  const { staticParams, mappableParams } = codeOf("module", id);
  const parameters = accepted([...staticParams, ...mappableParams], given);
  const result = await runCode(world, "module", id, { connection, parameters });
  const isSearch = component("module", id).moduleType === "search";
  if (Array.isArray(result) !== isSearch) throw new TypeError(`${id} does not answer as its type says`);
  if (Array.isArray(result)) return result;
  const output = fill(result.response.output ?? "{{body}}", result.scope);
  if (Array.isArray(output)) throw new TypeError("an action gives one bundle");
  return [output];
};
