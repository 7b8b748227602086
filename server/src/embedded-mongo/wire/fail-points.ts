import { EJSON } from "bson";
import type { Document } from "../bson/decode.ts";
import { isNumeric, isPlainObject, toNumber } from "../bson/types.ts";
import { CursorReply, type Reply } from "../commands/reply.ts";
import { CommandError, errorCodes } from "../errors.ts";

/**
 * MongoDB's fail points, by which tests make single commands fail: `configureFailPoint` of its server tests, understood only by a store that was
 * started with `testCommands`.
 * - `failCommand`: chosen commands are refused, delayed, left without an answer, or run and answered with a write concern error.
 * - `onPrimaryTransactionalWrite`: a retryable write is committed and its answer lost, or (`failBeforeCommitExceptionCode`) lost before it.
 *   MongoDB counts it by statements and so does this, but here a command is committed whole or not at all.
 */
export class FailPoints {
  readonly #points = new Map<string, FailPoint>();
  /** Retryable writes whose answers were lost after the commit. */
  readonly #committed = new Set<string>();

  /** Answers `configureFailPoint`. Throws CommandError for what it does not know. */
  configure(command: Document): Document {
    const name = command.configureFailPoint;
    if (command.$db !== "admin")
      throw new CommandError(
        "Unauthorized",
        "configureFailPoint may only be run against the admin database.",
      );
    if (typeof name !== "string" || !(name in knownData))
      throw new CommandError("BadValue", `there is no fail point '${String(name)}' here`);
    const data = isPlainObject(command.data) ? command.data : {};
    const unknown = Object.keys(data).find((option) => !knownData[name]?.includes(option));
    if (unknown) throw new CommandError("BadValue", `the fail point '${name}' here has no '${unknown}'`);
    const turns = turnsOf(command.mode);
    if (turns) this.#points.set(name, { data, ...turns });
    else this.#points.delete(name);
    return { ok: 1 };
  }

  /** Does with a command what is configured for it, or simply has it run. */
  handle(command: Document, appName: string | undefined, way: Way): void {
    const failing = this.#points.get("failCommand");
    if (failing && concerns(failing.data, command, appName) && takeTurn(failing, 1))
      return fail(failing.data, command, way);
    const losing = this.#points.get("onPrimaryTransactionalWrite");
    const name = attemptName(command);
    // Sent again it is only answered again, and there is nothing to commit.
    const isCommitted = name !== undefined && this.#committed.has(name);
    if (!losing || name === undefined || isCommitted || !takeTurn(losing, statementCount(command)))
      return way.run(way.answer);
    if (losing.data.failBeforeCommitExceptionCode !== undefined) return way.close();
    this.#committed.add(name);
    way.run(way.close);
  }
}

/** What can be done with a command that has arrived. */
export interface Way {
  run: (answer: (reply: Reply) => void) => void;
  answer: (reply: Reply) => void;
  /** Ends the connection without an answer. */
  close: () => void;
}

interface FailPoint {
  data: Document;
  /** How many commands still pass unharmed. */
  skip: number;
  /** How many more are then harmed. */
  times: number;
}

const knownData: Readonly<Record<string, readonly string[]>> = {
  failCommand: [
    "failCommands",
    "appName",
    "errorCode",
    "errorLabels",
    "closeConnection",
    "blockConnection",
    "blockTimeMS",
    "writeConcernError",
  ],
  onPrimaryTransactionalWrite: ["failBeforeCommitExceptionCode"],
};

/** Undefined where the point is switched off. */
function turnsOf(mode: unknown): { skip: number; times: number } | undefined {
  if (mode === "off") return undefined;
  if (mode === "alwaysOn") return { skip: 0, times: Infinity };
  if (isPlainObject(mode) && isNumeric(mode.times)) return { skip: 0, times: toNumber(mode.times) };
  if (isPlainObject(mode) && isNumeric(mode.skip)) return { skip: toNumber(mode.skip), times: Infinity };
  throw new CommandError("BadValue", "the mode of a fail point is off, alwaysOn, {times: n} or {skip: n}");
}

/** Counts so many turns, up to the first that is to be harmed, and says whether there was one. */
function takeTurn(point: FailPoint, turns: number): boolean {
  const passing = Math.min(point.skip, turns);
  point.skip -= passing;
  if (passing === turns || point.times === 0) return false;
  point.times--;
  return true;
}

function concerns(data: Document, command: Document, appName: string | undefined): boolean {
  const names = Array.isArray(data.failCommands) ? (data.failCommands as unknown[]) : [];
  if (data.appName !== undefined && data.appName !== appName) return false;
  return names.includes(Object.keys(command)[0]);
}

/** What a retryable write is known by, sent once or again; undefined for all other commands. */
function attemptName({ lsid, txnNumber, stmtId, stmtIds }: Document): string | undefined {
  return txnNumber === undefined ? undefined : EJSON.stringify([lsid, txnNumber, stmtId, stmtIds]);
}

function statementCount({ documents, updates, deletes, ops }: Document): number {
  const statements = documents ?? updates ?? deletes ?? ops;
  return Array.isArray(statements) ? statements.length : 1;
}

function fail(data: Document, command: Document, way: Way): void {
  const { blockConnection, blockTimeMS, ...rest } = data;
  if (blockConnection === true && blockTimeMS !== undefined)
    return void setTimeout(() => fail(rest, command, way), toNumber(blockTimeMS));
  if (data.closeConnection === true) return way.close();
  const labels = labelsOf(data, command);
  if (data.errorCode !== undefined) return way.answer({ ...refusal(toNumber(data.errorCode)), ...labels });
  const { writeConcernError } = data;
  way.run((reply) => {
    if (writeConcernError === undefined) return way.answer(reply);
    if (!(reply instanceof CursorReply)) return way.answer({ ...reply, ...labels, writeConcernError });
    const { beside } = reply;
    way.answer(
      beside ? new CursorReply({ ...reply, beside: { ...beside, ...labels, writeConcernError } }) : reply,
    );
  });
}

function refusal(code: number): Document {
  const [name] =
    Object.entries({ ...errorCodes, ...retryableCodes }).find(([, known]) => known === code) ?? [];
  const errmsg = "Failing command via 'failCommand' failpoint";
  return { ok: 0, errmsg, code, codeName: name ?? `Location${code}` };
}

/** Errors after which a driver may send a retryable write again; a server says so by a label. */
const retryableCodes: Readonly<Record<string, number>> = {
  HostUnreachable: 6,
  HostNotFound: 7,
  NetworkTimeout: 89,
  ShutdownInProgress: 91,
  PrimarySteppedDown: 189,
  ExceededTimeLimit: 262,
  SocketException: 9001,
  NotWritablePrimary: 10107,
  InterruptedAtShutdown: 11600,
  InterruptedDueToReplStateChange: 11602,
  NotPrimaryNoSecondaryOk: 13435,
  NotPrimaryOrSecondary: 13436,
};

/** The labels a test asks for; where it names none, the one that a server would set. */
function labelsOf({ errorLabels, errorCode, writeConcernError }: Document, command: Document): Document {
  if (errorLabels !== undefined) return { errorLabels };
  const code = toNumber(errorCode ?? (isPlainObject(writeConcernError) ? writeConcernError.code : undefined));
  const isRetryable = "txnNumber" in command && Object.values(retryableCodes).includes(code);
  return isRetryable ? { errorLabels: ["RetryableWriteError"] } : {};
}
