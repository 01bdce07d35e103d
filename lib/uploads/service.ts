/** Files that people send, kept in a staging area until an operation has read them. */
import "server-only";
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm, statfs } from "node:fs/promises";
import type { Readable } from "node:stream";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { CurrentUser } from "@/lib/auth/service";
import { assertNotBlocked } from "@/lib/operations/rules";
import { requireDataset } from "@/lib/access/service";
import { settings } from "@/lib/env";
import { AppError, BadRequestError, ifMissing, isSystemError, NotFoundError, PayloadTooLargeError } from "@/lib/errors";
import { stagedFile, stagingPath } from "@/lib/media/blob-store";
import { cleanPath } from "./paths";
import * as repository from "./repository";

export type UploadPurpose = "media" | "custom_metadata" | "annotation_import";

/** Opens a staging area for files that an operation on a dataset will read. */
export async function openUpload(
  user: CurrentUser,
  datasetId: string,
  purpose: UploadPurpose = "media",
): Promise<{ upload_id: string }> {
  const dataset = await requireDataset(user, datasetId, "pipeline.run");
  assertNotBlocked(
    purpose !== "media" ? purpose : dataset.status === "DRAFT" ? "dataset_creation" : "media_addition",
    dataset,
  );
  const upload = await repository.insertUpload({ id: randomUUID(), datasetId, userId: user.id });
  await mkdir(stagingPath(upload.id), { recursive: true });
  return { upload_id: upload.id };
}

const DISK_FULL = "The server's disk is almost full; free some space and try again";
const LOW_DISK_BYTES = 512 * 1024 * 1024;

/** @throws PayloadTooLargeError when the disk that a folder lies on is almost full */
export async function assertRoom(folder: string): Promise<void> {
  const disk = await statfs(folder).catch(ifMissing(null));
  if (disk && disk.bavail * disk.bsize < LOW_DISK_BYTES) throw new PayloadTooLargeError(DISK_FULL);
}

/** Streams one file into the staging area. A file that breaks off half-way is not kept. */
export async function stageFile(
  user: CurrentUser,
  datasetId: string,
  uploadId: string,
  filePath: string,
  body: Readable,
): Promise<{ path: string; size: number }> {
  // A sender that goes away while we are still asking the database must find a listener, or the process ends.
  body.on("error", () => undefined);
  await requireDataset(user, datasetId, "pipeline.run");
  const upload = await repository.findUpload(uploadId);
  if (!upload || upload.dataset_id !== datasetId || upload.user_id !== user.id) throw new NotFoundError("Upload");
  const clean = cleanPath(filePath);
  const limit = settings().maxUploadBytes;
  await assertRoom(stagingPath(uploadId));
  const target = stagedFile(uploadId, clean);
  const part = `${target}.${randomUUID()}.part`;
  let size = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      size += chunk.length;
      if (size > limit)
        next(new PayloadTooLargeError(`${clean} is larger than the limit of ${Math.round(limit / 1024 / 1024)} MB`));
      else next(null, chunk);
    },
  });
  try {
    await mkdir(stagingPath(uploadId), { recursive: true });
    await pipeline(body, counter, createWriteStream(part));
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true });
    if (isSystemError(error) && error.code === "ENOSPC") throw new PayloadTooLargeError(DISK_FULL);
    // Trouble with our own file ends the body with an error too.
    if (body.errored && !(error instanceof AppError) && !isSystemError(error))
      throw new BadRequestError(`The upload of ${clean} broke off. Nothing of it was kept; send it again.`);
    throw error;
  }
  await repository.recordUploadFile(uploadId, clean, size);
  return { path: clean, size };
}

/** An upload with its files, for the operation that reads them; null when it is gone. */
export const findUpload = repository.findUpload;

/** Drops an upload and its files, once what they were sent for is done. */
export async function discardUpload(id: string): Promise<void> {
  await rm(stagingPath(id), { recursive: true, force: true });
  await repository.deleteUpload(id);
}
