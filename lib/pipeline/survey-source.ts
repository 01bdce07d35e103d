/** Goes through files without taking any of them in: which may be annotations, and which media there are. */
import "server-only";
import { availableParallelism } from "node:os";
import { rm } from "node:fs/promises";
import type { Picture } from "@/lib/annotations/pictures";
import type { AnnotationFile } from "@/lib/annotations/reader";
import { mayBeAnnotations } from "@/lib/annotations/readers";
import { hashFile } from "@/lib/media/blob-store";
import { UnusableFileError } from "@/lib/media/decode";
import { sideBySide } from "./side-by-side";
import type { SourceEntry, SourceFile, SourceProblem } from "./source-entry";

export interface SurveyedMedia extends Picture {
  readonly sha256: string;
}

export interface SurveyedSource {
  readonly beside: readonly AnnotationFile[];
  readonly media: readonly SurveyedMedia[];
  readonly failures: readonly SourceProblem[];
}

/**
 * @param measure the size of an image or a video @throws UnusableFileError
 * @param onFile called after each file
 */
export async function surveySource(
  entries: AsyncGenerator<SourceEntry>,
  measure: (file: string) => Promise<Omit<Picture, "path">>,
  onFile: (file: SourceFile) => Promise<void> = async () => undefined,
): Promise<SurveyedSource> {
  const beside: AnnotationFile[] = [];
  const media: SurveyedMedia[] = [];
  const failures: SourceProblem[] = [];
  await sideBySide(entries, availableParallelism() + 1, async (entry) => {
    if ("problem" in entry) return void failures.push(entry.problem);
    const { file } = entry;
    if (mayBeAnnotations(file.path)) beside.push(file);
    else {
      try {
        media.push({ path: file.path, ...(await measure(file.file)), sha256: await hashFile(file.file) });
      } catch (error) {
        if (!(error instanceof UnusableFileError)) throw error;
        failures.push({ path: file.path, reason: error.message });
      }
      // An archive's pictures are let go of one by one, so that they need no more room than the largest few.
      if (file.owned) await rm(file.file, { force: true });
    }
    await onFile(file);
  });
  const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
  return { beside: beside.sort(byPath), media: media.sort(byPath), failures: failures.sort(byPath) };
}
