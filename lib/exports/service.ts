/** Taking versions out: as files that are made while they are read. */
import "server-only";
import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { linkFactsOf, requireDataset } from "@/lib/access/service";
import type { CurrentUser } from "@/lib/auth/service";
import { commit } from "@/lib/commits/gate";
import { ForbiddenError, InvalidInputError, NotFoundError } from "@/lib/errors";
import { openForRead } from "@/lib/items/service";
import { rangedResponse } from "@/lib/media/ranged-response";
import { exportTaskInput, type ExportOptions, type ExportTaskInput } from "@/lib/operations/export";
import type { ItemSelection } from "@/lib/search/schema";
import { selectedItems } from "@/lib/search/selection";
import { requireTask } from "@/lib/tasks/service";
import { toRuns } from "@/lib/versioning/runs";
import { FORMATS } from "./formats/all";
import { fileNameOf } from "./file-names";
import { expiryOf, exportUrl, isValidExportLink } from "./links";
import { exportDigest, planOf } from "./plans";
import { findCompletedExport } from "./repository";
import type { ExportPreviewDto, ExportRequest, ExportStatusDto } from "./schema";

/** All that the file follows from, as the version is now. @throws NotFoundError, InvalidInputError */
async function inputOf(user: CurrentUser, datasetId: string, asked: ExportRequest): Promise<ExportTaskInput> {
  const { export_format, variant, include_images, snapshot_id, ...selection } = asked;
  const options: ExportOptions = { export_format, variant, include_images };
  const { dataset, open } = await openForRead(user, datasetId, { snapshot_id });
  const refusal = FORMATS[options.export_format].refuses?.(options) ?? null;
  if (refusal !== null) throw InvalidInputError.at(["query", "include_images"], refusal);
  const chosen = isEverything(selection) ? null : await selectedItems(open, selection);
  return {
    ...options,
    state_id: open.id,
    snapshot_id: snapshot_id ?? null,
    item_numbers: chosen && toRuns(chosen.toUint32Array()).map(([first, last]) => [first, last]),
    dataset: {
      id: dataset.id,
      name: dataset.display_name,
      description: dataset.description,
      created_at: dataset.created_at,
    },
    exported_by: user.email,
  };
}

/** Whether nothing is picked out; what was everything at another state may be less than what is there now. */
const isEverything = ({ q = "", ...rest }: ItemSelection): boolean =>
  q.trim() === "" && Object.values(rest).every((value) => value === undefined);

/** What the file would be: how long, and what it would not say. @throws NotFoundError, InvalidInputError */
export async function previewExport(
  user: CurrentUser,
  datasetId: string,
  asked: ExportRequest,
): Promise<ExportPreviewDto> {
  const { items, bytes, losses } = await planOf(await inputOf(user, datasetId, asked));
  return { items, bytes, losses };
}

/** Starts an EXPORT task. @throws NotFoundError, InvalidInputError */
export const startExport = async (
  user: CurrentUser,
  datasetId: string,
  asked: ExportRequest,
): Promise<{ task_id: string }> => restartExport(user, datasetId, await inputOf(user, datasetId, asked));

/** Starts one again, of the same version. */
export function restartExport(
  user: CurrentUser,
  datasetId: string,
  input: ExportTaskInput,
): Promise<{ task_id: string }> {
  const id = randomUUID();
  return commit(user, datasetId, "export", (dataset) => ({
    effects: {
      task: {
        id,
        type: "EXPORT" as const,
        datasetId: dataset.id,
        datasetName: dataset.display_name,
        user,
        input: { ...input, exported_by: user.email },
        ...(input.snapshot_id === null ? {} : { sourceSnapshotId: input.snapshot_id }),
      },
      tells: "task" as const,
    },
    answer: () => ({ task_id: id }),
  }));
}

/** What an EXPORT task leaves with its record. */
export interface ExportResult {
  readonly file_name: string;
  readonly items: number;
  readonly bytes: number;
  readonly losses: ExportStatusDto["losses"];
  readonly download_uri: string;
}

/** How an export stands. @throws NotFoundError for one of another dataset */
export async function exportStatus(user: CurrentUser, datasetId: string, exportId: string): Promise<ExportStatusDto> {
  const dataset = await requireDataset(user, datasetId);
  const task = await requireTask(user, exportId);
  if (task.type !== "EXPORT" || task.dataset_id !== datasetId) throw new NotFoundError("Export");
  const aborted = task.status === "ABORTED";
  const result = task.status === "COMPLETED" ? (task.result as ExportResult) : null;
  const expires = expiryOf(task.start_time);
  return {
    id: task.id,
    export_format: exportTaskInput.parse(task.input).export_format,
    status: task.status === "ABORTED" ? "FAILED" : task.status,
    progress: task.progress,
    status_message: task.status_message,
    error_message: aborted ? "The export was aborted" : task.error_message,
    download_uri: result && expires.getTime() > Date.now() ? exportUrl(dataset, task.id, expires) : null,
    expires_at: result && expires.toISOString(),
    file_name: result?.file_name ?? null,
    items: result?.items ?? null,
    bytes: result?.bytes ?? null,
    losses: result?.losses ?? [],
  };
}

/** The file, or a part of it, for whoever holds a signed link. @throws ForbiddenError, NotFoundError */
export async function downloadExport(request: Request, datasetId: string, exportId: string): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const facts = await linkFactsOf(datasetId);
  const dataset = facts && !facts.in_trash ? { id: datasetId, link_epoch: facts.link_epoch } : null;
  const expires = Number(query.get("expires"));
  if (!dataset || !isValidExportLink(dataset, exportId, expires, query.get("signature") ?? ""))
    throw new ForbiddenError("This link is not valid, was revoked or has expired. Export again.");
  const found = await findCompletedExport(datasetId, exportId);
  if (found === null) throw new NotFoundError("Export");
  const input = exportTaskInput.parse(found);
  const plan = await planOf(input);
  return rangedResponse(request, {
    size: plan.bytes,
    etag: `"${exportDigest(input)}"`,
    headers: {
      "content-type": plan.mime,
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(fileNameOf(input.dataset.name, input, plan.extension))}`,
      // What is packed on the way has no length, and no part that could be asked for.
      "cache-control": "private, no-transform, max-age=3600",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
    },
    read: (start, end) => Readable.from(plan.read(start, end), { objectMode: false }),
  });
}
