import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import type { LinksDto } from "@/lib/links/schema";
import { asLines, WRITERS, type Manifest } from "./manifest";

const link = (number: number, facts: Partial<LinksDto["links"][number]> = {}): LinksDto["links"][number] => ({
  media_id: `item-${number}`,
  file_name: `image-${number}.jpg`,
  file_path: `image-${number}.jpg`,
  media_type: "image",
  file_size: 1,
  sha256: "0".repeat(64),
  url: `https://example.org/${number}?a=1&b=2`,
  expires_at: "2026-12-01T00:00:00.000Z",
  ...facts,
});
const pages = [
  [link(1), link(2, { url: null })],
  [link(3, { file_name: '=1+1, "quoted"\n.jpg' }), link(4)],
];
const written = (manifest: Manifest): string => {
  const { begin, page, end } = WRITERS[manifest];
  const first = { links: pages[0]!, next_cursor: "2", total: 4, state_id: "state" };
  return begin(first, "dataset") + pages.map((links, at) => page(links, at === 0)).join("") + end;
};

describe("links as text", () => {
  it("are a line each, without those that lead nowhere", () =>
    expect(asLines(pages.flat()).split("\n")).toEqual([1, 3, 4].map((number) => link(number).url)));

  it("are one table over all pages, in which nothing is a formula", () => {
    const { data, errors } = Papa.parse<Record<string, string>>(written("csv"), { header: true, skipEmptyLines: true });
    expect(errors).toEqual([]);
    expect(data.map(({ media_id }) => media_id)).toEqual(["item-1", "item-3", "item-4"]);
    expect(data[1]).toEqual({
      media_id: "item-3",
      file_name: `'=1+1, "quoted"\n.jpg`,
      url: link(3).url,
      expires_at: "2026-12-01T00:00:00.000Z",
    });
  });

  it("are one JSON document over all pages", () => {
    const manifest = JSON.parse(written("json")) as { links: Record<string, unknown>[] };
    expect(manifest).toMatchObject({ dataset_id: "dataset", state_id: "state" });
    expect(manifest.links.map(({ media_id }) => media_id)).toEqual(["item-1", "item-3", "item-4"]);
    expect(Object.keys(manifest.links[0]!)).toEqual(["media_id", "file_name", "url", "expires_at"]);
  });

  it("begin right where the first page has nothing to link to", () => {
    const { begin, page, end } = WRITERS.json;
    const first = { links: [link(1, { url: null })], next_cursor: "1", total: 2, state_id: "state" };
    // What comes first is the first that is written.
    const text = begin(first, "dataset") + page(first.links, true) + page([link(2)], true) + end;
    expect((JSON.parse(text) as { links: unknown[] }).links).toHaveLength(1);
  });
});
