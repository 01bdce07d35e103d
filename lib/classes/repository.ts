import "server-only";
import { all, from, ints, sql } from "@/lib/sql";

/** The labels of the objects that revisions hold, each once, by name. */
export async function findObjectLabels(lineageId: string, revisions: readonly number[]): Promise<string[]> {
  const rows = await all(
    from
      .selectFrom("revision")
      .innerJoin(sql<{ value: unknown }>`jsonb_array_elements(payload)`.as<"object">(sql`object (value)`), (join) =>
        join.onTrue(),
      )
      .select(sql<string>`object.value->>'label'`.as("label"))
      .distinct()
      .where("lineage_id", "=", lineageId)
      .where("facet", "=", "objects")
      .where("revision_no", "=", ints(revisions)),
  );
  return rows.flatMap(({ label }) => label ?? []).sort();
}
