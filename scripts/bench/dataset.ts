/** The items that benches work on: names, folders, labels, tags and clusters as a large collection has them. */
import { commitChange } from "./commit-change";
import { randomUUID } from "node:crypto";
import type { CurrentUser } from "@/lib/auth/service";
import type { FileToRecord } from "@/lib/pipeline/record-items";

const ADJECTIVES = ["bright", "quiet", "wooden", "rusty", "northern", "small", "crowded", "empty", "golden", "winding"];
export const BENCH_CLUSTERS = 60;

/** One file of the bench's data set. @param random 0–1, called the same number of times for every file */
export function benchFile(index: number, sha256: string, random: () => number): FileToRecord {
  const sets = [
    random() < 0.02 ? "kind:video" : "kind:image",
    "indexed",
    `label:class-${Math.floor(random() ** 2 * 30)}`,
  ];
  for (let tag = 0; tag < 60; tag += 1) if (random() < 0.3 / (tag + 2)) sets.push(`tag:tag-${tag}`);
  const name = `${ADJECTIVES[index % 10]}_${ADJECTIVES[Math.floor(index / 10) % 10]}_street_${(index * 7919) % 1_000_003}.jpg`;
  return { path: `batch-${index % 100}/${name}`, sha256, sets };
}

/** Makes files, whose media rows are there, items of a dataset by the product's own bulk path, with a score for each as an index run writes it. */
export async function loadFiles(
  user: CurrentUser,
  datasetId: string,
  files: readonly FileToRecord[],
  random: () => number,
): Promise<void> {
  const { db } = await import("@/lib/db");
  const { UNIQUENESS } = await import("@/lib/indexing/rules");
  const { changeOfAdditions, recordItems } = await import("@/lib/pipeline/record-items");
  const { Column, fractionToValue } = await import("@/lib/versioning/columns");
  const { LIVE } = await import("@/lib/versioning/names");
  const { lineageId } = await db.dataset.findUniqueOrThrow({ where: { id: datasetId } });
  const { additions } = await recordItems(lineageId, randomUUID(), files);
  const scores = new Map([
    [UNIQUENESS, Column.of(additions.get(LIVE)!.map((item) => [item, fractionToValue(random())]))],
  ]);
  await commitChange(user, datasetId, { kind: "add_media", detail: {} }, (head) =>
    changeOfAdditions(head, additions, { sets: new Map(), columns: scores }),
  );
}
