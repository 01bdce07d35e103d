/** The picture that stands for a dataset: a file that is sent, one of its items, or one fetched from an address. */
import "server-only";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { CurrentUser } from "@/lib/auth/service";
import { commit, nothingToDo, requireOperation, type Decision } from "@/lib/commits/gate";
import { getDataset, operationOf, updateDataset } from "@/lib/datasets/service";
import type { DatasetDto, UpdateDatasetInput } from "@/lib/datasets/schema";
import { InvalidInputError, PayloadTooLargeError } from "@/lib/errors";
import { getItem } from "@/lib/items/service";
import { UnusableFileError } from "@/lib/media/decode";
import { findSizes, insertMedia } from "@/lib/media/records";
import { storeMedia } from "@/lib/media/store-media";
import { LimitError, limiter } from "@/lib/pipeline/limiter";
import { fetchRemote, RemoteError } from "@/lib/pipeline/remote";

const MAX_COVER_BYTES = 50 * 1024 * 1024;

/** @param sha256 content that is kept already; null for no cover of its own @throws NotFoundError, ForbiddenError */
async function setCover(user: CurrentUser, datasetId: string, sha256: string | null): Promise<DatasetDto> {
  await commit(user, datasetId, "dataset_describe", (dataset): Decision<void> => {
    if (dataset.chosen_cover === sha256) return nothingToDo(undefined);
    const event = { kind: "describe" as const, actor: user.email, detail: { fields: ["cover"] } };
    return { effects: { details: { cover_sha256: sha256 }, event, tells: "details" }, answer: () => undefined };
  });
  return getDataset(user, datasetId);
}

/** @throws NotFoundError for an item that the dataset does not have */
export async function coverFromItem(user: CurrentUser, datasetId: string, mediaId: string): Promise<DatasetDto> {
  await requireOperation(user, datasetId, "dataset_describe");
  return setCover(user, datasetId, (await getItem(user, datasetId, mediaId, {})).sha256);
}

/** @throws InvalidInputError for what is no picture, PayloadTooLargeError */
export async function coverFromFile(user: CurrentUser, datasetId: string, body: Readable): Promise<DatasetDto> {
  await requireOperation(user, datasetId, "dataset_describe");
  const sha256 = await stored("file", async (file) => {
    try {
      await pipeline(body, limiter(MAX_COVER_BYTES), createWriteStream(file));
    } catch (error) {
      if (error instanceof LimitError)
        throw new PayloadTooLargeError(`A cover image has at most ${MAX_COVER_BYTES / 1024 / 1024} MB`);
      throw error;
    }
  });
  return setCover(user, datasetId, sha256);
}

/**
 * Changes a dataset, and fetches the cover that it is to have from its address first: what cannot be fetched, or is no picture,
 * changes nothing. @throws InvalidInputError, NotFoundError, ForbiddenError
 */
export async function patchDataset(user: CurrentUser, id: string, input: UpdateDatasetInput): Promise<DatasetDto> {
  const { cover_image_url: address } = input;
  if (!address) return updateDataset(user, id, input);
  await requireOperation(user, id, operationOf(input));
  const sha256 = await stored("cover_image_url", async (file) => {
    try {
      await fetchRemote(address, file);
    } catch (error) {
      if (error instanceof RemoteError) throw refused("cover_image_url", error.message);
      throw error;
    }
  });
  return updateDataset(user, id, input, sha256);
}

const refused = (field: string, why: string) =>
  InvalidInputError.at(["body", field], `The cover cannot be used: ${why}`);

/** Keeps a picture. @returns its sha256 @throws InvalidInputError for what is none */
async function stored(field: string, write: (file: string) => Promise<void>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "stillframe-cover-"));
  try {
    const file = path.join(folder, "cover");
    await write(file);
    const { sha256, row } = await storeMedia({ file, size: (await stat(file)).size, owned: false });
    // What is kept already was measured when it came.
    const kind = row ? row.media.kind : (await findSizes([sha256])).get(sha256)?.kind;
    if (kind !== "image") throw refused(field, "it is no picture");
    if (row) await insertMedia([row]);
    return sha256;
  } catch (error) {
    if (error instanceof UnusableFileError) throw refused(field, error.message);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
