import { expect, it } from "vitest";
import { apiDocument } from "./document";
import { curlOf } from "./curl";

const document = apiDocument();
const curl = (method: string, path: string) => curlOf(document, method, path, document.paths[path]![method]!);

it("calls what needs a token with one, and sends the least that is right", () => {
  expect(curl("post", "/dataset/{dataset_id}/items/tag")).toBe(
    `curl -X POST \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"q":"label:sea","tags":["coast"]}' \\
  "$STILLFRAME_URL/api/v1/dataset/$DATASET_ID/items/tag"`,
  );
});

it("calls what is for everybody without one", () => {
  expect(curl("get", "/openapi.json")).toBe(`curl "$STILLFRAME_URL/api/v1/openapi.json"`);
});

it.each([
  ["post", "/dataset/{dataset_id}/add_media", "-F files=@picture.jpg"],
  ["put", "/dataset/{dataset_id}/cover", "-F file=@picture.jpg"],
  ["put", "/dataset/{dataset_id}/uploads/{upload_id}", "--data-binary @picture.jpg"],
])("sends files as they are taken: %s %s", (method, path, argument) => expect(curl(method, path)).toContain(argument));

it("names parameters that have to be there", () => {
  expect(curl("get", "/dataset/{dataset_id}/facets/histogram")).toContain("/facets/histogram?field=$FIELD");
});
