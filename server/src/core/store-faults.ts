import mongoose from "mongoose";

const {
  MongoClientClosedError,
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerClosedError,
  MongoServerSelectionError,
  MongoStalePrimaryError,
  MongoTopologyClosedError,
  MongoUnexpectedServerResponseError,
} = mongoose.mongo;

/** What the driver throws when no server took a command, or the answer was lost. Its cleared pools are network errors. */
const awayClasses = [
  MongoServerSelectionError,
  MongoNetworkError,
  MongoOperationTimeoutError,
  MongoNotConnectedError,
  MongoTopologyClosedError,
  MongoClientClosedError,
  MongoServerClosedError,
  MongoStalePrimaryError,
  // the server chosen for a retry takes none: it is no primary any more
  MongoUnexpectedServerResponseError,
  mongoose.Error.MongooseServerSelectionError,
];

/** Classes that the driver keeps to itself. */
const awayNames = new Set(["MongoWaitQueueTimeoutError", "MongoPoolClosedError"]);

/** By these driver and server say that the same command may do better in a moment. */
const awayLabels = [
  "RetryableWriteError",
  "RetryableError",
  "SystemOverloadedError",
  "TransientTransactionError",
  "PoolRequestedRetry",
  "ResetPool",
];

const outOfDiskSpace = 14_031;

/**
 * Codes that tell of the server's moment and not of the command (src/mongo/base/error_codes.yml): a fail-over, a
 * shutdown, a network between servers, a limit of time, shards that move, a disk that is full, too much at once.
 */
const awayCodes: ReadonlySet<unknown> = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  24, // LockTimeout
  43, // CursorNotFound: it went with the server that had it
  50, // MaxTimeMSExpired
  63, // StaleShardVersion
  64, // WriteConcernTimeout
  89, // NetworkTimeout
  91, // ShutdownInProgress
  112, // WriteConflict
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  150, // StaleEpoch
  189, // PrimarySteppedDown
  202, // NetworkInterfaceExceededTimeLimit
  262, // ExceededTimeLimit
  317, // ConnectionPoolExpired
  365, // TemporarilyUnavailable
  384, // ConnectionError
  462, // IngressRequestRateLimitExceeded
  9001, // SocketException
  10058, // NotPrimary of older servers
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11601, // Interrupted
  11602, // InterruptedDueToReplStateChange
  13388, // StaleConfig
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
  outOfDiskSpace,
  16500, // RequestRateTooLarge of Azure Cosmos DB
]);

/** A connection that breaks under a write reaches us as the socket's own error: the driver wraps what breaks under a read. */
const socketCodes: ReadonlySet<unknown> = new Set([
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ENOTCONN",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ERR_STREAM_DESTROYED",
  "ERR_STREAM_WRITE_AFTER_END",
]);

const { MongoBulkWriteError, MongoClientBulkWriteError, MongoWriteConcernError } = mongoose.mongo;

/** What an error of several writes, or one that another caused, says besides its own code. */
const partsOf = (error: Error): readonly unknown[] => {
  if (error instanceof MongoBulkWriteError)
    // of what is no answer of a server it keeps the whole error there
    return [...[error.writeErrors].flat(), error.result.getWriteConcernError(), error.errorResponse];
  if (error instanceof MongoClientBulkWriteError)
    return [...error.writeErrors.values(), ...error.writeConcernErrors, error.cause];
  if (error instanceof MongoWriteConcernError) return [error.result["writeConcernError"], error.cause];
  return error instanceof MongoError ? [error.cause] : [];
};

const hasAwayCode = (part: unknown): boolean =>
  typeof part === "object" &&
  part !== null &&
  "code" in part &&
  (awayCodes.has(part.code) || socketCodes.has(part.code));

/**
 * True when the store could not be asked, did not answer, or is changing over: a fault of the moment, not of the request.
 * Whether what was asked for has happened is open. Judged by the driver's classes, by labels and by the server's codes.
 */
export const isStoreAway = (error: unknown): boolean => {
  if (!(error instanceof Error)) return hasAwayCode(error);
  if (awayClasses.some((away) => error instanceof away) || awayNames.has(error.name)) return true;
  if (error instanceof MongoError && awayLabels.some((label) => error.hasErrorLabel(label))) return true;
  return hasAwayCode(error) || partsOf(error).some(isStoreAway);
};

const saysDiskFull = (part: unknown): boolean =>
  typeof part === "object" &&
  part !== null &&
  (("code" in part && part.code === outOfDiskSpace) ||
    (part instanceof Error && partsOf(part).some(saysDiskFull)));

/** What a person is told of a store that is away. */
export const awayDetail = (error: unknown): string =>
  saysDiskFull(error)
    ? "The disk under the store is full: nothing is written until there is room again."
    : "The store does not answer.";

interface DuplicateKey {
  readonly code: 11000;
}

/** The fields of a unique index by its name, which the driver makes of them: `business_id_1_email_1`. */
const fieldsOfIndex = (name: string): readonly string[] =>
  name === "_id_" ? ["_id"] : name.split(/_-?1(?:_|$)/).filter((field) => field !== "");

/**
 * The fields of the unique index that refused a document. Null where the server does not say: only MongoDB itself always
 * tells the pattern, others name the index, or not even that.
 */
export const duplicateFields = (error: DuplicateKey): readonly string[] | null => {
  const pattern = "keyPattern" in error ? error.keyPattern : undefined;
  if (typeof pattern === "object" && pattern !== null) return Object.keys(pattern);
  const text = "message" in error ? String(error.message) : "";
  // the index is named before any value that was sent
  const [, name] = /^[^{"']*? index: (?:[^\s{]*\.\$)?([^\s{]+)/.exec(text) ?? [];
  return name === undefined ? null : fieldsOfIndex(name);
};

/** True for a unique index's refusal; `field` narrows it to indexes that hold this field, or may for all the server says. */
export const isDuplicateKey = (error: unknown, field?: string): error is DuplicateKey => {
  if (typeof error !== "object" || error === null || !("code" in error) || error.code !== 11000) return false;
  const fields = field === undefined ? null : duplicateFields(error as DuplicateKey);
  return field === undefined || fields === null || fields.includes(field);
};
