/** Items that share a few pictures, each with boxes of its own. */
import { mkdir, stat } from "node:fs/promises";
import path from "node:path";
import type { CurrentUser } from "@/lib/auth/service";
import { commitChange } from "./commit-change";
import { benchFile, loadFiles } from "./dataset";

export const BOXES = 5;

interface Box {
  readonly object_id: string;
  readonly type: "box";
  readonly label: string;
  readonly col_x: number;
  readonly row_y: number;
  readonly width: number;
  readonly height: number;
}
export const boxesOf = (item: number): Box[] =>
  Array.from({ length: BOXES }, (_none, box) => ({
    object_id: `00000000-0000-4000-8000-${String(item * BOXES + box).padStart(12, "0")}`,
    type: "box",
    label: `class-${(item + box) % 30}`,
    col_x: ((item * 7) % 400) + box * 13.25,
    row_y: ((item * 11) % 300) + box * 7.5,
    width: 40 + box,
    height: 30 + ((item + box) % 50),
  }));

/** Makes such a dataset. @param folder where its pictures are drawn */
export async function loadBoxes(user: CurrentUser, folder: string, items: number): Promise<string> {
  const { createDataset, getDataset } = await import("@/lib/datasets/service");
  const { insertMedia } = await import("@/lib/media/repository");
  const { storeMedia } = await import("@/lib/media/store-media");
  const { replaceRevisions, writeFacet } = await import("@/lib/revisions/write-revisions");
  const { bitmapOfSet, loadSets, openState } = await import("@/lib/states/service");
  const { revisionSet } = await import("@/lib/versioning/names");
  const { drawInto } = await import("@/prisma/factories");
  const { planScenes, randomFrom } = await import("@/prisma/scenes");
  const pictures = path.join(folder, "pictures");
  await mkdir(pictures);
  const hashes: string[] = [];
  for (const { name } of await drawInto(pictures, planScenes(20, 3))) {
    const file = path.join(pictures, name);
    const { sha256, row } = await storeMedia({ file, size: (await stat(file)).size, owned: false });
    if (row) await insertMedia([row]);
    hashes.push(sha256);
  }
  const { dataset_id: id } = await createDataset(user, { name: "Boxes" });
  const random = randomFrom(1);
  await loadFiles(
    user,
    id,
    Array.from({ length: items }, (_none, index) => ({
      ...benchFile(index, hashes[index % hashes.length]!, random),
      sets: ["kind:image", `split:${index % 10 === 0 ? "val" : "train"}`],
    })),
    random,
  );
  const STEP = 100_000;
  for (let start = 0; start < items; start += STEP) {
    const head = await openState((await getDataset(user, id)).state_id);
    const { LIVE } = await import("@/lib/versioning/names");
    const live = bitmapOfSet(await loadSets(head, [LIVE]), LIVE).toUint32Array();
    const payloads = new Map([...live.subarray(start, start + STEP)].map((item, at) => [item, boxesOf(start + at)]));
    const written = await writeFacet(head, "objects", payloads);
    await commitChange(user, id, { kind: "reindex", detail: {} }, async (now) => {
      const shown = await loadSets(now, [revisionSet("objects")]);
      return { sets: new Map([replaceRevisions((name) => bitmapOfSet(shown, name), written)]) };
    });
  }
  return id;
}
