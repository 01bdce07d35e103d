/** Bringing media in and indexing it: uploads into the staging area, then a task. */
import "server-only";
import { findUpload } from "@/lib/uploads/service";
import type { CurrentUser } from "@/lib/auth/service";
import { requireDataset } from "@/lib/access/service";
import { startOperation } from "@/lib/commits/start-operation";
import { settings } from "@/lib/env";
import { BadRequestError, InvalidInputError, NotFoundError } from "@/lib/errors";
import { listModels } from "@/lib/models/registry";
import type { ReindexInput } from "@/lib/operations/reindex";
import type { AnnotationImportInput } from "@/lib/operations/annotation-import";
import type { ImportOptions, ImportTaskInput } from "@/lib/operations/add-media";

/** Starts the task that turns staged files into items: DATASET_CREATION on a draft, else MEDIA_ADDITION. */
export async function startImport(
  user: CurrentUser,
  datasetId: string,
  source: ImportTaskInput["source"],
  options: ImportOptions,
): Promise<{ task_id: string }> {
  const { status } = await requireDataset(user, datasetId, "pipeline.run");
  return startOperation(user, datasetId, status === "DRAFT" ? "dataset_creation" : "media_addition", async () => {
    if ("s3_uri" in source && !settings().s3)
      throw new BadRequestError("S3 sources are not enabled on this server (STILLFRAME_S3_SOURCES=1 enables them)");
    if ("upload_id" in source) await requireUpload(datasetId, source.upload_id);
    return { input: { ...options, source } };
  });
}

/** Starts the task that gives items what annotation files say of them. */
export function startAnnotationImport(
  user: CurrentUser,
  datasetId: string,
  input: AnnotationImportInput,
): Promise<{ task_id: string }> {
  return startOperation(user, datasetId, "annotation_import", async () => {
    await requireUpload(datasetId, input.upload_id);
    return { input };
  });
}

/** Whoever may change the dataset may go on with what was sent for it. @throws NotFoundError, BadRequestError */
export async function requireUpload(datasetId: string, uploadId: string): Promise<void> {
  const upload = await findUpload(uploadId);
  if (!upload || upload.dataset_id !== datasetId) throw new NotFoundError("Upload");
  if (upload.files.length === 0) throw new BadRequestError("No files were uploaded");
}

/** @throws InvalidInputError for a model that cannot be used here */
export async function startReindex(
  user: CurrentUser,
  datasetId: string,
  input: ReindexInput = {},
): Promise<{ task_id: string }> {
  await requireDataset(user, datasetId, "pipeline.run");
  if (
    input.embedding_model &&
    !(await listModels()).some(
      (model) => model.type === "embedding" && model.id === input.embedding_model && model.status === "ACTIVE",
    )
  ) {
    throw InvalidInputError.at(
      ["body", "embedding_model"],
      `There is no embedding model “${input.embedding_model}” that can be used here`,
    );
  }
  return startOperation(user, datasetId, "reindex", () => ({ input }));
}
