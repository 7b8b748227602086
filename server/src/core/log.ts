import { pino, type Logger } from "pino";

export type Log = Logger;

/** JSON lines to stdout. Keys, signatures, passwords and contact data never reach a line. */
export const createLog = (level: string): Log =>
  pino({
    level,
    base: null,
    redact: {
      paths: [
        "authorization",
        "*.authorization",
        "key",
        "*.key",
        "secret",
        "*.secret",
        "password",
        "*.password",
        "email",
        "*.email",
        "phone",
        "*.phone",
        "cookie",
        "*.cookie",
        "signature",
        "*.signature",
      ],
      censor: "[redacted]",
    },
  });
