import { destination as destinationOf, pino, type DestinationStream } from "pino";
import { plainMembers, redactText } from "./redact.ts";

/** Members of a line; an error goes under `err`. */
export type LogMembers = Readonly<Record<string, unknown>>;

interface Write {
  (members: LogMembers, text: string): void;
  (text: string): void;
}

export interface Log {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  /** Somebody must act. */
  readonly error: Write;
}

const heldBackBytes = 1024 * 1024;

/**
 * What cannot be written at once (the disk under the log is full, who reads it is slow) is held back, and lost where it comes
 * to be too much: a line may be lost, and nobody waits for it.
 */
export const openOutput = (file = 1): DestinationStream => {
  const output = destinationOf({
    dest: file,
    sync: true,
    maxLength: heldBackBytes,
    retryEAGAIN: () => false,
  });
  output.on("error", () => undefined);
  return output;
};

/**
 * JSON lines to stdout, or to another destination. Keys, signatures, passwords and contact data never reach a line,
 * whatever is logged: foreign errors show type, message, code, stack and causes, and the finished line is searched.
 */
export const createLog = (level: string, destination?: DestinationStream): Log =>
  pino(
    {
      level,
      base: null,
      formatters: { log: plainMembers },
      // What plainMembers has described already must not be described again.
      serializers: { err: (described: unknown) => described },
      hooks: { streamWrite: redactText },
    },
    destination ?? openOutput(),
  );
