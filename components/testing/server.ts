/** What a component test says that the server answers. Everything else it is asked for fails the test that asked. */
import { ApiError } from "@/lib/api-client";
import type { FormAnswer } from "@/lib/form-answer";

type Answer = (request: { url: URL; method: string; body: unknown; headers: Headers }) => unknown;
type Action = (fields: Record<string, FormDataEntryValue>) => FormAnswer<unknown> | Promise<FormAnswer<unknown>>;

const answers = new Map<string, Answer>();
const actions = new Map<string, Action>();
const done = (value: unknown): FormAnswer<unknown> => ({
  status: "done",
  done: value,
  submission: { status: "success" },
});

export const server = {
  /** @param route as `GET /dataset/1`, without the search @param answer what JSON, or Response, it answers; an Error refuses with 409, an ApiError with its status */
  on: (route: string, answer: Answer) => void answers.set(route, answer),
  /** @param action its exported name @param answer what it came to */
  action: (name: string, answer: Action) => void actions.set(name, answer),
  /** The answer that a task was started. */
  accepted: (taskId: string): Response =>
    new Response(null, { status: 202, headers: { location: `/api/v1/tasks/${taskId}` } }),
  done,
  refused: (detail: string): FormAnswer<unknown> => ({
    status: "refused",
    refusal: { code: "conflict", detail },
    submission: { status: "error", error: { "": [detail] } },
  }),
  reset() {
    answers.clear();
    actions.clear();
  },
};

export async function callAction(name: string, data: FormData): Promise<FormAnswer<unknown>> {
  const action = actions.get(name);
  if (!action) throw new Error(`The test does not say what ${name} answers`);
  return action(Object.fromEntries(data));
}

export const fetchFromTest: typeof fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input, location.origin);
  const method = init?.method ?? "GET";
  const answer = answers.get(`${method} ${url.pathname.replace("/api/v1", "")}`);
  if (!answer) throw new Error(`The test does not say what ${method} ${url.pathname} answers`);
  try {
    const body: unknown = typeof init?.body === "string" ? JSON.parse(init.body) : init?.body;
    const told = await answer({ url, method, body, headers: new Headers(init?.headers) });
    return told instanceof Response ? told : Response.json(told);
  } catch (error) {
    const status = error instanceof ApiError ? error.status : 409;
    return Response.json({ detail: (error as Error).message }, { status });
  }
};
