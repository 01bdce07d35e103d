import "server-only";
import { db, iso, Prisma } from "@/lib/db";
import type { SavedViewDto } from "./schema";

export const listViews = (datasetId: string): Promise<SavedViewDto[]> =>
  db.$queryRaw`SELECT id AS view_id, name, view, created_by, ${iso("created_at")} AS created_at FROM saved_view WHERE dataset_id = ${datasetId}::uuid ORDER BY lower(name), name`;

export async function findView(datasetId: string, id: string): Promise<SavedViewDto | null> {
  return (await listViews(datasetId)).find((view) => view.view_id === id) ?? null;
}

/** Part of the gate's statement. */
export const insertViewSql = (view: { id: string; name: string; view: object; createdBy: string }): Prisma.Sql =>
  Prisma.sql`INSERT INTO saved_view (id, dataset_id, name, view, created_by)
    SELECT ${view.id}::uuid, gate.id, ${view.name}, ${JSON.stringify(view.view)}::jsonb, ${view.createdBy} FROM gate`;

/** Part of the gate's statement. */
export const deleteViewSql = (id: string): Prisma.Sql =>
  Prisma.sql`DELETE FROM saved_view v USING gate WHERE v.dataset_id = gate.id AND v.id = ${id}::uuid`;
