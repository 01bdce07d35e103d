import "server-only";
import { Prisma } from "@/lib/db";
import { all, from, iso, sql } from "@/lib/sql";
import type { SavedViewDto } from "./schema";

export const listViews = (datasetId: string): Promise<SavedViewDto[]> =>
  all(
    from
      .selectFrom("saved_view")
      .select((view) => [
        "id as view_id",
        "name",
        view.ref("view").$castTo<SavedViewDto["view"]>().as("view"),
        "created_by",
        iso(view.ref("created_at")).as("created_at"),
      ])
      .where("dataset_id", "=", datasetId)
      .orderBy(sql`lower(name)`)
      .orderBy("name"),
  );

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
