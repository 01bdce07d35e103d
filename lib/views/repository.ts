import { db, iso, type Tx } from "@/lib/db";
import type { SavedViewDto } from "./schema";

export const listViews = (datasetId: string): Promise<SavedViewDto[]> =>
  db.$queryRaw`SELECT id AS view_id, name, view, created_by, ${iso("created_at")} AS created_at FROM saved_view WHERE dataset_id = ${datasetId}::uuid ORDER BY lower(name), name`;

/** @returns false when the dataset has another view of that name */
export async function insertView(
  view: { id: string; datasetId: string; name: string; view: object; createdBy: string },
  tx: Tx,
): Promise<boolean> {
  const count = await tx.$executeRaw`
    INSERT INTO saved_view (id, dataset_id, name, view, created_by)
    VALUES (${view.id}::uuid, ${view.datasetId}::uuid, ${view.name}, ${JSON.stringify(view.view)}::jsonb, ${view.createdBy}) ON CONFLICT DO NOTHING`;
  return count === 1;
}

export const countViews = (datasetId: string, tx: Tx): Promise<number> => tx.savedView.count({ where: { datasetId } });

export const findView = async (datasetId: string, id: string, tx: Tx): Promise<SavedViewDto | null> =>
  (
    await tx.$queryRaw<
      SavedViewDto[]
    >`SELECT id AS view_id, name, view, created_by, ${iso("created_at")} AS created_at FROM saved_view WHERE dataset_id = ${datasetId}::uuid AND id = ${id}::uuid`
  )[0] ?? null;

export const deleteView = (datasetId: string, id: string, tx: Tx): Promise<number> =>
  tx.$executeRaw`DELETE FROM saved_view WHERE dataset_id = ${datasetId}::uuid AND id = ${id}::uuid`;
