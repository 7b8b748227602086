import { pino, type DestinationStream } from "pino";
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
    ...((destination === undefined ? [] : [destination]) as [DestinationStream]),
  );
