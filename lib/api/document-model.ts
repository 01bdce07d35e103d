/** What an OpenAPI document is, as far as ours has it. Pure; safe for the browser. */

/** A JSON Schema (2020-12). */
export type Schema = { readonly [key: string]: unknown };
export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Schema;
}
export type Content = Readonly<Record<string, { readonly schema?: Schema; readonly example?: unknown }>>;
export interface Reference {
  readonly $ref: string;
}
export interface Header {
  readonly description: string;
  readonly schema: Schema;
}
export type Headers = Readonly<Record<string, Header>>;
export interface DocumentedResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Header | Reference>>;
  readonly content?: Content;
}
export interface DocumentedOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, DocumentedResponse | Reference>>;
}
export interface ApiDocument {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly security: DocumentedOperation["security"];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, DocumentedResponse>>;
    readonly headers: Headers;
    readonly securitySchemes: Readonly<Record<string, Schema>>;
  };
}

/** What a reference of the document leads to. */
export function resolved<T extends object>(document: ApiDocument, value: T | Reference): T {
  if (!("$ref" in value)) return value;
  const [kind, name] = String(value.$ref).split("/").slice(-2) as [keyof ApiDocument["components"], string];
  return document.components[kind][name] as T;
}
