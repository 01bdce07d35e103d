/** Bringing media in and indexing it: uploads into the staging area, then a task. */
import { countUploadFiles, findUpload } from "@/lib/uploads/repository";
import type { CurrentUser } from "@/lib/auth/service";
import { lockFor, requireDataset } from "@/lib/datasets/service";
import { queuedTransaction } from "@/lib/db";
import { settings } from "@/lib/env";
import { BadRequestError, InvalidInputError, NotFoundError } from "@/lib/errors";
import { listModels } from "@/lib/models/registry";
import { startTask } from "@/lib/tasks/service";
import type { ImportOptions, ImportTaskInput, ReindexInput } from "./schema";

/** Starts the task that turns staged files into items: DATASET_CREATION on a draft, else MEDIA_ADDITION. */
export async function startImport(
  user: CurrentUser,
  datasetId: string,
  source: ImportTaskInput["source"],
  options: ImportOptions,
): Promise<{ task_id: string }> {
  const { status } = await requireDataset(user, datasetId, "pipeline.run");
  const operation = status === "DRAFT" ? "dataset_creation" : "media_addition";
  return queuedTransaction(datasetId, async (tx) => {
    const dataset = await lockFor(user, datasetId, operation, tx);
    if ("s3_uri" in source && !settings().s3)
      throw new BadRequestError("S3 sources are not enabled on this server (STILLFRAME_S3_SOURCES=1 enables them)");
    if ("upload_id" in source) {
      const upload = await findUpload(source.upload_id);
      if (!upload || upload.datasetId !== datasetId) throw new NotFoundError("Upload");
      if ((await countUploadFiles(source.upload_id, tx)) === 0) throw new BadRequestError("No files were uploaded");
    }
    const creation = operation === "dataset_creation";
    const task_id = await startTask(tx, user, dataset, {
      type: creation ? "DATASET_CREATION" : "MEDIA_ADDITION",
      input: { ...options, source },
      status: creation ? "INDEXING" : "READ_ONLY",
      takesRevision: !creation,
    });
    return { task_id };
  });
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
  return queuedTransaction(datasetId, async (tx) => {
    const dataset = await lockFor(user, datasetId, "reindex", tx);
    return {
      task_id: await startTask(tx, user, dataset, { type: "REINDEX", input, status: "READ_ONLY", takesRevision: true }),
    };
  });
}
