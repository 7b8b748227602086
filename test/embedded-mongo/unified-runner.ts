import assert from "node:assert/strict";
import { EJSON } from "bson";
import type { Client, Collection, Doc } from "./support.ts";
import { matches } from "./unified-match.ts";

/** The parts of MongoDB's unified test format (mongodb/specifications, source/unified-test-format) that a server can be held to. */
export interface UnifiedFile {
  description: string;
  runOnRequirements?: Requirement[];
  createEntities?: Record<string, Doc>[];
  initialData?: CollectionData[];
  tests: UnifiedTest[];
}

export interface UnifiedTest {
  description: string;
  skipReason?: string;
  runOnRequirements?: Requirement[];
  operations: Operation[];
  outcome?: CollectionData[];
}

interface Requirement {
  minServerVersion?: string;
  maxServerVersion?: string;
  topologies?: string[];
  serverless?: string;
  auth?: boolean;
}

interface CollectionData {
  collectionName: string;
  databaseName: string;
  documents: Doc[];
}

interface Operation {
  object: string;
  name: string;
  arguments?: Doc;
  expectResult?: unknown;
  expectError?: {
    isError?: boolean;
    isClientError?: boolean;
    errorContains?: string;
    errorCode?: number;
    expectResult?: unknown;
  };
  ignoreResultAndError?: boolean;
}

const version = [8, 0, 0];

/** Why a test says nothing about this server; undefined where it has to pass. */
export function reasonToSkip(file: UnifiedFile, test: UnifiedTest): string | undefined {
  if (test.skipReason) return test.skipReason;
  const requirements = [...(file.runOnRequirements ?? [[]]), ...(test.runOnRequirements ?? [])].flat();
  const groups = [file.runOnRequirements, test.runOnRequirements].filter((group) => group !== undefined);
  if (requirements.length > 0 && !groups.every((group) => group.some(isMet))) return "for another server";
  const foreign = test.operations.find(
    ({ object, name }) => object === "testRunner" || name === "mapReduce" || name === "modifyCollection",
  );
  return foreign && `uses ${foreign.object} ${foreign.name}`;
}

function isMet({
  minServerVersion: min,
  maxServerVersion: max,
  topologies,
  serverless,
  auth,
}: Requirement): boolean {
  if (serverless === "require" || auth === true) return false;
  if (topologies && !topologies.includes("replicaset")) return false;
  return (!min || compareVersions(version, min) >= 0) && (!max || compareVersions(version, max) <= 0);
}

function compareVersions(left: readonly number[], text: string): number {
  const right = text.split(".").map((part) => (part === "99" ? Infinity : Number(part)));
  for (let index = 0; index < 3; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Runs one test: the given documents in, the operations, then their results and the documents afterwards. Events are the driver's own matter. */
export async function runUnified(client: Client, file: UnifiedFile, test: UnifiedTest): Promise<void> {
  for (const data of file.initialData ?? []) await fill(client, data);
  const entities = entitiesOf(client, file);
  for (const operation of test.operations) await check(entities, operation);
  for (const { databaseName, collectionName, documents } of test.outcome ?? []) {
    const found = await client.db(databaseName).collection(collectionName).find().sort({ _id: 1 }).toArray();
    assert.ok(
      matches(parse(documents), found, true),
      `outcome: ${EJSON.stringify(found)} instead of ${JSON.stringify(documents)}`,
    );
  }
}

async function fill(
  client: Client,
  { databaseName, collectionName, documents }: CollectionData,
): Promise<void> {
  const collection = client.db(databaseName).collection(collectionName);
  await collection.drop();
  if (documents.length > 0) await collection.insertMany(parse(documents) as Doc[]);
}

const parse = (value: unknown): unknown => EJSON.parse(JSON.stringify(value), { relaxed: true });

type Entity = ReturnType<Client["db"]> | Collection | Client;

function entitiesOf(client: Client, file: UnifiedFile): Map<string, Entity> {
  const entities = new Map<string, Entity>();
  for (const { client: ofClient, database, collection } of file.createEntities ?? []) {
    if (ofClient) entities.set(String(ofClient.id), client);
    if (database) entities.set(String(database.id), client.db(String(database.databaseName)));
    if (collection) {
      const holder = entities.get(String(collection.database)) as ReturnType<Client["db"]>;
      entities.set(
        String(collection.id),
        holder.collection(String(collection.collectionName), (collection.collectionOptions as Doc) ?? {}),
      );
    }
  }
  return entities;
}

async function check(entities: Map<string, Entity>, operation: Operation): Promise<void> {
  const entity = entities.get(operation.object);
  assert.ok(entity, `entity ${operation.object}`);
  const { expectError, expectResult } = operation;
  const outcome = await call(entity, operation.name, parse(operation.arguments ?? {}) as Doc).then(
    (value) => ({ value, error: undefined }),
    (error: Error & { code?: number; result?: unknown; partialResult?: unknown }) => ({
      value: undefined,
      error,
    }),
  );
  if (operation.ignoreResultAndError) return;
  if (!expectError) {
    if (outcome.error) throw outcome.error;
    if (expectResult !== undefined) assertMatch(expectResult, outcome.value);
    return;
  }
  assert.ok(outcome.error, `${operation.name} should be refused`);
  if (expectError.errorCode !== undefined) assert.equal(outcome.error.code, expectError.errorCode);
  if (expectError.errorContains)
    assert.ok(
      outcome.error.message.toLowerCase().includes(expectError.errorContains.toLowerCase()),
      outcome.error.message,
    );
  if (expectError.expectResult !== undefined)
    assertMatch(expectError.expectResult, outcome.error.result ?? outcome.error.partialResult);
}

function assertMatch(expected: unknown, actual: unknown): void {
  const plain = toPlain(actual ?? null, true);
  assert.ok(
    matches(parse(expected), plain, false),
    `result ${EJSON.stringify(plain)} instead of ${JSON.stringify(expected)}`,
  );
}

/** The driver's bulk results are objects of a class and maps by number; plain copies compare like the others. */
function toPlain(value: unknown, isRoot = false): unknown {
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, member]) => [String(key), toPlain(member)]));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const isPlain = isRoot || Object.getPrototypeOf(value) === Object.prototype;
  return isPlain
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toPlain(member)]))
    : value;
}

/** Maps the format's operations onto the driver's calls. */
async function call(
  entity: Entity,
  name: string,
  { filter, session: _session, ...args }: Doc,
): Promise<unknown> {
  const target = entity as unknown as Record<string, (...values: unknown[]) => unknown>;
  const method = (...values: unknown[]): unknown => {
    const run = target[name];
    assert.ok(run, `operation ${name}`);
    return run.apply(entity, values);
  };
  switch (name) {
    case "find":
      return (method(filter ?? {}, args) as { toArray: () => unknown }).toArray();
    case "aggregate":
      return (method(args.pipeline, omit(args, "pipeline")) as { toArray: () => unknown }).toArray();
    case "distinct":
      return method(args.fieldName, filter ?? {}, omit(args, "fieldName"));
    case "insertOne":
      return method(args.document, omit(args, "document"));
    case "insertMany":
      return method(args.documents, omit(args, "documents"));
    case "bulkWrite":
      return method((args.requests as Doc[]).map(toModel), omit(args, "requests"));
    case "runCommand":
      return (entity as ReturnType<Client["db"]>).command(args.command as Doc);
    case "clientBulkWrite":
      return (entity as Client).bulkWrite(
        (args.models as Doc[]).map(toNamedModel) as never,
        omit(args, "models"),
      );
    case "createIndex":
      return method(args.keys, omit(args, "keys"));
    case "estimatedDocumentCount":
      return method(args);
    case "replaceOne":
    case "findOneAndReplace":
      return method(filter, args.replacement, options(omit(args, "replacement")));
    case "updateOne":
    case "updateMany":
    case "findOneAndUpdate":
      return method(filter, args.update, options(omit(args, "update")));
    default:
      return method(filter, options(args));
  }
}

function toModel(request: Doc): Doc {
  const [kind, model] = Object.entries(request)[0] as [string, Doc];
  return { [kind]: model };
}

function toNamedModel(request: Doc): Doc {
  const [name, model] = Object.entries(request)[0] as [string, Doc];
  return { name, ...model };
}

function options({ returnDocument, ...rest }: Doc): Doc {
  return returnDocument ? { ...rest, returnDocument: String(returnDocument).toLowerCase() } : rest;
}

function omit(object: Doc, name: string): Doc {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}
