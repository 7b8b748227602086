/** MongoDB's error codes that this store answers with, by their codeName (src/mongo/base/error_codes.yml). */
export const errorCodes = {
  InternalError: 1,
  BadValue: 2,
  Unauthorized: 13,
  TypeMismatch: 14,
  InvalidLength: 16,
  ProtocolError: 17,
  AuthenticationFailed: 18,
  IllegalOperation: 20,
  InvalidBSON: 22,
  FailedToParse: 9,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  UnsatisfiableWriteConcern: 100,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  CannotIndexParallelArrays: 171,
  QueryPlanKilled: 175,
  QueryFeatureNotAllowed: 224,
  TransactionTooOld: 225,
  NotImplemented: 238,
  OperationNotSupportedInTransaction: 263,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  OutOfDiskSpace: 14031,
  UndefinedVariable: 17276,
  InvalidStage: 40323,
  UnknownStage: 40324,
  DuplicateField: 40413,
  MissingField: 40414,
  UnknownField: 40415,
} as const;

export type ErrorName = keyof typeof errorCodes;

/** A refusal in MongoDB's own terms: becomes `{ok: 0, code, codeName, errmsg}` or a write error of a batch. */
export class CommandError extends Error {
  readonly code: number;
  readonly codeName: string;
  readonly details: Record<string, unknown>;

  constructor(codeName: ErrorName, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.code = errorCodes[codeName];
    this.codeName = this.code >= 17000 ? `Location${this.code}` : codeName;
    this.details = details;
  }
}

/** Why the store could not start; `code` is stable, the message says in one sentence what to do. */
export class EmbeddedMongoError extends Error {
  readonly code:
    | "folder_in_use"
    | "folder_unwritable"
    | "storage_version_unknown"
    | "damaged"
    | "disk_full"
    | "cannot_listen"
    | "cannot_open";

  constructor(code: EmbeddedMongoError["code"], message: string) {
    super(message);
    this.name = "EmbeddedMongoError";
    this.code = code;
  }
}
