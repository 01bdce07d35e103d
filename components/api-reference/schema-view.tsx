import { resolved, type ApiDocument, type Reference, type Schema } from "@/lib/api/document-model";
import { Prose } from "./prose";

interface Shape {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly description?: string;
  readonly default?: unknown;
}

const nameOf = ({ $ref }: { readonly $ref?: unknown }): string | null =>
  typeof $ref === "string" ? $ref.split("/").at(-1)! : null;

/** A schema in a few words: `array of Item`, `string (uuid) or null`. */
export function typeText(schema: Schema): string {
  const name = nameOf(schema);
  if (name !== null) return name;
  const { type, format, enum: values, anyOf, items, prefixItems, additionalProperties } = schema as Shape;
  if ("const" in schema) return JSON.stringify(schema.const);
  if (values) return values.map((value) => JSON.stringify(value)).join(", ");
  if (anyOf) return [...new Set(anyOf.map(typeText))].join(" or ");
  if (prefixItems) return `[${prefixItems.map(typeText).join(", ")}]`;
  if (items) return `array of ${typeText(items)}`;
  if (type === undefined) return "any JSON";
  if (type === "object" && typeof additionalProperties === "object")
    return `object of ${typeText(additionalProperties)} by name`;
  const types = typeof type === "string" ? [type] : type;
  return types.map((one) => (format && one === "string" ? `string (${format})` : one)).join(" or ");
}

/** The objects that a schema is made of, right below it: itself, what a list holds, or one of several. */
function objectsOf(document: ApiDocument, given: Schema): Schema[] {
  const schema = resolved<Schema>(document, given as Schema | Reference);
  const { anyOf, items, properties, additionalProperties } = schema as Shape;
  if (properties) return [schema];
  const inner = anyOf ?? (items ? [items] : typeof additionalProperties === "object" ? [additionalProperties] : []);
  return inner.flatMap((one) => objectsOf(document, one));
}

/** What is named is shown where it is used, this many levels down; deeper it is told by its name. */
const LEVELS = 3;

/** Fields with their types, and what they mean; those within below them. */
export function SchemaView({ document, schema, level = 0 }: { document: ApiDocument; schema: Schema; level?: number }) {
  const objects = objectsOf(document, schema);
  return (
    <div className="grid min-w-0 gap-2">
      {level === 0 ? <p className="text-[13px] wrap-anywhere text-muted">{typeText(schema)}</p> : null}
      {objects.map((object, index) => (
        <Fields key={index} document={document} object={object as Shape} level={level} />
      ))}
    </div>
  );
}

function Fields({ document, object, level }: { document: ApiDocument; object: Shape; level: number }) {
  return (
    <dl className="grid min-w-0 gap-1.5 border-l border-line pl-3">
      {Object.entries(object.properties ?? {}).map(([name, field]) => {
        const { description, default: fallback } = field as Shape;
        const hasFields = level < LEVELS && objectsOf(document, field).length > 0;
        return (
          <div key={name} className="min-w-0">
            <dt className="flex flex-wrap items-baseline gap-x-2">
              <code className="text-[13px] font-medium wrap-anywhere">{name}</code>
              <span className="min-w-0 text-[13px] wrap-anywhere text-muted">{typeText(field)}</span>
              {object.required?.includes(name) ? null : <span className="text-xs text-muted">optional</span>}
            </dt>
            <dd className="grid min-w-0 gap-1.5">
              {description ? (
                <p className="text-[13px] wrap-anywhere">
                  <Prose>{description}</Prose>
                </p>
              ) : null}
              {fallback === undefined || fallback === "" ? null : (
                <p className="text-[13px] text-muted">{JSON.stringify(fallback)} unless told</p>
              )}
              {hasFields ? (
                <details>
                  <summary className="cursor-pointer text-[13px] text-accent-text pointer-coarse:min-h-10">
                    Fields of {name}
                  </summary>
                  <SchemaView document={document} schema={field} level={level + 1} />
                </details>
              ) : null}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
