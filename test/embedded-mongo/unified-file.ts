import type { Doc } from "./support.ts";

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
  expectEvents?: ExpectedEvents[];
  outcome?: CollectionData[];
}

export interface Requirement {
  minServerVersion?: string;
  maxServerVersion?: string;
  topologies?: string[];
  serverless?: string;
  auth?: boolean;
}

export interface CollectionData {
  collectionName: string;
  databaseName: string;
  documents: Doc[];
}

export interface Operation {
  object: string;
  name: string;
  arguments?: Doc;
  expectResult?: unknown;
  expectError?: ExpectedError;
  ignoreResultAndError?: boolean;
  saveResultAsEntity?: string;
}

interface ExpectedError {
  isError?: boolean;
  isClientError?: boolean;
  errorContains?: string;
  errorCode?: number;
  errorLabelsContain?: string[];
  errorLabelsOmit?: string[];
  errorResponse?: Doc;
  writeErrors?: Record<string, Doc>;
  writeConcernErrors?: Doc[];
  expectResult?: unknown;
}

export interface ExpectedEvents {
  client: string;
  eventType?: string;
  events: Record<string, Doc>[];
}

const version = [8, 0, 0];

const otherwise: Readonly<Record<string, string>> = {
  mapReduce: "the store has no mapReduce",
  modifyCollection: "the store has no collMod",
  createChangeStream: "the store has no change streams",
  listCollectionObjects: "the driver has no such call",
  listDatabaseObjects: "the driver has no such call",
  count: "the driver has no such call",
  listIndexNames: "the driver has no such call",
  listDatabaseNames: "the driver has no such call",
  listCollectionNames: "the driver has no such call",
};

/** Why a test says nothing about this server; undefined where it has to pass. */
export function reasonToSkip(file: UnifiedFile, test: UnifiedTest): string | undefined {
  if (test.skipReason) return test.skipReason;
  const requirements = [...(file.runOnRequirements ?? [[]]), ...(test.runOnRequirements ?? [])].flat();
  const groups = [file.runOnRequirements, test.runOnRequirements].filter((group) => group !== undefined);
  if (requirements.length > 0 && !groups.every((group) => group.some(isMet))) return "for another server";
  const foreign = test.operations.find(({ name }) => name in otherwise);
  return foreign && otherwise[foreign.name];
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
