/** Collecting from files that a test writes out. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { collectAnnotations, type CollectOptions } from "./collect";
import type { FoundObject } from "@/lib/objects/model";
import type { Picture } from "./pictures";

/** What is told of each picture, objects included, and of the files. @param pictures paths (of 100 × 100 pixels) or pictures */
export async function collectFrom(
  files: Readonly<Record<string, string | Uint8Array>>,
  pictures: readonly (string | Picture)[],
  options?: CollectOptions,
) {
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-annotations-"));
  try {
    const written = await Promise.all(
      Object.entries(files).map(async ([name, content], index) => {
        const bytes = Buffer.from(content as string);
        const file = path.join(folder, String(index));
        await writeFile(file, bytes);
        return { path: name, file, size: bytes.length };
      }),
    );
    const collected = await collectAnnotations(
      written,
      pictures.map((picture) => (typeof picture === "string" ? { path: picture, width: 100, height: 100 } : picture)),
      options,
    );
    const found = new Map(
      [...collected.byPath].map(([name, one]) => {
        const { labels, captions, split, license, source_url } = one;
        const said = {
          tags: [...one.tags],
          propagated: [...one.propagated],
          models: [...one.models],
          called: one.called,
          metadata: one.metadata(),
        };
        const words = { labels: [...labels], captions, split, license, source_url, objects: one.objects() };
        // What few formats say is told where something was said.
        return [name, one.called === null ? words : { ...words, said }] as const;
      }),
    );
    const { problems, problemCount, losses, classes, fields, formats, byKind, byClass } = collected;
    const others = collected.others.map((file) => file.path);
    const counts = { ...collected.pictures };
    const said = new Map([...collected.byPath].map(([name, one]) => [name, one.metadata()]));
    /** How they are written with ids of ours; null where a file gave others. */
    const texts = new Map(
      [...collected.byPath].map(([name, one]) => [name, one.written((at) => `id ${at}`)?.json ?? null]),
    );
    collected.close();
    const objects = (name: string): FoundObject[] => found.get(name)?.objects ?? [];
    return {
      found,
      objects,
      texts,
      metadata: (name: string) => said.get(name) ?? null,
      problems,
      problemCount,
      losses,
      classes,
      fields,
      formats,
      byKind,
      byClass,
      others,
      counts,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

export const box = (label: string, col_x: number, row_y: number, width: number, height: number) => ({
  type: "box",
  label,
  col_x,
  row_y,
  width,
  height,
});
