/** One named error per broken rule; `lib/http.ts` maps them to HTTP. */

export interface FieldIssue {
  readonly loc: (string | number)[];
  readonly msg: string;
  readonly type: string;
}

export class AppError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
  ) {
    super(detail);
    this.name = code;
  }
}

export class UnauthenticatedError extends AppError {
  constructor(detail = "Sign in, or send a valid token, to use this") {
    super(401, "unauthenticated", detail);
  }
}

export class ForbiddenError extends AppError {
  constructor(detail: string) {
    super(403, "forbidden", detail);
  }
}

export class NotFoundError extends AppError {
  constructor(what: string) {
    super(404, "not_found", `${what} not found`);
  }
}

export class ConflictError extends AppError {
  constructor(detail: string) {
    super(409, "conflict", detail);
  }
}

/** The item is no longer the one that the caller read. */
export class PreconditionFailedError extends AppError {
  constructor(detail: string) {
    super(412, "precondition_failed", detail);
  }
}

export class PayloadTooLargeError extends AppError {
  constructor(detail: string) {
    super(413, "payload_too_large", detail);
  }
}

export class BadRequestError extends AppError {
  constructor(detail: string) {
    super(400, "bad_request", detail);
  }
}

export class TooManyRequestsError extends AppError {
  constructor(detail: string) {
    super(429, "too_many_requests", detail);
  }
}

/** Input that breaks a rule; carries where and why, field by field. */
export class InvalidInputError extends AppError {
  constructor(readonly issues: FieldIssue[]) {
    super(422, "invalid_input", issues.map((issue) => `${issue.loc.join(".")}: ${issue.msg}`).join("; "));
  }
  static at(loc: (string | number)[], msg: string, type = "value_error"): InvalidInputError {
    return new InvalidInputError([{ loc, msg, type }]);
  }
}

/** An operation that failed after it was accepted as valid; the text carries the cause. */
export class OperationFailedError extends AppError {
  constructor(detail: string) {
    super(500, "operation_failed", detail);
  }
}

/** First line of any error's text: for people, without stack traces. Database errors carry theirs in the cause. */
export function describeError(error: unknown): string {
  if (error instanceof AppError) return error.detail;
  const nested = error as {
    meta?: { driverAdapterError?: { cause?: { originalMessage?: string; message?: string } } };
    message?: string;
  };
  const original =
    nested?.meta?.driverAdapterError?.cause?.originalMessage ?? nested?.meta?.driverAdapterError?.cause?.message;
  const text = original ?? nested?.message ?? String(error);
  return (
    text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean)
      .at(original ? 0 : -1) ?? "unknown error"
  );
}

/** SQLSTATE of a database error that came through Prisma, if it is one. */
export function sqlStateOf(error: unknown): string | undefined {
  const nested = error as {
    meta?: { driverAdapterError?: { cause?: { originalCode?: string; code?: string } }; code?: string };
  };
  return nested?.meta?.driverAdapterError?.cause?.originalCode ?? nested?.meta?.code;
}
