"use client";

import { History, ImageOff, Users } from "lucide-react";
import clsx from "clsx";
import { memo, useMemo } from "react";
import { Link } from "@/components/ui/link";
import { describeMedia, plural } from "@/components/ui/format";
import { ProgressBar } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import type { DatasetDto } from "@/lib/datasets/schema";
import { firstLineOf } from "@/components/ui/plain-text";
import { ChooseBox } from "./choose-box";
import { DatasetMenu } from "./dataset-menu";
import { StarButton } from "./star-button";
import { StatusBadge } from "./status-badge";
import type { Toggle } from "./use-chosen-datasets";

/** Stands for a dataset in lists of them; its shape is known before the picture is. */
export function Cover({ url, className = "", lazy }: { url: string | null; className?: string; lazy?: boolean }) {
  return (
    <div className={`aspect-3/2 overflow-hidden bg-sunken ${className}`}>
      {url ? (
        // eslint-disable-next-line @next/next/no-img-element -- thumbnails are made at import; nothing is left to optimise
        <img
          src={url}
          alt=""
          width={3}
          height={2}
          decoding="async"
          loading={lazy ? "lazy" : undefined}
          className="size-full object-cover"
        />
      ) : (
        <div className="grid size-full place-items-center text-muted">
          <ImageOff size={28} aria-hidden />
        </div>
      )}
    </div>
  );
}

interface DatasetCardProps {
  readonly dataset: DatasetDto;
  readonly isChosen: boolean;
  /** Whether any is. */
  readonly isChoosing: boolean;
  readonly onToggle: Toggle;
  /** Below the fold: its picture is read once somebody scrolls there. */
  readonly isFar: boolean;
}

/** A dataset in the inventory: what it holds, what it was last kept as, and what goes on. */
export const DatasetCard = memo(function DatasetCard({
  dataset,
  isChosen,
  isChoosing,
  onToggle,
  isFar,
}: DatasetCardProps) {
  const { display_name: name, active_task: task, last_snapshot: snapshot } = dataset;
  const line = useMemo(() => firstLineOf(dataset.description), [dataset.description]);
  return (
    <li
      aria-label={name}
      className={clsx(
        "group relative flex flex-col overflow-hidden rounded-lg bg-surface shadow-sm transition [contain-intrinsic-size:auto_21rem] [content-visibility:auto] focus-within:ring-accent hover:shadow-md motion-reduce:transition-none",
        isChosen ? "ring-2 ring-accent" : "ring-1 ring-line hover:ring-line-strong",
      )}
    >
      <Cover url={dataset.cover_image_url} lazy={isFar} />
      <ChooseBox
        dataset={dataset}
        isChosen={isChosen}
        onToggle={onToggle}
        className={clsx(
          "absolute! top-1.5 left-1.5 z-10 bg-surface/90 shadow-sm",
          // Once one is chosen all can be; before that the pictures come first.
          !isChoosing && "opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100",
        )}
      />
      <div className="flex flex-1 flex-col gap-1.5 p-3">
        <div className="flex items-start gap-1">
          <h2 className="min-w-0 flex-1 truncate pt-1 text-base font-semibold" dir="auto">
            <Link href={`/datasets/${dataset.id}`} className="after:absolute after:inset-0" title={name}>
              {name}
            </Link>
          </h2>
          <div className="relative z-10 -mt-1 -mr-1.5 flex">
            <StarButton dataset={dataset} />
            <DatasetMenu dataset={dataset} />
          </div>
        </div>
        {line ? (
          <p className="truncate text-muted" dir="auto" title={line}>
            {line}
          </p>
        ) : null}
        <p className="flex flex-wrap items-center gap-x-3 text-muted">
          <span>{describeMedia(dataset)}</span>
          {dataset.people > 1 ? (
            <span className="flex items-center gap-1">
              <Users size={13} aria-hidden /> {plural(dataset.people, "person", "people")}
            </span>
          ) : null}
        </p>
        {task ? (
          <div className="grid gap-1">
            <p className="truncate text-[13px] text-muted" title={task.status_message}>
              {task.status_message}
            </p>
            <ProgressBar percent={task.progress_percentage} label={`${task.task_type} of ${name}`} />
          </div>
        ) : null}
        <div className="mt-auto grid gap-1.5 pt-1 text-[13px] text-muted">
          {snapshot ? (
            <p className="flex min-w-0 items-center gap-1.5">
              <History size={13} aria-hidden className="shrink-0" />
              <span className="sr-only">Last snapshot</span>
              <span className="truncate" dir="auto" title={`Last snapshot: ${snapshot.snapshot_name}`}>
                {snapshot.snapshot_name}
              </span>
              <span className="relative z-10 shrink-0">
                <Time iso={snapshot.created_at} />
              </span>
            </p>
          ) : null}
          <div className="flex items-center justify-between gap-2">
            <StatusBadge status={dataset.status} />
            <span className="relative z-10 flex gap-1">
              Created <Time iso={dataset.created_at} />
            </span>
          </div>
        </div>
      </div>
    </li>
  );
});
