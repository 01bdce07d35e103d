import "server-only";
import exifr from "exifr";
import { isSystemError } from "@/lib/errors";

/** Tags by name; null for a file without them, or with a block that is damaged: neither makes a picture unusable. */
export async function readExif(
  source: string | Uint8Array,
  options: Parameters<typeof exifr.parse>[1],
): Promise<Record<string, unknown> | null> {
  try {
    return ((await exifr.parse(source, options)) as Record<string, unknown> | undefined) ?? null;
  } catch (error) {
    // The parser throws whatever its offsets lead to; only a file that cannot be read is something else.
    if (isSystemError(error)) throw error;
    return null;
  }
}
