/**
 * What an operation of the REST API is declared as. Its route reads the query and the body with the declaration and answers
 * what it says (lib/http.ts), and the document is made of all of them (lib/api). Pure; safe for the browser.
 */
import { z } from "zod";

/** Groups of the document, in its order. */
export const TAGS = {
  Datasets: "Datasets, their covers, and the trash.",
  Sharing: "Who may do what with a dataset.",
  Groups: "People that datasets are shared with together.",
  Items: "Images and videos of a dataset: lists, likeness, history, saved views.",
  Inputs: "Items of all datasets as one list.",
  Facets: "Counts over what a search finds.",
  Statistics: "Versions in numbers, and what can be stale of them.",
  Edits: "Changes of items and classes. Each can be undone for a day.",
  Snapshots: "Versions of a dataset: saved, compared, restored, cloned.",
  Activity: "What changed a dataset's data, and taking one change back.",
  Import: "Media and annotations: sent at once or in parts that can be resumed.",
  Metadata: "Typed fields of items, and their values.",
  Models: "Indexing, enrichment and label propagation.",
  Export: "A version as a file, in any format.",
  Tasks: "What takes time: watched, aborted, retried, undone.",
  Account: "API keys, the first account, and this document.",
  Live: "What changes while one looks.",
} as const;
export type Tag = keyof typeof TAGS;

/** Statuses that say no, beside those that follow from an operation's shape. */
export type Refusal = 400 | 403 | 404 | 409 | 412 | 413;

/** An answer that is no JSON, or more than one; the handler makes it. */
export interface OwnAnswers {
  readonly statuses: Readonly<
    Record<
      number,
      {
        readonly description: string;
        /** Its media types; JSON is described by a schema. Nothing for an empty body. */
        readonly content?: Readonly<Record<string, z.ZodType | null>>;
        readonly headers?: Readonly<Record<string, string>>;
      }
    >
  >;
}
/** 200 with an empty body. */
export const EMPTY = "empty";
/** 202 with an empty body; `Location` tells where the task can be followed. */
export const TASK = "task";
type Answers = z.ZodType | typeof EMPTY | typeof TASK | OwnAnswers;

export interface ApiOperation {
  readonly method: "GET" | "HEAD" | "OPTIONS" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** The folder of the route below `app/api/v1`, such as `/dataset/[datasetId]/items`. */
  readonly path: string;
  readonly tag: Tag;
  /** Words that may stand for an id in its path, beside those that may everywhere. */
  readonly words?: Readonly<Record<string, readonly string[]>>;
  /** A few words without a full stop. */
  readonly summary: string;
  readonly description?: string;
  /** Absent where it needs a user: `anyone` may call it, or whoever holds a signed `link`. */
  readonly access?: "anyone" | "link";
  /** A strict schema, so that a misspelt parameter is refused. */
  readonly query?: z.ZodType;
  /** Parameters of the query that may come several times; their values are joined by commas. */
  readonly lists?: readonly string[];
  /** The JSON body, strict at every level. */
  readonly body?: z.ZodType;
  /** A body that is right, where what its schema asks for at least is not. */
  readonly example?: unknown;
  /** Other bodies by their media type: the handler reads them. With a form among them, `body` is null where a form comes. */
  readonly sends?: Readonly<Record<string, z.ZodType>>;
  /** Whether a request without a body is right, too. */
  readonly bodyOptional?: true;
  /** Headers of the request that it heeds, and what they are for. */
  readonly heeds?: Readonly<Record<string, string>>;
  readonly answers: Answers;
  /** Headers of its answer, and what they tell. */
  readonly tells?: Readonly<Record<string, string>>;
  /** How the next page of what it answers is asked for. */
  readonly pages?: Pages;
  readonly refuses?: readonly Refusal[];
}

const NOTHING = z.strictObject({});

/** Words that stand for an id in any path. */
const WORDS: Readonly<Record<string, readonly string[]>> = { snapshotId: ["current"], otherId: ["head"] };
/** Whether an alias of a snapshot may stand there, too. */
export const takesAlias = (parameter: string): boolean => parameter in WORDS;
/** What may stand in a path where an id does. */
export const wordsFor = (operation: Pick<ApiOperation, "words">, parameter: string): readonly string[] => [
  ...(WORDS[parameter] ?? []),
  ...(operation.words?.[parameter] ?? []),
];

/** What the JSON body of a request has to be; where an operation takes none, one without any field may come. */
export function bodySchemaOf({ method, body, sends, answers }: ApiOperation): z.ZodType | undefined {
  if (body !== undefined) return body;
  const isOwn = sends !== undefined || (typeof answers === "object" && "statuses" in answers);
  return method === "GET" || isOwn ? undefined : NOTHING;
}

export const declare = <const O extends ApiOperation>(operation: O): O => operation;

/** `{ datasetId: string }` of `/dataset/[datasetId]/items`. */
export type ParamsOf<P extends string> = P extends `${string}[${infer Name}]${infer Rest}`
  ? { readonly [K in Name]: string } & ParamsOf<Rest>
  : unknown;
export type QueryOf<O extends ApiOperation> = O["query"] extends z.ZodType ? z.output<O["query"]> : undefined;
export type BodyOf<O extends ApiOperation> = O["body"] extends z.ZodType
  ? "multipart/form-data" extends keyof O["sends"]
    ? z.output<O["body"]> | null
    : z.output<O["body"]>
  : undefined;
/** What a handler gives for an answer. */
export type AnswerOf<O extends ApiOperation> = O["answers"] extends z.ZodType
  ? z.input<O["answers"]>
  : O["answers"] extends typeof EMPTY
    ? void
    : O["answers"] extends typeof TASK
      ? { readonly task_id: string }
      : Response;

/** `cursor`: of the answer; `page`: by number; `offset`: by position in what it names; `whole`: there is one page. */
export type Pages = "cursor" | "page" | "whole" | { readonly offset: string };

type Paged = Readonly<Record<string, unknown>> & {
  readonly total?: unknown;
  readonly next_cursor?: unknown;
  readonly page?: unknown;
  readonly page_size?: unknown;
};

/** `Link` to the next page, and `X-Total-Count`, as far as the answer knows them. */
export function pageHeaders(pages: Pages, address: URL, answer: unknown): Record<string, string> {
  if (Array.isArray(answer)) return { "x-total-count": String(answer.length) };
  const { total } = answer as Paged;
  const next = nextPage(pages, address.searchParams, answer as Paged);
  const query = new URLSearchParams(address.searchParams);
  for (const [name, value] of Object.entries(next ?? {}))
    if (value === null) query.delete(name);
    else query.set(name, String(value));
  return {
    ...(typeof total === "number" ? { "x-total-count": String(total) } : {}),
    ...(next === null ? {} : { link: `<${address.pathname}?${query.toString()}>; rel="next"` }),
  };
}

function nextPage(
  pages: Pages,
  asked: URLSearchParams,
  answer: Paged,
): Readonly<Record<string, string | number | null>> | null {
  if (pages === "whole") return null;
  if (pages === "cursor") {
    const { next_cursor: cursor } = answer;
    // A list that is also read by position goes on by cursor.
    return typeof cursor === "string" ? { cursor, offset: null } : null;
  }
  const total = Number(answer.total);
  if (pages === "page") {
    const [page, size] = [Number(answer.page), Number(answer.page_size)];
    return page * size < total ? { page: page + 1 } : null;
  }
  const list = answer[pages.offset];
  const end = Number(asked.get("offset") ?? 0) + (Array.isArray(list) ? list.length : 0);
  return end < total ? { offset: end } : null;
}
