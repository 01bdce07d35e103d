import "server-only";
import { first, from, iso, lit } from "@/lib/sql";

/** When a state came to be; null where it is not kept any more. */
export async function findStateTime(id: string): Promise<string | null> {
  const row = await first(
    from
      .selectFrom("state")
      .select(({ ref }) => iso(ref("created_at")).as("created_at"))
      .where("id", "=", id),
  );
  return row?.created_at ?? null;
}

/** What a completed export works on; null where there is none such. */
export async function findCompletedExport(datasetId: string, id: string): Promise<unknown> {
  const row = await first(
    from
      .selectFrom("task")
      .select("input")
      .where("id", "=", id)
      .where("dataset_id", "=", datasetId)
      .where("type", "=", lit("EXPORT"))
      .where("status", "=", lit("COMPLETED")),
  );
  return row?.input ?? null;
}
