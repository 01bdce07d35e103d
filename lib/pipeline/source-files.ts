/** The files that a task, or a look before one, reads: an upload with the archives in it, a folder, or a prefix of a store. */
import "server-only";
import { BadRequestError } from "@/lib/errors";
import { stagedFile, stagingPath } from "@/lib/media/blob-store";
import type { ImportTaskInput } from "@/lib/operations/add-media";
import type { TaskRow } from "@/lib/tasks/implementation";
import { findUpload } from "@/lib/uploads/service";
import { listFolder, type Listing } from "./folder";
import type { SourceEntry } from "./source-entry";
import { readS3, readSource, type PassOver, type Tally } from "./sources";

export const scratchOf = (task: TaskRow): string => `${stagingPath(task.id)}-scratch`;

/** @param passOver where addresses are not to be fetched */
export async function filesOf(
  source: ImportTaskInput["source"],
  scratch: string,
  tally: Tally,
  passOver?: PassOver,
): Promise<AsyncGenerator<SourceEntry>> {
  return "s3_uri" in source
    ? readS3(source.s3_uri, scratch)
    : readSource(await listSource(source), false, scratch, tally, passOver);
}

async function listSource(source: Exclude<ImportTaskInput["source"], { s3_uri: string }>): Promise<Listing> {
  return "folder" in source ? listFolder(source.folder) : listUpload(source.upload_id);
}

/** @throws BadRequestError where it is gone */
export async function listUpload(uploadId: string): Promise<Listing> {
  const upload = await findUpload(uploadId);
  if (!upload) throw new BadRequestError("The uploaded files are gone; upload them again");
  const roots = upload.files.map((file) => ({
    path: file.path,
    file: stagedFile(upload.id, file.path),
    size: file.size,
  }));
  return { roots, problems: [] };
}
