/** What every route handler shares: who is asking, parsing, and one mapping from errors to HTTP. */
import "server-only";
import type { z } from "zod";
import { requireUser, type CurrentUser } from "@/lib/auth/service";
import {
  AppError,
  BadRequestError,
  ConflictError,
  DamagedDataError,
  InvalidInputError,
  reportUnknown,
  sqlStateOf,
  unknownErrorText,
  type ErrorCode,
  type FieldIssue,
} from "@/lib/errors";
import { parseExactJson } from "@/lib/exact-json";
import { isStorable, placeOfUnstorable } from "@/lib/text";
import { UNSTORABLE_TEXT } from "@/lib/validation";
import { DamagedObjectError } from "@/lib/versioning/damage";

type Params = Record<string, string>;
export interface RouteContext<P extends Params> {
  readonly params: P;
  readonly user: CurrentUser;
}

type NextContext<P> = { params: Promise<P> };

/** The one place where a broken rule becomes a status. */
const STATUS = {
  bad_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  damaged_snapshot: 409,
  precondition_failed: 412,
  payload_too_large: 413,
  invalid_input: 422,
  too_many_requests: 429,
  operation_failed: 500,
  damaged_data: 500,
} as const satisfies Record<ErrorCode, number>;

export const statusOf = (error: AppError): number => STATUS[error.code];

const LOCK_NOT_AVAILABLE = "55P03";

/** Whoever asked went away while sending. Node says so without a system call; a lost database names the one that failed. */
const isAborted = (error: unknown): boolean => {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return code === "ECONNRESET" && syscall === undefined;
};

/** What an error answers with; what nobody foresaw is logged, and answers with a reference alone. */
export function answerTo(error: unknown, request: Request): { status: number; detail: string | FieldIssue[] } {
  if (error instanceof InvalidInputError) return { status: statusOf(error), detail: error.issues };
  if (error instanceof AppError) return { status: statusOf(error), detail: error.detail };
  if (sqlStateOf(error) === LOCK_NOT_AVAILABLE)
    return answerTo(new ConflictError("Others are changing this dataset right now. Try again in a moment."), request);
  const reference = reportUnknown(error, `${request.method} ${new URL(request.url).pathname}`);
  if (!(error instanceof DamagedObjectError)) return { status: 500, detail: unknownErrorText(reference) };
  const damage = new DamagedDataError(error);
  return { status: statusOf(damage), detail: `${damage.detail} (reference ${reference})` };
}

export function errorResponse(error: unknown, request: Request): Response {
  // There is nobody to answer, and nothing to look into.
  if (isAborted(error)) return new Response(null, { status: 499 });
  const { status, detail } = answerTo(error, request);
  return Response.json({ detail }, { status });
}

/** A route that needs a signed-in user or a valid token. */
export function route<P extends Params = Params>(
  handler: (request: Request, context: RouteContext<P>) => Promise<Response>,
): (request: Request, context: NextContext<P>) => Promise<Response> {
  return async (request, context) => {
    try {
      const user = await requireUser(request);
      // A path without parameters comes without any.
      const params = (await context.params) ?? ({} as P);
      assertIds(params);
      return await handler(request, { params, user });
    } catch (error) {
      return errorResponse(error, request);
    }
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Words that stand for an id in some paths. */
const ALIASES: Record<string, string> = { snapshotId: "current", otherId: "head" };

function assertIds(params: Params): void {
  for (const [name, value] of Object.entries(params)) {
    if (!isStorable(value)) throw InvalidInputError.at(["path", name], UNSTORABLE_TEXT);
    if (name.endsWith("Id") && !UUID.test(value) && ALIASES[name] !== value)
      throw InvalidInputError.at(["path", name], "This is not a UUID", "uuid_parsing");
  }
}

/** A route that anyone may call. */
export function publicRoute<P extends Params = Params>(
  handler: (request: Request, params: P) => Promise<Response>,
): (request: Request, context: NextContext<P>) => Promise<Response> {
  return async (request, context) => {
    try {
      return await handler(request, (await context.params) ?? ({} as P));
    } catch (error) {
      return errorResponse(error, request);
    }
  };
}

/** @throws InvalidInputError for a broken rule, and for a text at any depth that the database would not take */
function parse<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const unstorable = placeOfUnstorable(value);
  if (unstorable) throw InvalidInputError.at([where, ...unstorable], UNSTORABLE_TEXT);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues: FieldIssue[] = result.error.issues.map((issue) => ({
    loc: [where, ...issue.path.map((part) => (typeof part === "number" ? part : String(part)))],
    msg: issue.message,
    type: issue.code ?? "value_error",
  }));
  throw new InvalidInputError(issues);
}

/**
 * Parses a JSON body; an absent body counts as `{}`, a whole number that would lose digits as text. @throws
 * InvalidInputError, BadRequestError
 */
export async function parseBody<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const text = await request.text();
  let value: unknown = {};
  if (text.trim() !== "") {
    try {
      value = parseExactJson(text);
    } catch {
      throw new BadRequestError("The body is not valid JSON");
    }
  }
  return parse(schema, value, "body");
}

/** Parses the query string. Give strict schemas, so that a misspelt parameter is refused and not ignored. */
export function parseQuery<T>(request: Request, schema: z.ZodType<T>): T {
  return parse(schema, Object.fromEntries(new URL(request.url).searchParams), "query");
}

/** 200 with an empty body, as the snapshot API documents. */
export const empty = (): Response => new Response(null, { status: 200 });

/** 202 with an empty body, as the snapshot API documents; Location tells where the task can be followed. */
export const accepted = (taskId: string): Response =>
  new Response(null, { status: 202, headers: { location: `/api/v1/tasks/${taskId}` } });

export const isMultipart = (request: Request): boolean =>
  request.headers.get("content-type")?.startsWith("multipart/form-data") === true;
