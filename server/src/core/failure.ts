import { errors, type ErrorCode, type FieldError } from "../catalog/errors.ts";

export interface FailureDetails {
  /** One sentence for this very case; without it the table's cure is shown. */
  detail?: string;
  /** Refused values, for `validation_failed`. */
  errors?: readonly FieldError[];
  /** Members of the problem document beside the standard ones, as the table names them. */
  [member: string]: unknown;
}

/** The one way to refuse: a code of the closed table and what is known of this case. */
export class Failure extends Error {
  readonly code: ErrorCode;
  readonly details: FailureDetails;

  constructor(code: ErrorCode, details: FailureDetails = {}) {
    super(details.detail ?? errors[code].title);
    this.name = "Failure";
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return errors[this.code].status;
  }
}

/** Refused because too much is under way: over in a moment, and nothing for anybody to mend. */
export class Overloaded extends Failure {
  constructor(detail: string) {
    super("unavailable", { detail });
  }
}

/** Refuses one value of the body (JSON pointer) or the query (`?name`). */
export const invalid = (pointer: string, detail: string, code = "invalid"): Failure =>
  new Failure("validation_failed", { detail: `${pointer} ${detail}`, errors: [{ pointer, code, detail }] });

/** An id in a body that names nothing of this business. */
export const unknownId = (pointer: string): Failure =>
  invalid(pointer, "names nothing that exists here", "unknown_id");
