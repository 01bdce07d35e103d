import type { Schema } from "./document-model";

const FORMATS: Readonly<Record<string, unknown>> = {
  uuid: "0b5c1f60-8f6d-4b0e-9d6b-3a1f0f1c2d3e",
  email: "ana@example.org",
  uri: "https://example.org/picture.jpg",
  "date-time": "2026-03-01T12:00:00Z",
};

/** A value that fits a schema: what has to be there, and no more. */
export function sampleOf(schema: Schema): unknown {
  const {
    type,
    properties = {},
    required,
    ...rest
  } = schema as {
    type?: string | string[];
    properties?: Record<string, Schema>;
    required?: string[];
    items?: Schema;
    prefixItems?: Schema[];
    anyOf?: Schema[];
    enum?: unknown[];
    minItems?: number;
    minimum?: number;
  };
  if ("const" in schema) return schema.const;
  if ("default" in schema) return schema.default;
  if (rest.enum) return rest.enum[0];
  if (rest.anyOf) return sampleOf(rest.anyOf[0]!);
  if (rest.prefixItems) return rest.prefixItems.map((item) => sampleOf(item));
  switch (Array.isArray(type) ? type[0] : type) {
    case "object": {
      const names = required ?? Object.keys(properties).slice(0, 1);
      return Object.fromEntries(names.map((name) => [name, sampleOf(properties[name] ?? {})]));
    }
    case "array":
      return rest.items ? [sampleOf(rest.items)] : [];
    case "integer":
    case "number":
      return Math.max(1, rest.minimum ?? 1);
    case "boolean":
      return true;
    case "string":
      return FORMATS[String(schema.format)] ?? "text";
    default:
      return {};
  }
}
