import type { ExportOptions } from "@/lib/operations/export";
import { shortened } from "@/lib/text";

/** What a file is called: what it is a version of, then its form. @param extension with its period */
export function fileNameOf(dataset: string, { export_format, variant }: ExportOptions, extension: string): string {
  const base = shortened(dataset.replace(/[^\p{L}\p{N}._ -]+/gu, "_"), 100);
  return `${base}-${export_format === "yolo" ? `yolo-${variant}` : export_format}${extension}`;
}
