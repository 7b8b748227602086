import { aggregator } from "../aggregate/pipeline.ts";
import { fromPlain, toPlain } from "../expression/plain.ts";
import { translating } from "../expression/expr.ts";
import { decode, type Document } from "../bson/decode.ts";
import { isPlainObject, toNumber } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import { asDocument } from "../query/shapes.ts";
import { type Collection, encode } from "../store/collection.ts";
import { countSelected, select, selectNone, type Selection } from "../store/read.ts";
import type { Store } from "../store/store.ts";
import type { Command } from "./command.ts";
import { count, letOf, namespaceOf, optionalDocument, refuseIf } from "./options.ts";

/** Stages that mingo reckons as MongoDB does. Whatever writes, runs scripts or needs a search engine is left out. */
const stages = new Set([
  "$match",
  "$sort",
  "$limit",
  "$skip",
  "$count",
  "$project",
  "$addFields",
  "$set",
  "$unset",
  "$group",
  "$unwind",
  "$replaceRoot",
  "$replaceWith",
  "$sortByCount",
  "$bucket",
  "$bucketAuto",
  "$facet",
  "$lookup",
  "$unionWith",
  "$setWindowFields",
  "$densify",
  "$fill",
]);

export const aggregate: Command = {
  kind: "read",
  options: [
    "pipeline",
    "cursor",
    "allowDiskUse",
    "hint",
    "collation",
    "let",
    "explain",
    "bypassDocumentValidation",
  ],
  run: (command, { store, cursors }) => {
    refuseIf(command.explain, "explain");
    if (typeof command.aggregate !== "string")
      throw new CommandError("NotImplemented", "the embedded store aggregates collections only");
    const namespace = namespaceOf(command, "aggregate");
    const pipeline = parsePipeline(command.pipeline);
    const cursor = optionalDocument(command.cursor, "cursor");
    if (!cursor)
      throw new CommandError(
        "FailedToParse",
        "The 'cursor' option is required, except for aggregate with the explain argument",
      );
    const { selection, rest } = splitPipeline(pipeline, command);
    const collection = store.collection(namespace);
    const counted = collection && countGroup(rest);
    if (counted)
      return cursors.first(
        namespace,
        counted(countSelected(collection, selection)).map(encode)[Symbol.iterator](),
      );
    const documents =
      rest.length === 0 ? rawOf(collection, selection) : computed(store, namespace, { selection, rest });
    return cursors.first(namespace, documents, { batchSize: count(cursor.batchSize, "batchSize") });
  },
};

function parsePipeline(pipeline: unknown): Document[] {
  if (!Array.isArray(pipeline))
    throw new CommandError("TypeMismatch", "'pipeline' option must be specified as an array");
  return pipeline.map((stage) => {
    const names = Object.keys(asDocument(stage, "pipeline"));
    if (names.length !== 1)
      throw new CommandError(
        "InvalidStage",
        "A pipeline stage specification object must contain exactly one field.",
      );
    const name = names[0] as string;
    if (!stages.has(name)) throw unknownStage(name);
    return stage as Document;
  });
}

const knownStages =
  /^\$(out|merge|geoNear|graphLookup|changeStream|collStats|indexStats|redact|sample|search|currentOp|documents|planCacheStats|listSessions)/;

function unknownStage(name: string): CommandError {
  if (knownStages.test(name))
    return new CommandError("NotImplemented", `the embedded store does not implement the stage ${name}`);
  return new CommandError("UnknownStage", `Unrecognized pipeline stage name: '${name}'`);
}

interface Split {
  selection: Selection;
  rest: Document[];
}

/** The pipeline's beginning that is a find: `$match`es, then a `$sort`, a `$skip` and a `$limit`, each once and in this order. */
function splitPipeline(pipeline: readonly Document[], command: Document): Split {
  const rest = [...pipeline];
  const take = (name: string): unknown => (rest[0] && name in rest[0] ? rest.shift()?.[name] : undefined);
  const filters: Document[] = [];
  for (let filter = take("$match"); filter !== undefined; filter = take("$match"))
    filters.push(asDocument(filter, "$match"));
  const sort = take("$sort");
  const skip = count(take("$skip"), "$skip");
  const limit = take("$limit");
  if (limit !== undefined && toNumber(limit) <= 0)
    throw new CommandError("BadValue", "the limit must be positive");
  return {
    rest,
    selection: {
      filter: filters.length === 1 ? (filters[0] as Document) : filters.length === 0 ? {} : { $and: filters },
      sort: sort === undefined ? undefined : asDocument(sort, "$sort"),
      skip,
      limit: count(limit, "$limit"),
      hint: command.hint,
      variables: letOf(command.let),
    },
  };
}

/** `{$group: {_id: <constant>, n: {$sum: 1}}}`, which is how drivers count: an index may know the number without its documents. */
function countGroup(rest: readonly Document[]): ((count: number) => Document[]) | undefined {
  const [stage, ...others] = rest;
  const group = stage?.$group;
  if (others.length > 0 || !isPlainObject(group)) return undefined;
  const { _id, ...fields } = group;
  const [[name, sum] = [], ...more] = Object.entries(fields);
  const isConstant = _id === null || typeof _id === "number";
  const countsOnes = isPlainObject(sum) && Object.keys(sum).length === 1 && sum.$sum === 1;
  if (!isConstant || name === undefined || more.length > 0 || !countsOnes) return undefined;
  // Of no documents there is no group.
  return (count) => (count === 0 ? [] : [{ _id, [name]: count }]);
}

function* rawOf(collection: Collection | undefined, selection: Selection): Generator<Buffer, undefined> {
  for (const { raw } of collection ? select(collection, selection) : selectNone(selection)) yield raw;
  return undefined;
}

function* computed(
  store: Store,
  namespace: string,
  { selection, rest }: Split,
): Generator<Buffer, undefined> {
  const collection = store.collection(namespace);
  const database = namespace.slice(0, namespace.indexOf("."));
  const pipeline = aggregator(toPlain(rest) as Document[], {
    variables: toPlain(selection.variables ?? {}) as Document,
    collectionResolver: (name) =>
      [...(store.collection(`${database}.${name}`)?.documents() ?? [])].map(
        ({ raw }) => toPlain(decode(raw)) as Document,
      ),
  });
  const found = collection ? select(collection, selection) : selectNone(selection);
  const input = Array.from(found, ({ document }) => toPlain(document) as Document);
  const results = translating(() => pipeline.run<Document>(input));
  for (const result of results) yield encode(fromPlain(result) as Document);
  return undefined;
}
