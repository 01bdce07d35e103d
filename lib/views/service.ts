/** Views that people saved: everyone who may see the dataset may use them, editors keep them. */
import { randomUUID } from "node:crypto";
import type { CurrentUser } from "@/lib/auth/service";
import { notifyDataset } from "@/lib/datasets/repository";
import { lockFor, requireDataset } from "@/lib/datasets/service";
import { queuedTransaction } from "@/lib/db";
import { ConflictError, NotFoundError } from "@/lib/errors";
import { parseSearch } from "@/lib/search/language";
import * as repository from "./repository";
import type { SavedViewDto, SaveViewInput } from "./schema";

const MAX_VIEWS = 200;

export async function listViews(user: CurrentUser, datasetId: string): Promise<SavedViewDto[]> {
  await requireDataset(user, datasetId);
  return repository.listViews(datasetId);
}

/** @throws ConflictError when the name is taken, InvalidInputError for a search that cannot be read */
export async function saveView(user: CurrentUser, datasetId: string, input: SaveViewInput): Promise<SavedViewDto> {
  return queuedTransaction(datasetId, async (tx) => {
    await lockFor(user, datasetId, "view_edit", tx);
    parseSearch(input.view.q);
    if ((await repository.countViews(datasetId, tx)) >= MAX_VIEWS)
      throw new ConflictError(`A dataset keeps at most ${MAX_VIEWS} views; delete one that nobody needs`);
    const id = randomUUID();
    if (
      !(await repository.insertView({ id, datasetId, name: input.name, view: input.view, createdBy: user.email }, tx))
    )
      throw new ConflictError(`There is a view called “${input.name}” already; choose another name`);
    await notifyDataset(datasetId, "views", tx);
    return (await repository.findView(datasetId, id, tx))!;
  });
}

export async function deleteView(user: CurrentUser, datasetId: string, viewId: string): Promise<void> {
  await queuedTransaction(datasetId, async (tx) => {
    await lockFor(user, datasetId, "view_edit", tx);
    if ((await repository.deleteView(datasetId, viewId, tx)) === 0) throw new NotFoundError("View");
    await notifyDataset(datasetId, "views", tx);
  });
}
