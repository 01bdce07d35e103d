"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, Download, X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useEffect, type ReactNode } from "react";
import { placeholderUrl } from "@/components/media/placeholder";
import { PictureList } from "@/components/media/thumbnail";
import { IconButton } from "@/components/ui/button";
import { formatBytes, formatDuration, formatExact, formatPercent } from "@/components/ui/format";
import { Badge, Skeleton } from "@/components/ui/status";
import { itemQuery, similarQuery } from "@/lib/items/queries";
import type { ItemDto } from "@/lib/items/schema";

interface ItemViewProps {
  readonly datasetId: string;
  readonly items: readonly ItemDto[];
  readonly mediaId: string | null;
  readonly onMove: (mediaId: string) => void;
  readonly onClose: () => void;
}

/** One item, large, with everything that is known of it. Arrow keys go through the list it was opened from. */
export function ItemView({ datasetId, items, mediaId, onMove, onClose }: ItemViewProps) {
  const index = items.findIndex((item) => item.media_id === mediaId);
  const listed = items[index];
  const { data, error } = useQuery({ ...itemQuery(datasetId, mediaId ?? ""), enabled: mediaId !== null, ...(listed ? { placeholderData: listed } : {}) });
  const item = data?.media_id === mediaId ? data : listed;
  const previous = items[index - 1];
  const next = index >= 0 ? items[index + 1] : undefined;

  useEffect(() => {
    if (mediaId === null) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLVideoElement) return;
      if (event.key === "ArrowLeft" && previous) onMove(previous.media_id);
      if (event.key === "ArrowRight" && next) onMove(next.media_id);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [mediaId, previous, next, onMove]);

  return (
    <Radix.Root open={mediaId !== null} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Content aria-describedby={undefined} className="fixed inset-0 z-40 flex animate-fade-in flex-col bg-canvas md:flex-row">
          <div className="relative flex min-h-0 min-w-0 flex-1 items-center justify-center bg-sunken p-3 max-md:h-[60dvh] max-md:flex-none">
            {item ? <Picture item={item} /> : error ? <p role="alert">{error.message}</p> : <Skeleton className="size-64" />}
            <span className="absolute left-2">
              <IconButton label="Previous item" disabled={!previous} onClick={() => previous && onMove(previous.media_id)} className="bg-surface/80">
                <ChevronLeft size={22} aria-hidden />
              </IconButton>
            </span>
            <span className="absolute right-2">
              <IconButton label="Next item" disabled={!next} onClick={() => next && onMove(next.media_id)} className="bg-surface/80">
                <ChevronRight size={22} aria-hidden />
              </IconButton>
            </span>
          </div>
          <div className="flex w-full flex-col overflow-y-auto border-line bg-surface max-md:border-t md:w-80 md:border-l">
            <div className="flex items-start justify-between gap-3 border-b border-line p-4">
              <Radix.Title className="text-base font-semibold break-all">{item?.file_name ?? "Item"}</Radix.Title>
              <Radix.Close asChild>
                <IconButton label="Close" className="-mt-1.5">
                  <X size={18} aria-hidden />
                </IconButton>
              </Radix.Close>
            </div>
            {item ? <Attributes item={item} /> : null}
            {item ? <Similar datasetId={datasetId} item={item} onOpen={onMove} /> : null}
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Picture({ item }: { item: ItemDto }) {
  if (item.media_type === "video") {
    return <video key={item.media_id} controls src={item.url} poster={item.preview_url ?? undefined} className="max-h-full max-w-full" />;
  }
  const ratio = item.width && item.height ? item.width / item.height : 1.5;
  return (
    // eslint-disable-next-line @next/next/no-img-element -- previews are made at import; nothing is left to optimise
    <img
      key={item.media_id}
      src={item.preview_url ?? item.url}
      alt={item.caption ?? item.file_name}
      width={item.width ?? undefined}
      height={item.height ?? undefined}
      className="max-h-full w-auto max-w-full object-contain"
      style={{ aspectRatio: ratio, backgroundImage: item.placeholder ? `url(${placeholderUrl(item.placeholder)})` : undefined, backgroundSize: "100% 100%" }}
    />
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6.5rem_1fr] gap-2">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

const words = (values: readonly string[]) =>
  values.length === 0 ? (
    <span className="text-muted">none</span>
  ) : (
    <span className="flex flex-wrap gap-1">
      {values.map((value) => (
        <Badge key={value} tone="accent">
          {value}
        </Badge>
      ))}
    </span>
  );

function Attributes({ item }: { item: ItemDto }) {
  return (
    <>
      <dl className="grid gap-2 p-4">
        <Row name="Labels">{words(item.labels.map((label) => (item.propagated_labels.includes(label) ? `${label} (propagated)` : label)))}</Row>
        <Row name="Tags">{words(item.tags)}</Row>
        {item.issues.length > 0 ? <Row name="Issues">{words(item.issues.map((issue) => withPercent(issue, item.issue_confidences[issue])))}</Row> : null}
        {item.caption ? <Row name="Caption">{item.caption}</Row> : null}
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
        {typeof item.statistics.mean === "number" ? <Row name="Brightness">{`${item.statistics.mean} of 255 (± ${String(item.statistics.deviation)})`}</Row> : null}
        {typeof item.statistics.sharpness === "number" ? <Row name="Sharpness">{Math.round(item.statistics.sharpness).toLocaleString("en")}</Row> : null}
        {Object.entries(item.metadata).map(([name, value]) => (
          <Row key={name} name={name}>
            <MetadataValue value={value} />
          </Row>
        ))}
        <Row name="Media ID">
          <code className="text-xs break-all">{item.media_id}</code>
        </Row>
        <Row name="SHA-256">
          <code className="text-xs break-all">{item.sha256}</code>
        </Row>
      </dl>
      <a href={item.url} download={item.file_name} className="mx-4 mb-4 flex items-center gap-2 self-start rounded-md font-medium text-accent-text underline">
        <Download size={16} aria-hidden /> Original file
      </a>
    </>
  );
}

const withPercent = (word: string, share: number | undefined): string => (share === undefined ? word : `${word} ${formatPercent(share)}`);

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
/** A day stays a day wherever it is read; a time is told as it is here. */
const formatMetadataTime = (iso: string): string => (iso.endsWith("T00:00:00.000Z") ? iso.slice(0, 10) : formatExact(iso));

function MetadataValue({ value }: { value: unknown }) {
  const values = Array.isArray(value) ? (value as unknown[]) : [value];
  return values.map((one, index) => {
    const text = typeof one === "string" && ISO_TIME.test(one) ? formatMetadataTime(one) : String(one);
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

/** What looks like this item; a click opens it. */
function Similar({ datasetId, item, onOpen }: { datasetId: string; item: ItemDto; onOpen: (mediaId: string) => void }) {
  const { data, error, isPending } = useQuery({ ...similarQuery(datasetId, item.media_id), enabled: item.thumbnail_url !== null });
  return (
    <section aria-label="Similar items" className="border-t border-line p-4">
      <h3 className="mb-2 font-semibold">Similar items</h3>
      {isPending && item.thumbnail_url !== null ? (
        <div className="grid grid-cols-3 gap-1.5">
          {Array.from({ length: 6 }, (_, index) => (
            <Skeleton key={index} className="aspect-square" />
          ))}
        </div>
      ) : error ? (
        <p className="text-muted">{error.message}</p>
      ) : !data || data.items.length === 0 ? (
        <p className="text-muted">There is nothing to compare with yet.</p>
      ) : (
        <PictureList label="Similar items" items={data.items} titleOf={(name, similarity) => `${name}, ${formatPercent(similarity)} alike`} onOpen={onOpen} className="grid-cols-3 gap-1.5" />
      )}
    </section>
  );
}
