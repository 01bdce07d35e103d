/**
 * One named error per broken rule; `lib/http.ts` maps their codes to HTTP. Their text is for people. The text of any other
 * error may name tables, files or addresses: it goes to the log, and people get the reference that it has there.
 */
import { DamagedObjectError } from "@/lib/versioning/damage";

export interface FieldIssue {
  readonly loc: (string | number)[];
  readonly msg: string;
  readonly type: string;
}

/** Which rule was broken. `lib/http.ts` has a status for each. */
export type ErrorCode =
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "precondition_failed"
  | "payload_too_large"
  | "bad_request"
  | "too_many_requests"
  | "invalid_input"
  | "operation_failed"
  | "damaged_snapshot"
  | "damaged_data";

/** An error that was foreseen; its detail is written for people. */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(detail, options);
    this.name = code;
  }
}

export class UnauthenticatedError extends AppError {
  constructor(detail = "Sign in, or send a valid token, to use this") {
    super("unauthenticated", detail);
  }
}

export class ForbiddenError extends AppError {
  constructor(detail: string) {
    super("forbidden", detail);
  }
}

export class NotFoundError extends AppError {
  constructor(what: string) {
    super("not_found", `${what} not found`);
  }
}

export class ConflictError extends AppError {
  constructor(detail: string) {
    super("conflict", detail);
  }
}

/** The item is no longer the one that the caller read. */
export class PreconditionFailedError extends AppError {
  constructor(detail: string) {
    super("precondition_failed", detail);
  }
}

export class PayloadTooLargeError extends AppError {
  constructor(detail: string) {
    super("payload_too_large", detail);
  }
}

export class BadRequestError extends AppError {
  constructor(detail: string) {
    super("bad_request", detail);
  }
}

/** Asked too often; when it may be tried again, and what else the answer tells in its headers. */
export class TooManyRequestsError extends AppError {
  constructor(
    detail: string,
    readonly retry: { readonly seconds: number; readonly headers?: Readonly<Record<string, string>> },
  ) {
    super("too_many_requests", detail);
  }
}

/** Input that breaks a rule; carries where and why, field by field. */
export class InvalidInputError extends AppError {
  constructor(readonly issues: FieldIssue[]) {
    super("invalid_input", issues.map((issue) => `${issue.loc.join(".")}: ${issue.msg}`).join("; "));
  }
  static at(loc: (string | number)[], msg: string, type = "value_error"): InvalidInputError {
    return new InvalidInputError([{ loc, msg, type }]);
  }
}

/** An operation that failed after it was accepted as valid; the text says what, and why where people may know. */
export class OperationFailedError extends AppError {
  constructor(detail: string) {
    super("operation_failed", detail);
  }
}

/** What was read is not what was written. Restoring a sound snapshot is the way out, so people are told. */
export class DamagedDataError extends AppError {
  constructor(cause: DamagedObjectError) {
    super("damaged_data", `A part of this version is damaged: ${cause.message}. Restore a sound snapshot.`, { cause });
  }
}

/**
 * Writes an error that nobody foresaw into the log, with its stack and whatever it wraps, and returns the reference under
 * which it is found there: the only thing of it that people may be shown.
 *
 * @param context what was being done, for whoever reads the log: "GET /api/v1/tasks", "SNAPSHOT_RESTORE of task …"
 */
export function reportUnknown(error: unknown, context: string): string {
  // The global one: the browser's bundle has this file too.
  const reference = crypto.randomUUID().slice(0, 8);
  console.error(`[error ${reference}] ${context}:`, error);
  const hidden = databaseErrorOf(error);
  // The console stops before the depth at which the client keeps what the database said.
  if (hidden) console.error(`[error ${reference}] the database said:`, hidden);
  return reference;
}

/** What people are told of an error whose own text is not for them. */
export const unknownErrorText = (reference: string): string =>
  `Something went wrong on the server (reference ${reference}). Try again; if it happens again, look for the reference in the server's log.`;

/**
 * Text of an error for people: an AppError has its own, and damage is named. Of any other error they get a reference, under
 * which the log has the error itself.
 */
export function describeError(error: unknown, context = "Unexpected error"): string {
  if (error instanceof AppError) return error.detail;
  if (error instanceof DamagedObjectError) return error.message;
  return unknownErrorText(reportUnknown(error, context));
}

interface DatabaseError {
  readonly originalCode?: string;
  readonly originalMessage?: string;
  readonly code?: string;
  readonly message?: string;
}

/** What the database said, inside the error of the client. */
const databaseErrorOf = (error: unknown): DatabaseError | undefined =>
  (error as { meta?: { driverAdapterError?: { cause?: DatabaseError } } } | null)?.meta?.driverAdapterError?.cause;

/** SQLSTATE of a database error that came through Prisma, if it is one. */
export const sqlStateOf = (error: unknown): string | undefined =>
  databaseErrorOf(error)?.originalCode ?? (error as { meta?: { code?: string } } | null)?.meta?.code;

/** What the database said, word for word; for refusals that our own triggers word. */
export const sqlMessageOf = (error: unknown): string => databaseErrorOf(error)?.originalMessage ?? "";

/** SQLSTATEs of what our own triggers refuse (prisma/migrations/0016_groups), and of what may be tried again. */
export const SQL_STATES = {
  /** A dataset would be without an owner; the message ends with the ids of all such. */
  ownerless: "SF001",
  /** A group would be without a manager. */
  unmanaged: "SF002",
  uniqueViolation: "23505",
  foreignKey: "23503",
  serialization: "40001",
  deadlock: "40P01",
} as const;

/** Whether the operating system refused something: a file, a socket, a process. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === "string";

/** Whether it refused because there is no such file or folder. */
export const isMissingFile = (error: unknown): boolean => isSystemError(error) && error.code === "ENOENT";

/** What to go on with when a file or folder is not there, for `.catch` and `.then`; every other error goes its way. */
export const ifMissing =
  <T>(fallback: T) =>
  (error: unknown): T => {
    if (isMissingFile(error)) return fallback;
    throw error;
  };
