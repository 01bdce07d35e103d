/** The trail of 100,000 changes: a page of it, what a person changed, what differs from a version, and taking a large edit back. */
import type pg from "pg";
import type { CurrentUser } from "@/lib/auth/service";

type Measure = (name: string, n: number, work: (run: number) => Promise<unknown>) => Promise<unknown>;

const EVENTS = 100_000;

/** @param edit a large edit of this dataset @param since a snapshot from before it */
export async function measureActivity(
  user: CurrentUser,
  datasetId: string,
  { edit, since }: { readonly edit: string; readonly since: string },
  admin: pg.Client,
  measure: Measure,
): Promise<void> {
  const { listActivity, listActivityFilters } = await import("@/lib/activity/service");
  const { editWords } = await import("@/lib/edits/edit-words");
  const { revertEvent } = await import("@/lib/edits/undo");
  const { listItems } = await import("@/lib/items/service");
  const { listItemsQuery } = await import("@/lib/items/schema");
  const page = (q: string) => listItems(user, datasetId, listItemsQuery.parse({ q, limit: 60 }));
  const { items } = await page("");
  const touch = (n: number) =>
    editWords(user, datasetId, "tag", n % 2 ? "remove" : "add", { item_ids: [items[n % items.length]!.media_id] }, [
      "trail",
    ]);
  const { edit_id } = await touch(0);

  const taken = { partial: false, dry_run: false };
  await measure("take-back-10pct-told", 6, () => revertEvent(user, datasetId, edit, { ...taken, dry_run: true }));
  let last = edit;
  await measure("take-back-10pct", 6, async () => {
    last = (await revertEvent(user, datasetId, last, taken)).edit_id!;
  });

  await admin.query(
    `INSERT INTO dataset_event (dataset_id, kind, actor, from_state, to_state, detail, items)
     SELECT dataset_id, kind, 'person-' || n % 10 || '@test.example', from_state, to_state, detail, items FROM dataset_event, generate_series(1, $2) AS n WHERE id = $1`,
    [edit_id, EVENTS],
  );
  await admin.query("ANALYZE dataset_event");
  const first = await listActivity(user, datasetId, {});
  await measure("activity-page", 60, () => listActivity(user, datasetId, {}));
  await measure("activity-page-person", 60, () => listActivity(user, datasetId, { actor: user.email }));
  const middle = String(Number(first.events[0]!.event_id) - EVENTS / 2);
  await measure("activity-page-middle", 60, () => listActivity(user, datasetId, { cursor: middle }));
  await measure("activity-filters", 20, () => listActivityFilters(user, datasetId));

  await measure("search-by-first", 1, () => page(`by:${user.email}`));
  await measure("search-by", 40, (n) => page(`by:${user.email} -tag:tag-${n}`));
  await measure("search-by-edited", 20, async (n) => {
    await touch(n);
    return page(`by:${user.email}`);
  });
  await measure("search-by-10k-changes", 1, () => page("by:person-1@test.example"));
  await measure("search-changed-event", 40, (n) => page(`changed:event=${edit} -tag:tag-${n}`));
  await measure("search-changed-since", 20, async (n) => {
    // Another head each time, so nothing that was compared before is of use.
    await touch(n + 1);
    return page(`changed:since=${since}`);
  });
}
