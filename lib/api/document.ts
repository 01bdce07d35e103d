/** The OpenAPI 3.1 document of the REST API, made of the declarations that the routes read with. Pure; safe for the browser. */
import { z } from "zod";
import { bodySchemaOf, EMPTY, TAGS, TASK, takesAlias, wordsFor, type ApiOperation } from "@/lib/api-operation";
import type {
  ApiDocument,
  Content,
  DocumentedOperation,
  DocumentedResponse,
  Headers,
  Parameter,
  Reference,
  Schema,
} from "./document-model";
import { OPERATIONS } from "./all";
import { sampleOf } from "./sample";

const ABOUT = `Ids are UUIDs, times ISO 8601 in UTC. Unknown fields and parameters are refused with 422.

Scripts send \`Authorization: Bearer <jwt>\`: an HS256 JWT whose header \`kid\` and payload \`sub\` are the API key, with \`iat\` and \`exp\`, signed with the API secret as UTF-8 text. Keys are made in Settings.`;

const error = z
  .strictObject({ detail: z.string().describe("What is wrong, and what to do.") })
  .meta({ id: "Error", description: "A refusal" });
const invalidInput = z
  .strictObject({
    detail: z.array(
      z.strictObject({
        loc: z.array(z.union([z.string(), z.int()])).describe("Where: `body`, `query` or `path`, then the field."),
        msg: z.string(),
        type: z.string(),
      }),
    ),
  })
  .meta({ id: "InvalidInput", description: "Input that breaks rules, field by field" });

const REFUSALS: Readonly<Record<number, string>> = {
  400: "The body cannot be read, or a file in it cannot be used",
  401: "No token or session, or one that is not valid",
  403: "The role does not allow it, or the request came from another site",
  404: "There is no such thing, or the caller has no role on the dataset",
  409: "A running task blocks it, the status does not allow it, or a part of a version is damaged",
  412: "It was changed since",
  413: "Too large",
  422: "The input is not valid",
  429: "Too many requests",
  500: "Something failed on the server; the text has a reference that is in its log, too",
};

/** `datasetId` as documents spell it. */
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
/** `/dataset/[datasetId]` as `/dataset/{dataset_id}`. */
export const documentedPath = (path: string): string =>
  path.replace(/\[(\w+)\]/g, (_part, name: string) => `{${snake(name)}}`);

const PATH_WORDS: Readonly<Record<string, Schema>> = {
  edit: { type: "string", pattern: "^\\d{1,18}$", description: "The `edit_id` of an edit's answer" },
  variant: { type: "string", enum: ["original", "large", "small"] },
  sha256: { type: "string", pattern: "^[0-9a-f]{64}$" },
};
const UUID: Schema = { type: "string", format: "uuid" };
const ALIAS: Schema = { type: "string", description: "An alias of a snapshot, such as `production`" };

function pathParameter(operation: ApiOperation, name: string): Parameter {
  const words = wordsFor(operation, name).map((word): Schema => ({ const: word }));
  const named = takesAlias(name) ? [...words, ALIAS] : words;
  const id = named.length === 0 ? UUID : { anyOf: [UUID, ...named] };
  const schema = name.endsWith("Id") ? id : (PATH_WORDS[name] ?? { type: "string" });
  return { name: snake(name), in: "path", required: true, schema };
}

type Io = "input" | "output";

const DEFINITIONS = "#/$defs/";

/** Turns schemas into JSON Schema; those with an id become components, and are referred to. */
class Schemas {
  readonly components = new Map<string, Schema>();

  of(schema: z.ZodType, io: Io): Schema {
    const {
      $schema: _,
      $defs,
      ...found
    } = z.toJSONSchema(schema, {
      io,
      override: ({ jsonSchema }) => plain(jsonSchema),
    }) as Schema & { readonly $defs?: Record<string, Schema> };
    for (const [name, definition] of Object.entries($defs ?? {})) if (!isNameless(name)) this.add(name, definition);
    return lifted(found) as Schema;
  }

  private add(name: string, definition: Schema): void {
    const lift = lifted(definition) as Schema;
    const known = this.components.get(name);
    if (known && JSON.stringify(known) !== JSON.stringify(lift)) throw new Error(`Two schemas are called ${name}`);
    this.components.set(name, lift);
  }
}

/** What of a JSON Schema only says how it was checked is left out. */
function plain(schema: Record<string, unknown>): void {
  delete schema.readOnly;
  if (schema.format === "date-time") schema.pattern = "Z$";
  else if (schema.format !== undefined) delete schema.pattern;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
}

/** What zod calls a schema that refers to itself and has no id: of ours, any JSON. */
const isNameless = (name: string): boolean => name.startsWith("__");

/** The same with references into the document's components. */
function lifted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lifted);
  if (typeof value !== "object" || value === null) return value;
  const { $ref } = value as { readonly $ref?: string };
  if ($ref !== undefined && isNameless($ref.replace(DEFINITIONS, ""))) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === "$ref" && typeof inner === "string" ? inner.replace(DEFINITIONS, "#/components/schemas/") : lifted(inner),
    ]),
  );
}

function parametersOf(operation: ApiOperation, schemas: Schemas): Parameter[] {
  const path = [...operation.path.matchAll(/\[(\w+)\]/g)].map(([, name]) => pathParameter(operation, name!));
  const { properties = {}, required = [] } = (operation.query ? schemas.of(operation.query, "input") : {}) as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  const query = Object.entries(properties).map(([name, { description, ...schema }]): Parameter => ({
    name,
    in: "query",
    required: required.includes(name),
    ...(typeof description === "string" ? { description } : {}),
    schema,
  }));
  const link: Parameter[] =
    operation.access === "link"
      ? ["expires", "signature"].map((name) => ({ name, in: "query", required: true, schema: { type: "string" } }))
      : [];
  const headers = Object.entries(operation.heeds ?? {}).map(([name, description]): Parameter => ({
    name,
    in: "header",
    required: false,
    description,
    schema: { type: "string" },
  }));
  return [...path, ...query, ...link, ...headers];
}

function bodyOf(operation: ApiOperation, schemas: Schemas): DocumentedOperation["requestBody"] {
  const { body, sends = {}, bodyOptional } = operation;
  const all = { ...(body ? { "application/json": body } : {}), ...sends };
  if (Object.keys(all).length === 0) return undefined;
  const content = Object.fromEntries(
    Object.entries(all).map(([type, schema]) => {
      const described = schemas.of(schema, "input");
      if (type !== "application/json") return [type, { schema: described }];
      return [type, { schema: described, example: operation.example ?? sampleOf(described) }];
    }),
  );
  return { required: bodyOptional !== true, content };
}

const documentedHeaders = (headers: Readonly<Record<string, string>>): Headers =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: "string" } }]),
  );

const HEADERS = documentedHeaders({
  "RateLimit-Policy": "How many requests the API key may make in which time",
  RateLimit: "How many of them are left, and for how many seconds",
  Link: 'The address of the next page, with `rel="next"`; absent on the last one',
  "X-Total-Count": "How many there are on all pages",
});

const shared = (...names: (keyof typeof HEADERS)[]): Record<string, Reference> =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

function answersOf(operation: ApiOperation, schemas: Schemas): Record<string, DocumentedResponse> {
  const { answers } = operation;
  const headers = {
    ...documentedHeaders(operation.tells ?? {}),
    ...(operation.pages ? shared("Link", "X-Total-Count") : {}),
    ...(operation.access ? {} : shared("RateLimit-Policy", "RateLimit")),
  };
  if (answers === EMPTY) return { 200: { description: "Done; the body is empty", headers } };
  if (answers === TASK)
    return {
      202: {
        description: "A task was started; the body is empty",
        headers: { ...headers, ...documentedHeaders({ Location: "Where the task can be followed" }) },
      },
    };
  if (!("statuses" in answers))
    return { 200: { description: "Done", headers, content: jsonContent(schemas.of(answers, "output")) } };
  return Object.fromEntries(
    Object.entries(answers.statuses).map(([status, { description, content, headers: own }]) => [
      status,
      {
        description,
        headers: { ...headers, ...documentedHeaders(own ?? {}) },
        ...(content && {
          content: Object.fromEntries(
            Object.entries(content).map(([type, schema]) => [
              type,
              schema ? { schema: schemas.of(schema, "output") } : {},
            ]),
          ),
        }),
      },
    ]),
  );
}

const jsonContent = (schema: Schema): Content => ({ "application/json": { schema } });

/** What it refuses with: as it declares, and what follows from its shape. */
function refusalsOf(operation: ApiOperation): number[] {
  const { access, sends, query, path, refuses = [] } = operation;
  const reads = bodySchemaOf(operation) !== undefined || sends !== undefined;
  return [
    ...(reads ? [400] : []),
    ...(access === undefined ? [401, 403, 429] : access === "link" ? [403] : []),
    ...(path.includes("[") ? [404, 422] : []),
    ...(reads || query ? [422] : []),
    ...refuses,
    500,
  ];
}

/** A refusal, the same for every operation. */
function refusal(status: number, schemas: Schemas): DocumentedResponse {
  return {
    description: REFUSALS[status]!,
    ...(status === 429 ? { headers: documentedHeaders({ "Retry-After": "Seconds until it may be tried again" }) } : {}),
    content: jsonContent(schemas.of(status === 422 ? invalidInput : error, "output")),
  };
}

function responsesOf(operation: ApiOperation, schemas: Schemas): DocumentedOperation["responses"] {
  const answers = answersOf(operation, schemas);
  const responses: Record<string, DocumentedResponse | Reference> = { ...answers };
  for (const status of refusalsOf(operation)) {
    const own = answers[status];
    responses[status] = own
      ? { ...own, content: { ...own.content, ...refusal(status, schemas).content } }
      : { $ref: `#/components/responses/${status}` };
  }
  return responses;
}

const SECURITY: DocumentedOperation["security"] = [{ bearer: [] }, { session: [] }];

let made: ApiDocument | undefined;

/** Made once. */
export function apiDocument(): ApiDocument {
  return (made ??= makeDocument(OPERATIONS));
}

/** @throws Error where two schemas have one name and are not the same */
export function makeDocument(operations: ReadonlyMap<string, ApiOperation>): ApiDocument {
  const schemas = new Schemas();
  const paths: Record<string, Record<string, DocumentedOperation>> = {};
  for (const [operationId, operation] of operations) {
    const requestBody = bodyOf(operation, schemas);
    (paths[documentedPath(operation.path)] ??= {})[operation.method.toLowerCase()] = {
      operationId,
      tags: [operation.tag],
      summary: operation.summary,
      ...(operation.description === undefined ? {} : { description: operation.description }),
      ...(operation.access === undefined ? {} : { security: [] }),
      parameters: parametersOf(operation, schemas),
      ...(requestBody && { requestBody }),
      responses: responsesOf(operation, schemas),
    };
  }
  const responses = Object.fromEntries(
    Object.keys(REFUSALS).map((status) => [status, refusal(Number(status), schemas)]),
  );
  return {
    openapi: "3.1.0",
    info: { title: "Stillframe", version: "1", description: ABOUT },
    servers: [{ url: "/api/v1" }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: SECURITY,
    paths,
    components: {
      schemas: Object.fromEntries([...schemas.components].sort(([a], [b]) => (a < b ? -1 : 1))),
      responses,
      headers: HEADERS,
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "Signed with an API secret" },
        session: { type: "apiKey", in: "cookie", name: "stillframe.session", description: "The session of a browser" },
      },
    },
  };
}
