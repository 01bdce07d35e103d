import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { LearntExport } from "./learn";

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
    survey: { items: entries, entries: [], classes: [], labels: [], licenses: [], splits: [], keypoints: 0, lists: {} },
    before: [{ a: 1 }],
    carriedBefore: [0],
    leftOut: { 1: [4] },
    moved: [[3, "a (2).jpg"]],
  },
  losses: [{ what: "tags", unit: "values", why: "no place", count: 2 }],
  texts: [{ path: "a.json", crc32: 1, sha256: "00", sizes: [1, 2], afters: ["YQ=="] }],
  entries: Array.from({ length: entries }, (_none, index) => ({
    path: `media/\u2028${index}\n日.jpg`,
    size: index,
    crc32: 0xffff_ffff - index,
    kind: "media",
    shard: index % 2 ? "" : "train",
    index,
    of: index % 3 ? "ab".repeat(32) : { block: index, at: 1, which: 0 },
  })),
});

describe("what was learnt of an export", () => {
  it.each([0, 1, 1_000, 2_500])("is read as it was kept, with %d entries", async (entries) => {
    const { keepLearnt, readLearnt } = await import("./learnt-files");
    await keepLearnt(`digest ${entries}`, learnt(entries));
    expect(await readLearnt(`digest ${entries}`)).toEqual(learnt(entries));
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
