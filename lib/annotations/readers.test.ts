import { expect, it } from "vitest";
import { mayBeAnnotations } from "./readers";

it.each([
  ["a.jpg", false],
  ["a.json", true],
  ["b/labels.txt", true],
  ["data.yaml", true],
  ["x.xml", true],
  ["table.csv", true],
  ["metadata.jsonl", true],
  ["other.jsonl", false],
  ["export/items.jsonl", true],
  ["table.parquet", false],
  ["image_annotations.csv", true],
  ["c/object_annotations.parquet", true],
])("%s may hold annotations: %j", (name, expected) => expect(mayBeAnnotations(name)).toBe(expected));
