/** How an operation is called from a shell, made of what the document says of it. Pure; safe for the browser. */
import type { ApiDocument, DocumentedOperation, Schema } from "./document-model";

/** What stands for values that only the caller knows. */
const VARIABLES: Readonly<Record<string, string>> = { dataset_id: "DATASET_ID", snapshot_id: "SNAPSHOT_ID" };
const variable = (name: string): string => `$${VARIABLES[name] ?? name.toUpperCase()}`;

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The field of a form that takes files. */
function fileField(form: Schema | undefined): string | undefined {
  const fields = Object.entries((form?.properties ?? {}) as Record<string, { format?: string; items?: Schema }>);
  return fields.find(([, { format, items }]) => (format ?? items?.format) === "binary")?.[0];
}

/** Arguments that send a body: files as a form where it takes them so, else JSON, else the file itself. */
function bodyArguments({ requestBody }: DocumentedOperation): string[] {
  const { "multipart/form-data": form, "application/json": json, ...others } = requestBody?.content ?? {};
  const field = fileField(form?.schema);
  if (field !== undefined) return [`-F ${field}=@picture.jpg`];
  if (json) return [`-H "Content-Type: application/json"`, `-d ${quoted(JSON.stringify(json.example))}`];
  return Object.keys(others).flatMap((type) => [
    `-H "Content-Type: ${type.replace("*", "jpeg")}"`,
    "--data-binary @picture.jpg",
  ]);
}

/** @param path as the document has it */
export function curlOf(document: ApiDocument, method: string, path: string, operation: DocumentedOperation): string {
  const query = operation.parameters
    .filter(({ in: place, required }) => place === "query" && required)
    .map(({ name }) => `${name}=${variable(name)}`)
    .join("&");
  const address = path.replace(/\{(\w+)\}/g, (_part, name: string) => variable(name));
  const parts = [
    ...(method === "get" ? [] : method === "head" ? ["--head"] : [`-X ${method.toUpperCase()}`]),
    ...(operation.security?.length === 0 ? [] : [`-H "Authorization: Bearer $TOKEN"`]),
    ...bodyArguments(operation),
    `"$STILLFRAME_URL${document.servers[0]!.url}${address}${query === "" ? "" : `?${query}`}"`,
  ];
  return `curl ${parts.join(" \\\n  ")}`;
}
