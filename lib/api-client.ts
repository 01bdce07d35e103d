/** Calls of our own REST API from the browser. Errors carry the server's detail. */

export class ApiError extends Error {
  constructor(
    readonly status: number,
    detail: string,
    /** Where input breaks a rule, when the server names it. */
    readonly issues: readonly { readonly loc: (string | number)[]; readonly msg: string }[] = [],
  ) {
    super(detail);
  }
}

type Detail = string | { loc: (string | number)[]; msg: string }[];

export function detailText(body: unknown, status: number): string {
  const detail = (body as { detail?: Detail } | null)?.detail;
  if (typeof detail === "string") return detail;
  if (Array.isArray(detail)) return detail.map((issue) => issue.msg).join("; ");
  return `The server answered with status ${status}`;
}

const issuesOf = (body: unknown) => {
  const detail = (body as { detail?: Detail } | null)?.detail;
  return Array.isArray(detail) ? detail : [];
};

export interface Call {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON; a file or a form is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

async function send(path: string, { method = "GET", body, headers, signal }: Call): Promise<Response> {
  const isFile = body instanceof Blob || body instanceof FormData;
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      signal,
      headers: { ...(body === undefined || isFile ? {} : { "content-type": "application/json" }), ...headers },
      body: body === undefined || isFile ? body : JSON.stringify(body),
    });
  } catch (error) {
    if ((error as Error).name === "AbortError") throw error;
    throw new ApiError(0, "The server cannot be reached. Check the connection and try again.");
  }
  if (response.ok) return response;
  if (response.status === 401) signInAgain();
  const answer: unknown = await response.json().catch(() => null);
  throw new ApiError(response.status, detailText(answer, response.status), issuesOf(answer));
}

/** The session ended: a full load of the sign-in page, so that nothing of it stays in memory. */
export function signInAgain(): void {
  const target = new URL("/sign-in", location.origin);
  target.searchParams.set("from", location.pathname + location.search);
  location.replace(target);
}

/** @returns the parsed body; undefined for an empty one. @throws ApiError */
export async function api<T>(path: string, call: Call = {}): Promise<T> {
  const text = await (await send(path, call)).text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

/** For calls that start a task: its id, from the Location header of the 202. @throws ApiError */
export async function startTask(path: string, call: Call = { method: "POST" }): Promise<string | null> {
  const response = await send(path, call);
  return /\/tasks\/([0-9a-f-]{36})$/.exec(response.headers.get("location") ?? "")?.[1] ?? null;
}
