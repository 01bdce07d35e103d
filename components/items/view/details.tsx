"use client";

import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { PictureList } from "@/components/media/thumbnail";
import { Button } from "@/components/ui/button";
import { useActions } from "@/components/workspace/use-actions";
import { formatBytes, formatDuration, formatExact, formatPercent } from "@/components/ui/format";
import { Loaded } from "@/components/ui/loaded";
import { Badge, Skeleton } from "@/components/ui/status";
import { exifQuery, similarQuery } from "@/lib/items/queries";
import { Caption } from "./caption";
import { useOpenItem } from "./open-item";
import { Row } from "./row";
import { Words } from "./words";

/** What is known of an item, with what can be changed of it. */
export function Details() {
  const { item, caption } = useOpenItem();
  return (
    <>
      <dl className="grid gap-2 p-4">
        <Row name="Labels">
          <Words kind="label" />
        </Row>
        <Row name="Tags">
          <Words kind="tag" />
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
        <Row name="Caption" wide={caption.draft !== null}>
          <Caption />
        </Row>
        {item.captions.length > 1 ? (
          <Row name="More captions">
            <ol className="grid gap-1">
              {item.captions.slice(1).map((caption, index) => (
                <li key={index} dir="auto">
                  {caption}
                </li>
              ))}
            </ol>
          </Row>
        ) : null}
        {item.split ? <Row name="Split">{item.split}</Row> : null}
        {item.license ? <Row name="Licence">{item.license}</Row> : null}
        {item.source_url ? (
          <Row name="Source">
            <a
              href={item.source_url}
              rel="noreferrer noopener"
              target="_blank"
              className="break-all text-accent-text underline"
            >
              {item.source_url}
            </a>
          </Row>
        ) : null}
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
          <code className="text-xs">{item.media_id}</code>
        </Row>
        <Row name="SHA-256">
          <code className="text-xs">{item.sha256}</code>
        </Row>
      </dl>
      <a
        href={item.url}
        download={item.file_name}
        className="mx-4 mb-4 flex items-center gap-2 self-start pointer-coarse:min-h-12 rounded-md font-medium text-accent-text underline"
      >
        <Download size={16} aria-hidden /> Original file
      </a>
    </>
  );
}

const withPercent = (word: string, share: number | undefined): string =>
  share === undefined ? word : `${word} ${formatPercent(share)}`;

/** What a camera wrote into the file; asked for when it is opened. */
export function Exif() {
  const { datasetId, item, snapshotId } = useOpenItem();
  const [open, setOpen] = useState(false);
  const exif = useQuery({ ...exifQuery(datasetId, item.media_id, snapshotId), enabled: open });
  return (
    <details className="border-t border-line p-4" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer font-semibold pointer-coarse:py-3">EXIF</summary>
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
export function Similar() {
  const { datasetId, item, snapshotId, openItem } = useOpenItem();
  const { showSimilarTo } = useActions();
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
                onOpen={openItem}
                className="grid-cols-3 gap-1.5"
              />
              <Button variant="ghost" className="mt-2 -ml-3" onClick={() => showSimilarTo(item.media_id)}>
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
