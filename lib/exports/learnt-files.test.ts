import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { LearntExport } from "./learn";
import { LearntEntries, type LearntEntry } from "./learnt-entries";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "stillframe-learnt-"));
  vi.stubEnv("STILLFRAME_DATA_DIR", folder);
  vi.stubEnv("AUTH_SECRET", "unit tests sign with this and nothing else");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const learnt = (entries: number): LearntExport => ({
  surveyed: {
    survey: {
      items: entries,
      entries: [],
      nextClass: 0,
      classes: [],
      labels: [],
      licenses: [],
      splits: [],
      keypoints: 0,
      lists: {},
    },
    before: [{ a: 1 }],
    carriedBefore: [0],
    leftOut: { 1: [4] },
    moved: [[3, "a (2).jpg"]],
  },
  losses: [{ what: "tags", unit: "values", why: "no place", count: 2 }],
  texts: [{ path: "a.json", crc32: 1, sha256: "00", sizes: [1, 2], afters: ["YQ=="] }],
  entries: LearntEntries.of(Array.from({ length: entries }, (_none, index) => entryOf(index))),
});
const entryOf = (index: number): LearntEntry => ({
  path: `${index % 7 ? "media" : "labels"}/\u2028${index}\n日${"é".repeat(index % 60)}.jpg`,
  size: index * 2 ** 30,
  crc32: 0xffff_ffff - index,
  kind: index % 7 ? "media" : "labels",
  shard: index % 2 ? "" : "train",
  index,
  of: index % 3 ? "ab".repeat(32) : { block: index, ...(index % 2 ? { at: 1 } : {}), which: 3 },
});

describe("what was learnt of an export", () => {
  it.each([0, 1, 1_000, 2_500])("is read as it was kept, with %d entries", async (entries) => {
    const { keepLearnt, readLearnt } = await import("./learnt-files");
    await keepLearnt(`digest ${entries}`, learnt(entries));
    const read = (await readLearnt(`digest ${entries}`))!;
    expect(read).toEqual(learnt(entries));
    expect([...read.entries]).toEqual(Array.from({ length: entries }, (_none, index) => entryOf(index)));
  });

  it("takes some hundred bytes of memory for each file, and knows the folders that they lie in", () => {
    const { entries } = learnt(20_000);
    expect(entries.bytes / 20_000).toBeLessThan(180);
    expect(entries.folders).toEqual([
      { kind: "labels", root: "labels", together: true },
      { kind: "media", root: "media", together: true },
    ]);
    entries.add({ ...entryOf(1), path: "val/cat/a.jpg" });
    expect(entries.folders[1]).toEqual({ kind: "media", root: "media", together: false });
  });

  it("is nothing where there is no file, and where a file is not whole", async () => {
    const { keepLearnt, readLearnt } = await import("./learnt-files");
    const told = vi.spyOn(console, "error").mockImplementation(() => undefined);
    expect(await readLearnt("none")).toBeNull();
    expect(told).not.toHaveBeenCalled();
    await keepLearnt("cut", learnt(2_500));
    const [name] = (await readdir(path.join(folder, "exports"))).filter((file) => file.startsWith("cut"));
    const file = path.join(folder, "exports", name!);
    const lines = (await readFile(file, "utf8")).split("\n");
    await writeFile(file, lines.slice(0, 2).join("\n") + "\n");
    expect(await readLearnt("cut")).toBeNull();
    await writeFile(file, "");
    expect(await readLearnt("cut")).toBeNull();
    expect(told).toHaveBeenCalledTimes(2);
  });
});
