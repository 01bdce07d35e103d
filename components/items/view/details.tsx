"use client";

import { useQuery } from "@tanstack/react-query";
import { Download, Pencil } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useDialogs } from "@/components/dialogs/context";
import { PictureList } from "@/components/media/thumbnail";
import { Button, IconButton } from "@/components/ui/button";
import { formatBytes, formatDuration, formatExact, formatPercent, formatValue } from "@/components/ui/format";
import { Loaded } from "@/components/ui/loaded";
import { Badge, Skeleton } from "@/components/ui/status";
import { exifQuery, similarQuery } from "@/lib/items/queries";
import type { ItemDto } from "@/lib/items/schema";
import type { Edits } from "../use-edits";
import type { ItemEditor } from "./use-item-editor";
import { Words } from "./words";

interface DetailsProps {
  readonly datasetId: string;
  readonly stateId: string;
  readonly item: ItemDto;
  readonly blocked: string | null;
  readonly edits: Edits;
  readonly editor: ItemEditor;
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6.5rem_1fr] gap-2">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

/** What is known of an item, with what can be changed of it. */
export function Details({ datasetId, stateId, item, blocked, edits, editor }: DetailsProps) {
  const words = { datasetId, stateId, item, blocked, edits };
  return (
    <>
      <dl className="grid gap-2 p-4">
        <Row name="Labels">
          <Words {...words} kind="label" />
        </Row>
        <Row name="Tags">
          <Words {...words} kind="tag" />
        </Row>
        {item.issues.length > 0 ? (
          <Row name="Issues">
            <span className="flex flex-wrap gap-1">
              {item.issues.map((issue) => (
                <Badge key={issue} tone="warn">
                  {withPercent(issue, item.issue_confidences[issue])}
                </Badge>
              ))}
            </span>
          </Row>
        ) : null}
        <Row name="Caption">
          <Caption item={item} blocked={blocked} editor={editor} />
        </Row>
        <Row name="Path">{item.file_path}</Row>
        <Row name="Type">{item.mime_type}</Row>
        {item.width && item.height ? (
          <Row name="Size">
            {item.width} × {item.height} px
          </Row>
        ) : null}
        {item.duration_ms ? <Row name="Length">{formatDuration(item.duration_ms)}</Row> : null}
        <Row name="File size">{formatBytes(item.file_size)}</Row>
        {item.taken_at ? <Row name="Taken">{formatExact(item.taken_at)}</Row> : null}
        <Row name="Added">{formatExact(item.created_at)}</Row>
        {item.cluster_id ? <Row name="Cluster">{item.subcluster_id ?? item.cluster_id}</Row> : null}
        {item.uniqueness_score === null ? null : <Row name="Uniqueness">{formatPercent(item.uniqueness_score)}</Row>}
        {typeof item.statistics.mean === "number" ? (
          <Row name="Brightness">{`${item.statistics.mean} of 255 (± ${String(item.statistics.deviation)})`}</Row>
        ) : null}
        {typeof item.statistics.sharpness === "number" ? (
          <Row name="Sharpness">{Math.round(item.statistics.sharpness).toLocaleString("en")}</Row>
        ) : null}
        <Row name="Media ID">
          <code className="text-xs break-all">{item.media_id}</code>
        </Row>
        <Row name="SHA-256">
          <code className="text-xs break-all">{item.sha256}</code>
        </Row>
      </dl>
      <a
        href={item.url}
        download={item.file_name}
        className="mx-4 mb-4 flex items-center gap-2 self-start rounded-md font-medium text-accent-text underline"
      >
        <Download size={16} aria-hidden /> Original file
      </a>
      <Metadata datasetId={datasetId} stateId={stateId} item={item} blocked={blocked} editor={editor} edits={edits} />
    </>
  );
}

const withPercent = (word: string, share: number | undefined): string =>
  share === undefined ? word : `${word} ${formatPercent(share)}`;

function Caption({ item, blocked, editor }: Pick<DetailsProps, "item" | "blocked" | "editor">) {
  // The etag of the item that the change begins with.
  const [editing, setEditing] = useState<string | null>(null);
  if (editing === null) {
    return (
      <span className="flex items-start gap-1">
        <span className={item.caption ? "min-w-0 break-words" : "text-muted"}>{item.caption ?? "none"}</span>
        <IconButton
          label="Edit caption"
          title={blocked ?? undefined}
          disabled={blocked !== null}
          onClick={() => setEditing(item.etag)}
          className="-mt-1 size-7!"
        >
          <Pencil size={13} aria-hidden />
        </IconButton>
      </span>
    );
  }
  return (
    <form
      className="grid gap-1.5"
      data-keeps-escape
      onKeyDown={(event) => event.key === "Escape" && setEditing(null)}
      onSubmit={(event) => {
        event.preventDefault();
        const text = String(new FormData(event.currentTarget).get("caption")).trim();
        editor.save({ caption: text === "" ? null : text }, editing, () => setEditing(null));
      }}
    >
      <textarea
        name="caption"
        aria-label="Caption"
        rows={4}
        maxLength={5000}
        defaultValue={item.caption ?? ""}
        autoFocus
        className="w-full rounded-md border border-line-strong bg-surface p-2"
      />
      <span className="flex justify-end gap-1.5">
        <Button className="h-7!" onClick={() => setEditing(null)}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" className="h-7!" disabled={editor.saving}>
          Save
        </Button>
      </span>
    </form>
  );
}

function MetadataValue({ value }: { value: unknown }) {
  const values = Array.isArray(value) ? (value as unknown[]) : [value];
  return values.map((one, index) => {
    const text = formatValue(one);
    return (
      <span key={index} className="block">
        {/^https?:\/\//.test(text) ? (
          <a href={text} target="_blank" rel="noreferrer noopener" className="break-all text-accent-text underline">
            {text}
          </a>
        ) : (
          text
        )}
      </span>
    );
  });
}

function Metadata({ datasetId, stateId, item, blocked, editor, edits }: DetailsProps) {
  const dialogs = useDialogs();
  const entries = Object.entries(item.metadata);
  const edit = () =>
    dialogs.open({
      name: "field",
      datasetId,
      stateId,
      count: 1,
      // A field that the item has is saved against what was on screen; a new one cannot overwrite anything.
      onSubmit: (change) => {
        if (Object.hasOwn(item.metadata, change.field))
          editor.save({ metadata: without({ ...item.metadata, [change.field]: change.value }) as never }, item.etag);
        else
          void edits.field(
            { request: { item_ids: [item.media_id] }, has: (itemNo) => itemNo === item.item_no, count: 1 },
            change,
          );
      },
    });
  return (
    <section aria-label="Metadata" className="border-t border-line p-4">
      <div className="mb-2 flex items-center justify-between">
        <h3 className="font-semibold">Metadata</h3>
        <IconButton
          label="Edit metadata"
          title={blocked ?? undefined}
          disabled={blocked !== null}
          onClick={edit}
          className="size-7!"
        >
          <Pencil size={13} aria-hidden />
        </IconButton>
      </div>
      {entries.length === 0 ? (
        <p className="text-muted">none</p>
      ) : (
        <dl className="grid gap-2">
          {entries.map(([name, value]) => (
            <Row key={name} name={name}>
              <MetadataValue value={value} />
            </Row>
          ))}
        </dl>
      )}
    </section>
  );
}

function without(metadata: Record<string, unknown>): Record<string, unknown> | null {
  const kept = Object.entries(metadata).filter(([, value]) => value !== null);
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

/** What a camera wrote into the file; asked for when it is opened. */
export function Exif({ datasetId, item, snapshotId }: { datasetId: string; item: ItemDto; snapshotId: string | null }) {
  const [open, setOpen] = useState(false);
  const exif = useQuery({ ...exifQuery(datasetId, item.media_id, snapshotId), enabled: open });
  return (
    <details className="border-t border-line p-4" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer font-semibold">EXIF</summary>
      <div className="pt-2">
        <Loaded
          query={exif}
          skeleton={<Skeleton className="h-16" />}
          empty={{
            when: (data) => Object.keys(data).length === 0,
            show: <p className="text-muted">The file has none.</p>,
          }}
        >
          {(data) => (
            <dl className="grid gap-1 text-[13px]">
              {Object.entries(data).map(([name, value]) => (
                <Row key={name} name={name}>
                  {value}
                </Row>
              ))}
            </dl>
          )}
        </Loaded>
      </div>
    </details>
  );
}

const NOTHING_TO_COMPARE = <p className="text-muted">There is nothing to compare with yet.</p>;

/** What looks like this item; a click opens it. */
export function Similar({
  datasetId,
  item,
  snapshotId,
  onOpen,
  onShowAll,
}: {
  datasetId: string;
  item: ItemDto;
  snapshotId: string | null;
  onOpen: (mediaId: string) => void;
  onShowAll: () => void;
}) {
  const hasPicture = item.thumbnail_url !== null;
  const similar = useQuery({ ...similarQuery(datasetId, item.media_id, snapshotId), enabled: hasPicture });
  return (
    <section aria-label="Similar items" className="border-t border-line p-4">
      <h3 className="mb-2 font-semibold">Similar items</h3>
      {hasPicture ? (
        <Loaded
          query={similar}
          skeleton={
            <div className="grid grid-cols-3 gap-1.5">
              {Array.from({ length: 6 }, (_, index) => (
                <Skeleton key={index} className="aspect-square" />
              ))}
            </div>
          }
          empty={{ when: ({ items }) => items.length === 0, show: NOTHING_TO_COMPARE }}
        >
          {({ items }) => (
            <>
              <PictureList
                label="Similar items"
                items={items}
                titleOf={(name, similarity) => `${name}, ${formatPercent(similarity)} alike`}
                onOpen={onOpen}
                className="grid-cols-3 gap-1.5"
              />
              <Button variant="ghost" className="mt-2 -ml-3" onClick={onShowAll}>
                Show all in the grid
              </Button>
            </>
          )}
        </Loaded>
      ) : (
        NOTHING_TO_COMPARE
      )}
    </section>
  );
}
