/** Views that people saved: everyone who may see the dataset may use them, editors keep them. */
import "server-only";
import { randomUUID } from "node:crypto";
import type { CurrentUser } from "@/lib/auth/service";
import { requireDataset } from "@/lib/access/service";
import { commit } from "@/lib/commits/gate";
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
  const id = randomUUID();
  await commit(user, datasetId, "view_edit", async () => {
    parseSearch(input.view.q);
    // Views change with the dataset's version, so neither the number nor the names are others when this is written.
    const views = await repository.listViews(datasetId);
    if (views.length >= MAX_VIEWS)
      throw new ConflictError(`A dataset keeps at most ${MAX_VIEWS} views; delete one that nobody needs`);
    if (views.some((view) => view.name === input.name))
      throw new ConflictError(`There is a view called “${input.name}” already; choose another name`);
    const rows = repository.insertViewSql({ id, name: input.name, view: input.view, createdBy: user.email });
    return { effects: { rows, tells: "views" }, answer: () => undefined };
  });
  return (await repository.findView(datasetId, id))!;
}

export async function deleteView(user: CurrentUser, datasetId: string, viewId: string): Promise<void> {
  await commit(user, datasetId, "view_edit", async () => {
    if (!(await repository.findView(datasetId, viewId))) throw new NotFoundError("View");
    return { effects: { rows: repository.deleteViewSql(viewId), tells: "views" }, answer: () => undefined };
  });
}
