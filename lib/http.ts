/** What every route handler shares: who is asking, parsing, and one mapping from errors to HTTP. */
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { requireUser, type CurrentUser } from "@/lib/auth/service";
import { AppError, BadRequestError, describeError, InvalidInputError, sqlStateOf, type FieldIssue } from "@/lib/errors";

type Params = Record<string, string>;
export interface RouteContext<P extends Params> {
  readonly params: P;
  readonly user: CurrentUser;
}

type NextContext<P> = { params: Promise<P> };

const LOCK_NOT_AVAILABLE = "55P03";

export function errorResponse(error: unknown): Response {
  if (error instanceof InvalidInputError) return Response.json({ detail: error.issues }, { status: 422 });
  if (error instanceof AppError) return Response.json({ detail: error.detail }, { status: error.status });
  if (sqlStateOf(error) === LOCK_NOT_AVAILABLE) {
    return Response.json(
      { detail: "Others are changing this dataset right now. Try again in a moment." },
      { status: 409 },
    );
  }
  // Whoever asked went away while sending: there is nobody to answer, and nothing to look into.
  if ((error as { code?: string } | null)?.code === "ECONNRESET") return new Response(null, { status: 499 });
  const reference = randomUUID().slice(0, 8);
  console.error(`[error ${reference}]`, error);
  return Response.json(
    { detail: `Something went wrong on the server (reference ${reference}): ${describeError(error)}` },
    { status: 500 },
  );
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
      return errorResponse(error);
    }
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Words that stand for an id in some paths. */
const ALIASES: Record<string, string> = { snapshotId: "current", otherId: "head" };

function assertIds(params: Params): void {
  for (const [name, value] of Object.entries(params)) {
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
      return errorResponse(error);
    }
  };
}

function parse<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues: FieldIssue[] = result.error.issues.map((issue) => ({
    loc: [where, ...issue.path.map((part) => (typeof part === "number" ? part : String(part)))],
    msg: issue.message,
    type: issue.code ?? "value_error",
  }));
  throw new InvalidInputError(issues);
}

/** Parses a JSON body; an absent body counts as `{}`. @throws InvalidInputError, BadRequestError */
export async function parseBody<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const text = await request.text();
  let value: unknown = {};
  if (text.trim() !== "") {
    try {
      value = JSON.parse(text);
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
