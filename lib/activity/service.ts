/** Everything that changed a dataset's data, as people read it. */
import "server-only";
import { requireDataset } from "@/lib/access/service";
import type { CurrentUser } from "@/lib/auth/service";
import { findTouchedItemsOf } from "@/lib/commits/events";
import { NOT_KEPT } from "@/lib/edits/undo";
import { presentItems } from "@/lib/items/present";
import { changeWords, snapshotsNamedBy } from "@/lib/operations/event-words";
import { HEAD_EVENT_KINDS, isRevertible, parseHeadEvent, type HeadEventRecord } from "@/lib/operations/events";
import { openState } from "@/lib/states/service";
import { bitmapOf, membersFrom } from "@/lib/versioning/bitmap";
import * as repository from "./repository";
import type { EventRow } from "./repository";
import type { ActivityEntry, ActivityFilters, ActivityPage, ActivityQuery } from "./schema";

const PAGE = 30;
/** Items of an entry that are shown. */
const SHOWN = 4;

/** Newest first. The number of queries does not depend on how many entries there are. @throws NotFoundError */
export async function listActivity(
  user: CurrentUser,
  datasetId: string,
  { cursor, actor, kind, event, limit: asked }: ActivityQuery,
): Promise<ActivityPage> {
  const limit = Number(asked ?? PAGE);
  const dataset = await requireDataset(user, datasetId);
  const rows = await repository.findEvents(datasetId, { before: cursor, actor, kind, event, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const records = page.flatMap((row) => {
    const record = parseHeadEvent(row.kind, row.detail);
    // A record that no declaration fits any more says nothing that anyone could rely on.
    return record ? [{ row, record }] : [];
  });
  const ids = page.map(({ id }) => id);
  const [touched, takenBack, names, head] = await Promise.all([
    findTouchedItemsOf(ids),
    repository.findTakenBack(datasetId, ids),
    repository.findSnapshotNames(
      datasetId,
      records.flatMap(({ record }) => snapshotsNamedBy(record)),
    ),
    openState(dataset.head_state_id),
  ]);
  const shown = new Map(
    ids.map((id) => {
      const items = touched.get(id);
      return [id, items ? membersFrom(items, 0, SHOWN) : []] as const;
    }),
  );
  const items = new Map(
    (await presentItems(head, bitmapOf([...shown.values()].flat()).toArray(), dataset)).map((item) => [
      item.item_no,
      item,
    ]),
  );
  const present = (row: EventRow, record: HeadEventRecord): ActivityEntry => {
    const refusal = refusalOf(row);
    return {
      event_id: row.id,
      at: row.created_at,
      actor: row.actor,
      kind: record.kind,
      words: changeWords(record, (id) => names.get(id) ?? null),
      changed: countOf(record) ?? touched.get(row.id)?.size ?? null,
      task_id: row.task_id,
      via: row.via && { kind: row.via, name: row.key_name },
      before_state_id: row.from_state,
      after_state_id: row.to_state,
      revertible: refusal === null,
      refusal,
      taken_back: takenBack.has(row.id),
      items: shown.get(row.id)!.flatMap((number) => {
        const item = items.get(number);
        if (!item) return [];
        const { media_id, file_name, thumbnail_url, placeholder } = item;
        return [{ media_id, file_name, thumbnail_url, placeholder }];
      }),
    };
  };
  return {
    events: records.map(({ row, record }) => present(row, record)),
    next_cursor: rows.length > limit ? page.at(-1)!.id : null,
  };
}

const countOf = ({ detail }: HeadEventRecord): number | null =>
  "changed" in detail && typeof detail.changed === "number" ? detail.changed : null;

function refusalOf({ kind, from_state, to_state, is_kept }: EventRow): string | null {
  if (!isRevertible({ kind, from_state })) return "This is where the dataset began.";
  if (from_state === to_state) return "It changed nothing.";
  return is_kept ? null : NOT_KEPT;
}

/** Whose changes there are, and of what kinds. @throws NotFoundError */
export async function listActivityFilters(user: CurrentUser, datasetId: string): Promise<ActivityFilters> {
  await requireDataset(user, datasetId);
  const { actors, kinds } = await repository.findFilters(datasetId);
  return { actors, kinds: HEAD_EVENT_KINDS.filter((kind) => kinds.includes(kind)) };
}
