import assert from "node:assert/strict";
import { EJSON } from "bson";
import { collectionOf, type Client, type Doc, GridFSBucket, MongoClient } from "./support.ts";
import { call, type Entity } from "./unified-calls.ts";
import type { CollectionData, ExpectedEvents, Operation, UnifiedFile, UnifiedTest } from "./unified-file.ts";
import { matches } from "./unified-match.ts";

/** One test's clients, what they sent, and what the file names beside them. */
interface Stage {
  uri: string;
  /** Stands outside of what is observed: fills, looks, and sets fail points. */
  aside: Client;
  entities: Map<string, Entity>;
  clients: Client[];
  sent: Map<string, Doc[]>;
}

/** Runs one test: the given documents in, the operations, then their results, the commands that were sent, and the documents afterwards. */
export async function runUnified(
  aside: Client,
  uri: string,
  file: UnifiedFile,
  test: UnifiedTest,
): Promise<void> {
  for (const data of file.initialData ?? []) await fill(aside, data);
  const stage: Stage = { uri, aside, entities: new Map(), clients: [], sent: new Map() };
  try {
    for (const entity of file.createEntities ?? []) await create(stage, entity);
    for (const operation of test.operations) await perform(stage, operation);
    for (const expected of test.expectEvents ?? []) assertSent(stage, expected);
    for (const { databaseName, collectionName, documents } of test.outcome ?? []) {
      const found = await collectionOf(aside.db(databaseName), collectionName)
        .find()
        .sort({ _id: 1 })
        .toArray();
      assert.ok(
        matches(parse(documents), found, true),
        `outcome: ${EJSON.stringify(found)} instead of ${JSON.stringify(documents)}`,
      );
    }
  } finally {
    for (const name of ["failCommand", "onPrimaryTransactionalWrite"])
      await aside.db("admin").command({ configureFailPoint: name, mode: "off" });
    for (const client of stage.clients) await client.close();
  }
}

async function fill(
  client: Client,
  { databaseName, collectionName, documents }: CollectionData,
): Promise<void> {
  const collection = client.db(databaseName).collection(collectionName);
  await collection.drop();
  await client.db(databaseName).createCollection(collectionName);
  if (documents.length > 0) await collection.insertMany(parse(documents) as Doc[]);
}

const parse = (value: unknown): unknown => EJSON.parse(JSON.stringify(value), { relaxed: true });

async function create(stage: Stage, entity: Record<string, Doc>): Promise<void> {
  const { client, database, collection, bucket } = entity;
  const { entities } = stage;
  const databaseOf = (id: unknown) => entities.get(String(id)) as ReturnType<Client["db"]>;
  if (client) entities.set(String(client.id), await connect(stage, client));
  if (database) {
    const holder = entities.get(String(database.client)) as Client;
    entities.set(
      String(database.id),
      holder.db(String(database.databaseName), (database.databaseOptions as Doc | undefined) ?? {}),
    );
  }
  if (collection) {
    const options = (collection.collectionOptions as Doc | undefined) ?? {};
    const held = databaseOf(collection.database).collection(String(collection.collectionName), options);
    entities.set(String(collection.id), held);
  }
  if (bucket) entities.set(String(bucket.id), new GridFSBucket(databaseOf(bucket.database)));
}

async function connect({ uri, clients, sent }: Stage, { id, uriOptions }: Doc): Promise<Client> {
  const options = { monitorCommands: true, heartbeatFrequencyMS: 500, ...(uriOptions as Doc | undefined) };
  const client = new MongoClient(uri, options);
  const commands: Doc[] = [];
  sent.set(String(id), commands);
  client.on("commandStarted", ({ command, commandName, databaseName }) =>
    commands.push({ command: toPlain(command), commandName, databaseName }),
  );
  clients.push(client);
  return client.connect();
}

async function perform(
  stage: Stage,
  { object, name, arguments: args = {}, ...rest }: Operation,
): Promise<void> {
  if (object !== "testRunner") return check(stage.entities, { object, name, arguments: args, ...rest });
  if (name === "failPoint") return void (await stage.aside.db("admin").command(parse(args.failPoint) as Doc));
  assert.equal(name, "createEntities", `the runner does not know ${name}`);
  for (const entity of args.entities as Record<string, Doc>[]) await create(stage, entity);
}

/** What the driver sent; how it minds its connections is its own matter. */
function assertSent({ sent }: Stage, { client, eventType = "command", events }: ExpectedEvents): void {
  if (eventType !== "command") return;
  const wanted = events.flatMap(({ commandStartedEvent }) =>
    commandStartedEvent ? [commandStartedEvent] : [],
  );
  const commands = (sent.get(client) ?? []).filter(({ commandName }) => commandName !== "configureFailPoint");
  const shown = EJSON.stringify(commands);
  assert.equal(commands.length, wanted.length, `sent ${shown} instead of ${JSON.stringify(wanted)}`);
  for (const [at, expected] of wanted.entries())
    assert.ok(
      matches(parse(expected), commands[at], false),
      `sent ${shown} instead of ${JSON.stringify(expected)}`,
    );
}

async function check(entities: Map<string, Entity>, operation: Operation): Promise<void> {
  const entity = entities.get(operation.object);
  assert.ok(entity, `entity ${operation.object}`);
  const { expectError, expectResult } = operation;
  const outcome = await call(entity, operation.name, parse(operation.arguments ?? {}) as Doc).then(
    (value) => ({ value, error: undefined }),
    (error: DriverError) => ({ value: undefined, error }),
  );
  if (operation.ignoreResultAndError) return;
  if (!expectError) {
    if (outcome.error) throw outcome.error;
    if (expectResult !== undefined) assertMatch(expectResult, outcome.value);
    return;
  }
  assert.ok(outcome.error, `${operation.name} should be refused`);
  assertError(expectError, outcome.error);
}

interface DriverError extends Error {
  code?: number;
  /** What a client's bulk write failed by as a whole. */
  cause?: DriverError;
  result?: unknown;
  partialResult?: unknown;
  errorResponse?: Doc;
  writeErrors?: unknown;
  writeConcernErrors?: unknown;
  hasErrorLabel?: (label: string) => boolean;
}

function assertError(expected: NonNullable<Operation["expectError"]>, error: DriverError): void {
  const { code, errorResponse, hasErrorLabel } = error.cause ?? error;
  const labels = [...(expected.errorLabelsContain ?? []), ...(expected.errorLabelsOmit ?? [])];
  if (expected.errorCode !== undefined) assert.equal(code, expected.errorCode);
  if (expected.errorContains)
    assert.ok(error.message.toLowerCase().includes(expected.errorContains.toLowerCase()), error.message);
  assert.deepEqual(
    labels.filter((label) => hasErrorLabel?.call(error.cause ?? error, label)),
    expected.errorLabelsContain ?? [],
  );
  if (expected.errorResponse) assertMatch(expected.errorResponse, errorResponse);
  if (expected.writeErrors) assertMatch(expected.writeErrors, error.writeErrors);
  if (expected.writeConcernErrors) assertMatch(expected.writeConcernErrors, error.writeConcernErrors);
  if (expected.expectResult !== undefined)
    assertMatch(expected.expectResult, error.result ?? error.partialResult);
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
    return Object.fromEntries([...value].map(([key, member]) => [String(key), toPlain(member, true)]));
  if (Array.isArray(value)) return value.map((member) => toPlain(member));
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  const isPlain = isRoot || Object.getPrototypeOf(value) === Object.prototype;
  return isPlain
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toPlain(member)]))
    : value;
}
