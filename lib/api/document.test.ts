import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { declare, EMPTY, type ApiOperation } from "@/lib/api-operation";
import { apiDocument, documentedPath, makeDocument } from "./document";
import { resolved, type Schema } from "./document-model";
import { OPERATIONS } from "./all";

const document = apiDocument();
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, ...operation })),
);

/** Every schema within one, with where it lies; references are followed once. */
function* within(schema: unknown, at = "", seen = new Set<string>()): Generator<{ at: string; schema: Schema }> {
  if (typeof schema !== "object" || schema === null) return;
  const { $ref } = schema as { $ref?: string };
  if (typeof $ref === "string") {
    const name = $ref.split("/").at(-1)!;
    if (!seen.has(name)) yield* within(document.components.schemas[name], `${at}<${name}>`, seen.add(name));
    return;
  }
  yield { at, schema: schema as Schema };
  for (const [key, inner] of Object.entries(schema)) yield* within(inner, `${at}/${key}`, seen);
}

describe("the document", () => {
  it("is OpenAPI 3.1", async () => {
    const result = await new Validator().validate(structuredClone(document) as never);
    expect(result).toMatchObject({ valid: true });
  });

  it("has every operation once, each with a name of its own", () => {
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual([...OPERATIONS.keys()].sort());
    expect(operations.length).toBeGreaterThan(80);
  });

  it("refers only to what is there", () => {
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
    const names = new Set([...references].map(([, name]) => name));
    expect([...names].filter((name) => !(name! in document.components.schemas))).toEqual([]);
    expect(names.size).toBeGreaterThan(20);
  });

  it("says of each operation in words what it does", () => {
    for (const { summary } of operations) expect(summary).toMatch(/^[A-Z].{5,80}[^.]$/);
  });

  it.each(operations.filter(({ requestBody }) => requestBody?.content["application/json"]))(
    "$name refuses unknown fields at every level of its body",
    ({ requestBody, operationId }) => {
      const { schema } = requestBody!.content["application/json"]!;
      const open = [...within(schema)].filter(
        // An object either names its fields, and takes no others, or is a map from names.
        ({ schema: inner }) =>
          inner.type === "object" && inner.properties !== undefined && inner.additionalProperties !== false,
      );
      // Rows of values are tables: a column that nobody asked for is no mistake.
      if (operationId === "sendMetadataValues") expect(open).toHaveLength(1);
      else expect(open.map(({ at }) => at)).toEqual([]);
    },
  );

  it.each([...OPERATIONS].filter(([, { body }]) => body))("has an example that %s takes", (operationId, { body }) => {
    const { requestBody } = operations.find((operation) => operation.operationId === operationId)!;
    expect(body!.safeParse(requestBody!.content["application/json"]!.example)).toMatchObject({ success: true });
  });

  it("describes every answer down to its fields", () => {
    const open = operations.flatMap(({ name, responses }) =>
      Object.entries(responses).flatMap(([status, response]) =>
        [...within(resolved(document, response).content?.["application/json"]?.schema)]
          .filter(({ schema }) => schema.properties !== undefined && schema.additionalProperties !== false)
          .map(({ at }) => `${name} ${status} ${at}`),
      ),
    );
    expect(open).toEqual(["get /openapi.json 200 "]);
  });
});

describe("what is declared", () => {
  const made = (operation: ApiOperation) =>
    Object.values(Object.values(makeDocument(new Map([["it", operation]])).paths)[0]!)[0]!;
  const base = { method: "POST", path: "/a/[someId]", tag: "Items", summary: "Does it", answers: EMPTY } as const;

  it("has its path as documents spell it", () => {
    expect(documentedPath("/dataset/[datasetId]/snapshot/[snapshotId]")).toBe(
      "/dataset/{dataset_id}/snapshot/{snapshot_id}",
    );
  });

  it("becomes parameters, bodies and refusals", () => {
    const operation = made(
      declare({
        ...base,
        query: z.strictObject({ n: z.coerce.number().int().default(1), q: z.string().describe("A search") }),
        body: z.strictObject({ name: z.string() }),
        refuses: [409],
      }),
    );
    expect(operation.parameters).toEqual([
      { name: "some_id", in: "path", required: true, schema: { type: "string", format: "uuid" } },
      { name: "n", in: "query", required: false, schema: { type: "integer", default: 1 } },
      { name: "q", in: "query", required: true, description: "A search", schema: { type: "string" } },
    ]);
    expect(Object.keys(operation.responses)).toEqual("200 400 401 403 404 409 422 429 500".split(" "));
    expect(operation.requestBody?.required).toBe(true);
  });

  it("for anyone needs no token", () => {
    const operation = made(declare({ ...base, access: "anyone" }));
    expect(operation.security).toEqual([]);
    expect(Object.keys(operation.responses)).toEqual("200 400 404 422 500".split(" "));
  });

  it("does not give one name to two schemas", () => {
    const named = (schema: z.ZodType) => declare({ ...base, answers: z.array(schema) });
    const [a, b] = [z.strictObject({ a: z.string() }), z.strictObject({ b: z.string() })].map((schema) =>
      schema.meta({ id: "Twice" }),
    );
    expect(() =>
      makeDocument(
        new Map([
          ["one", named(a!)],
          ["other", named(b!)],
        ]),
      ),
    ).toThrow("Two schemas are called Twice");
  });
});
