/** Every answer of a route is held against the document: its status, its media type, and its body, without a field too many. */
import addFormats from "ajv-formats";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020";
import { apiDocument, documentedPath } from "@/lib/api/document";
import { resolved, type DocumentedResponse } from "@/lib/api/document-model";

const document = apiDocument();
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document, "document");
const validators = new Map<string, ValidateFunction>();

const pointer = (...parts: string[]): string =>
  parts.map((part) => `/${encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))}`).join("");

/** Nobody is there any more to be answered. */
const GONE = 499;

/** @throws Error for an answer that the document does not have */
export async function assertDocumented(method: string, routePath: string, response: Response): Promise<void> {
  if (response.status === GONE) return;
  const path = documentedPath(routePath);
  const name = `${method} ${path} ${response.status}`;
  const told = document.paths[path]?.[method.toLowerCase()]?.responses[response.status];
  if (!told) throw new Error(`The document has no ${name}: ${await response.clone().text()}`);
  const { content = {} } = resolved<DocumentedResponse>(document, told);
  const type = response.headers.get("content-type")?.split(";")[0] ?? "";
  if (Object.keys(content).length === 0 || response.body === null) {
    if (response.body !== null && (await response.clone().text()) !== "") throw new Error(`${name} has a body`);
    return;
  }
  const toldType = [type, "*/*"].find((one) => one in content);
  if (toldType === undefined) throw new Error(`The document has no ${type} for ${name}`);
  if (type !== "application/json" || content[toldType]!.schema === undefined) return;
  const at = pointer(
    ...("$ref" in told
      ? ["components", "responses", String(response.status)]
      : ["paths", path, method.toLowerCase(), "responses", String(response.status)]),
    "content",
    toldType,
    "schema",
  );
  let validate = validators.get(at);
  if (!validate) validators.set(at, (validate = ajv.compile({ $ref: `document#${at}` })));
  const body: unknown = await response.clone().json();
  if (validate(body)) return;
  const problems = (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || "/"} ${message} ${JSON.stringify(params)}`,
  );
  throw new Error(`${name} is not as documented:\n${problems.slice(0, 10).join("\n")}`);
}
