/** What every route handler shares: who is asking, parsing, and one mapping from errors to HTTP. */
import "server-only";
import type { z } from "zod";
import {
  bodySchemaOf,
  EMPTY,
  pageHeaders,
  TASK,
  takesAlias,
  wordsFor,
  type AnswerOf,
  type ApiOperation,
  type BodyOf,
  type ParamsOf,
  type QueryOf,
} from "@/lib/api-operation";
import { apiKeyOf, requireUser, type CurrentUser } from "@/lib/auth/service";
import { settings } from "@/lib/env";
import {
  AppError,
  BadRequestError,
  ConflictError,
  DamagedDataError,
  InvalidInputError,
  reportUnknown,
  sqlStateOf,
  TooManyRequestsError,
  unknownErrorText,
  type ErrorCode,
  type FieldIssue,
} from "@/lib/errors";
import { parseExactJson } from "@/lib/exact-json";
import { processWide } from "@/lib/process-wide";
import { RateLimit } from "@/lib/rate-limit";
import { isAlias } from "@/lib/snapshots/aliases";
import { isStorable, placeOfUnstorable } from "@/lib/text";
import { fieldIssues, UNSTORABLE_TEXT } from "@/lib/validation";
import { DamagedObjectError } from "@/lib/versioning/damage";

type Params = Record<string, string>;
const FORM = "multipart/form-data";

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
  const { seconds, headers } = error instanceof TooManyRequestsError ? error.retry : {};
  return Response.json(
    { detail },
    { status, headers: seconds === undefined ? {} : { ...headers, "retry-after": String(seconds) } },
  );
}

/** What a handler is given: all that its declaration says is asked, read and checked. */
export interface RouteContext<O extends ApiOperation> {
  readonly request: Request;
  readonly params: ParamsOf<O["path"]>;
  readonly query: QueryOf<O>;
  readonly body: BodyOf<O>;
  /** Of the answer, for those that the declaration tells. */
  readonly headers: Headers;
}
type WithUser<O extends ApiOperation> = RouteContext<O> & { readonly user: CurrentUser };
type NextContext = { readonly params: Promise<Params> };

/** A route's function for the framework, with what it was declared as. */
export interface RouteHandler {
  (request: Request, context: NextContext): Promise<Response>;
  readonly operation: ApiOperation;
}

/** A route that needs a signed-in user or a valid token. */
export function route<const O extends ApiOperation>(
  operation: O & { readonly access?: undefined },
  handle: (context: WithUser<O>) => AnswerOf<O> | Promise<AnswerOf<O>>,
): RouteHandler {
  return answering(operation, async (request, context) => {
    // Without parameters there are none.
    const { datasetId = null } = (await context.params) ?? {};
    const user = await requireUser(request, datasetId);
    const limit = await rateLimitHeaders(request);
    try {
      const read: RouteContext<O> = await contextOf<O>(operation, request, context);
      const answer: unknown = await handle({ ...read, user });
      return withHeaders(respond(operation, read, answer), limit);
    } catch (error) {
      return withHeaders(errorResponse(error, request), limit);
    }
  });
}

/** A route that anyone may call, or whoever holds a signed link. */
export function publicRoute<const O extends ApiOperation>(
  operation: O & { readonly access: "anyone" | "link" },
  handle: (context: RouteContext<O>) => AnswerOf<O> | Promise<AnswerOf<O>>,
): RouteHandler {
  return answering(operation, async (request, context) => {
    const read: RouteContext<O> = await contextOf<O>(operation, request, context);
    const answer: unknown = await handle(read);
    return respond(operation, read, answer);
  });
}

function answering(operation: ApiOperation, answer: (request: Request, context: NextContext) => Promise<Response>) {
  const handler = async (request: Request, context: NextContext): Promise<Response> => {
    try {
      return await answer(request, context);
    } catch (error) {
      return errorResponse(error, request);
    }
  };
  return Object.assign(handler, { operation });
}

async function contextOf<O extends ApiOperation>(
  operation: O,
  request: Request,
  context: NextContext,
): Promise<RouteContext<O>> {
  // A path without parameters comes without any.
  const params = (await context.params) ?? {};
  if (operation.access !== "link") assertIds(params, operation);
  const schema = bodySchemaOf(operation);
  const isForm = operation.sends?.[FORM] !== undefined && isMultipart(request);
  return {
    request,
    headers: new Headers(),
    params: params as ParamsOf<O["path"]>,
    query: (operation.query && parseQuery(request, operation.query, operation.lists)) as QueryOf<O>,
    body: (schema && (isForm ? null : await parseBody(request, schema))) as BodyOf<O>,
  };
}

function respond(
  operation: ApiOperation,
  { request, headers }: { readonly request: Request; readonly headers: Headers },
  answer: unknown,
): Response {
  const { answers, pages } = operation;
  if (answers === EMPTY) return new Response(null, { status: 200, headers });
  if (answers === TASK) {
    headers.set("location", taskAddress((answer as { task_id: string }).task_id));
    return new Response(null, { status: 202, headers });
  }
  if ("statuses" in answers) return answer as Response;
  if (pages) withHeaders({ headers }, pageHeaders(pages, new URL(request.url), answer));
  return Response.json(answer, { headers });
}

/** Where a task can be followed. */
export const taskAddress = (taskId: string): string => `/api/v1/tasks/${taskId}`;

function withHeaders<R extends { readonly headers: Headers }>(response: R, headers: Record<string, string>): R {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

const rateLimit = () =>
  processWide("rate-limit", () => {
    const { apiRateLimit } = settings();
    return apiRateLimit === null ? null : new RateLimit(apiRateLimit);
  });

/** Scripts are counted by their key; what people do in a browser is not. @throws TooManyRequestsError */
async function rateLimitHeaders(request: Request): Promise<Record<string, string>> {
  const key = apiKeyOf(request);
  return key === null ? {} : ((await rateLimit()?.count(key)) ?? {});
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function assertIds(params: Params, operation: ApiOperation): void {
  for (const [name, value] of Object.entries(params)) {
    if (!isStorable(value)) throw InvalidInputError.at(["path", name], UNSTORABLE_TEXT);
    if (
      name.endsWith("Id") &&
      !UUID.test(value) &&
      !wordsFor(operation, name).includes(value) &&
      !(takesAlias(name) && isAlias(value))
    )
      throw InvalidInputError.at(["path", name], "This is not a UUID", "uuid_parsing");
  }
}

/** @throws InvalidInputError for a broken rule, and for a text at any depth that the database would not take */
function parse<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const unstorable = placeOfUnstorable(value);
  if (unstorable) throw InvalidInputError.at([where, ...unstorable], UNSTORABLE_TEXT);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new InvalidInputError(fieldIssues(result.error.issues, where));
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

/**
 * Parses the query string. Give strict schemas, so that a misspelt parameter is refused and not ignored.
 *
 * @param lists parameters that may come several times; their values are joined by commas
 */
export function parseQuery<T>(request: Request, schema: z.ZodType<T>, lists: readonly string[] = []): T {
  const { searchParams } = new URL(request.url);
  const joined = lists.flatMap((name) =>
    searchParams.has(name) ? [[name, searchParams.getAll(name).join(",")] as const] : [],
  );
  return parse(schema, { ...Object.fromEntries(searchParams), ...Object.fromEntries(joined) }, "query");
}

export const isMultipart = (request: Request): boolean =>
  request.headers.get("content-type")?.startsWith(FORM) === true;
