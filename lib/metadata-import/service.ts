/** Use cases of custom metadata: look into a file, import it, or send values for one field over REST. */
import "server-only";
import { randomUUID } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { CurrentUser } from "@/lib/auth/service";
import { requireDataset } from "@/lib/access/service";
import { assertNotBlocked } from "@/lib/operations/rules";
import { commit } from "@/lib/commits/gate";
import type { NewTask } from "@/lib/commits/effects";
import { startOperation } from "@/lib/commits/start-operation";
import { BadRequestError, ConflictError, NotFoundError } from "@/lib/errors";
import { stagedFile } from "@/lib/media/blob-store";
import { findUpload } from "@/lib/uploads/service";
import { openUpload, stageFile } from "@/lib/uploads/service";
import { openState, type OpenState } from "@/lib/states/service";
import { MAX_JSON_BYTES, readTable, tableFormatOf, type TableRow } from "@/lib/tables/read-table";
import { requireTask } from "@/lib/tasks/service";
import { shortened } from "@/lib/text";
import { assertFieldsFit, fieldOf } from "@/lib/fields/field-sets";
import { matchShare } from "./match-items";
import { suggestType } from "@/lib/fields/rules";
import { type MetadataColumn, type MetadataPreview, type MetadataResult, type MetadataTaskStatus } from "./schema";
import { KEYS, metadataTaskInput, type FieldInput, type ImportMetadataInput } from "@/lib/operations/custom-metadata";

const PREVIEW_ROWS = 1_000;
const SHOWN_ROWS = 8;
const SAMPLES = 3;
const MISFITS = 5;
const MISFIT_LENGTH = 60;
const KEY_SAMPLE = 50;
/** Values of this size and less are looked at before the task starts, so that a mistake is answered at once. */
const CHECKED_BYTES = 4 * 1024 * 1024;

async function requireStaged(user: CurrentUser, datasetId: string, uploadId: string, path: string): Promise<void> {
  const upload = await findUpload(uploadId);
  if (
    !upload ||
    upload.dataset_id !== datasetId ||
    upload.user_id !== user.id ||
    !upload.files.some((file) => file.path === path)
  )
    throw new NotFoundError("Upload");
}

const cellText = (value: unknown): string =>
  shortened(
    value instanceof Date
      ? value.toISOString()
      : value === null || value === undefined
        ? ""
        : typeof value === "object"
          ? JSON.stringify(value)
          : String(value as string | number | boolean),
    200,
  );

const misfitText = (text: string): string =>
  text.length > MISFIT_LENGTH ? shortened(text, MISFIT_LENGTH + 1, "…") : text;

async function describeColumn(open: OpenState, name: string, rows: readonly TableRow[]): Promise<MetadataColumn> {
  const cells = rows.map((row) => row[name]);
  const values = cells.filter((value) => cellText(value).trim() !== "");
  let key: MetadataColumn["key"] = null;
  for (const candidate of KEYS)
    if (key === null && (await matchShare(open, candidate, values.slice(0, KEY_SAMPLE))) > 0.5) key = candidate;
  const { type, misfits } = suggestType(cells);
  return {
    name,
    key,
    detected_type: type,
    misfits: {
      count: misfits.length,
      samples: misfits.slice(0, MISFITS).map((at) => ({ row: at + 1, value: misfitText(cellText(cells[at])) })),
    },
    samples: [...new Set(values.map(cellText))].slice(0, SAMPLES),
  };
}

/** The columns of a staged file, what type each seems to have, and which of them names items. @throws BadRequestError */
export async function previewMetadata(
  user: CurrentUser,
  datasetId: string,
  input: { upload_id: string; path: string },
): Promise<MetadataPreview> {
  const dataset = await requireDataset(user, datasetId, "pipeline.run");
  await requireStaged(user, datasetId, input.upload_id, input.path);
  const rows: TableRow[] = [];
  let more = false;
  for await (const batch of readTable(
    stagedFile(input.upload_id, input.path),
    tableFormatOf(input.path),
    MAX_JSON_BYTES.web,
  )) {
    more = rows.length + batch.length > PREVIEW_ROWS;
    rows.push(...batch.slice(0, PREVIEW_ROWS - rows.length));
    if (more) break;
  }
  if (rows.length === 0) throw new BadRequestError("The file has no rows");
  const open = await openState(dataset.head_state_id);
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => name !== "");
  const columns: MetadataColumn[] = [];
  for (const name of names) columns.push(await describeColumn(open, name, rows));
  return {
    columns,
    rows: rows.slice(0, SHOWN_ROWS).map((row) => Object.fromEntries(names.map((name) => [name, cellText(row[name])]))),
    rows_read: rows.length,
    more,
  };
}

/** Starts the import of a staged file. */
export async function startMetadataImport(
  user: CurrentUser,
  datasetId: string,
  source: ImportMetadataInput,
): Promise<{ task_id: string }> {
  await requireDataset(user, datasetId, "pipeline.run");
  tableFormatOf(source.path);
  return startOperation(user, datasetId, "custom_metadata", async (dataset) => {
    await requireStaged(user, datasetId, source.upload_id, source.path);
    assertFieldsFit(await openState(dataset.head_state_id), source.fields.map(fieldOf));
    return { input: { source } };
  });
}

/** Makes a task that waits for the values of one field; it holds nothing until they come. */
export async function createMetadataTask(
  user: CurrentUser,
  datasetId: string,
  field: FieldInput,
): Promise<{ task_id: string }> {
  return commit(user, datasetId, "custom_metadata", async (dataset) => {
    assertFieldsFit(await openState(dataset.head_state_id), [fieldOf(field)]);
    const task: NewTask = {
      id: randomUUID(),
      type: "CUSTOM_METADATA",
      datasetId,
      datasetName: dataset.display_name,
      user,
      input: { field },
    };
    return {
      effects: { task: { ...task, waits: "Waiting for values" }, tells: "task" },
      answer: () => ({ task_id: task.id }),
    };
  });
}

async function requireMetadataTask(user: CurrentUser, datasetId: string, taskId: string) {
  const task = await requireTask(user, taskId);
  if (task.dataset_id !== datasetId || task.type !== "CUSTOM_METADATA") throw new NotFoundError("Task");
  return task;
}

/** Takes the values of a waiting task, `[{media_id, value}]` as JSON (or a .csv or .parquet with those columns), and starts it. */
export async function sendMetadataValues(
  user: CurrentUser,
  datasetId: string,
  taskId: string,
  fileName: string,
  body: Readable,
): Promise<{ task_id: string }> {
  const dataset = await requireDataset(user, datasetId, "pipeline.run");
  const task = await requireMetadataTask(user, datasetId, taskId);
  const { field, source } = metadataTaskInput.parse(task.input);
  if (!field || source || task.status !== "INITIALIZING")
    throw new ConflictError("This task has its values already. Make a new task for more.");
  assertNotBlocked("custom_metadata", dataset);
  const format = tableFormatOf(fileName);
  const { upload_id } = await openUpload(user, datasetId, "custom_metadata");
  const { path } = await stageFile(user, datasetId, upload_id, `values.${format}`, body);
  await checkJson(stagedFile(upload_id, path), format);
  const input = {
    field,
    source: {
      upload_id,
      path,
      key: "media_id",
      key_column: "media_id",
      fields: [{ ...field, column: "value" }],
    } satisfies ImportMetadataInput,
  };
  return startOperation(user, datasetId, "custom_metadata", async () => {
    if ((await requireMetadataTask(user, datasetId, taskId)).status !== "INITIALIZING")
      throw new ConflictError("This task is over, or has started already");
    return { input, waitingTaskId: taskId };
  });
}

/** A small body that is no list of objects is refused at once; a large one by its task. */
async function checkJson(file: string, format: string): Promise<void> {
  if (format !== "json" || (await stat(file)).size > CHECKED_BYTES) return;
  let rows: unknown;
  try {
    rows = JSON.parse(await readFile(file, "utf8"));
  } catch {
    throw new BadRequestError("The body is not valid JSON");
  }
  if (!Array.isArray(rows)) throw new BadRequestError('Send a list: [{"media_id": "…", "value": …}]');
}

export async function getMetadataTask(
  user: CurrentUser,
  datasetId: string,
  taskId: string,
): Promise<MetadataTaskStatus> {
  await requireDataset(user, datasetId);
  const task = await requireMetadataTask(user, datasetId, taskId);
  const { inserted_rows, error_count, sample_errors } = (task.result as MetadataResult | null) ?? {
    inserted_rows: 0,
    error_count: 0,
    sample_errors: [],
  };
  return { task_id: task.id, status: task.status, progress: task.progress, inserted_rows, error_count, sample_errors };
}
