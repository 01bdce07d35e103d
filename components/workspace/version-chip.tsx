"use client";

import { useQuery } from "@tanstack/react-query";
import { Camera, ChevronDown, Undo2 } from "lucide-react";
import * as Popover from "@radix-ui/react-popover";
import { useRef, useState } from "react";
import { useDialogs } from "@/components/dialogs/context";
import { changeWords, countOfChanges, differs } from "@/components/snapshots/change-words";
import { Button } from "@/components/ui/button";
import { plural } from "@/components/ui/format";
import { Name } from "@/components/ui/name";
import { Skeleton } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import type { DatasetDto } from "@/lib/datasets/schema";
import { restorePreviewQuery, snapshotQuery } from "@/lib/snapshots/queries";
import type { ComparisonDto, SnapshotDto } from "@/lib/snapshots/schema";
import { SnapshotsBlocked } from "./way-out";

/** The version that one stands on and how far the data has moved from it, with what can be done about that. */
export function VersionChip({ dataset }: { dataset: DatasetDto }) {
  const hasVersions = dataset.snapshots_enabled && dataset.status !== "DRAFT" && dataset.status !== "INDEXING";
  const current = useQuery({ ...snapshotQuery(dataset.id, "current"), enabled: hasVersions });
  const version = current.data;
  const { data: comparison } = useQuery({
    ...restorePreviewQuery(dataset.id, version?.snapshot_id ?? ""),
    enabled: version !== undefined,
  });
  if (!hasVersions || current.error) return null;
  if (!version) return <Skeleton className="h-9 w-44 max-w-full" />;
  return <Chip dataset={dataset} version={version} comparison={comparison} />;
}

interface ChipProps {
  readonly dataset: DatasetDto;
  readonly version: SnapshotDto;
  /** The head compared with it, once that is known. */
  readonly comparison: ComparisonDto | undefined;
}

function Chip({ dataset, version, comparison }: ChipProps) {
  const [open, setOpen] = useState(false);
  const dialogs = useDialogs();
  const chosenRef = useRef<(() => void) | null>(null);
  const choose = (action: () => void) => {
    chosenRef.current = action;
    setOpen(false);
  };
  // As in menus: what was chosen begins once the focus is back on the chip, where its dialog returns it.
  const runChosen = () => {
    const action = chosenRef.current;
    chosenRef.current = null;
    if (action) queueMicrotask(action);
  };
  const count = comparison ? countOfChanges(comparison) : 0;
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <button
          type="button"
          title={version.snapshot_name}
          className="flex h-9 min-w-0 items-center gap-1.5 rounded-md bg-sunken px-2.5 text-[13px] hover:bg-line pointer-coarse:min-h-[40px]"
        >
          <span className="sr-only">Version: </span>
          <bdi className="min-w-0 truncate font-medium">{version.snapshot_name}</bdi>
          {count > 0 ? (
            <span className="shrink-0 text-accent-text">
              <span className="text-muted">·</span> {plural(count, "change")}
            </span>
          ) : null}
          <ChevronDown size={14} aria-hidden className="shrink-0 text-muted" />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Version"
          onCloseAutoFocus={runChosen}
          className="z-30 grid max-h-(--radix-popover-content-available-height) w-[min(22rem,calc(100vw-1rem))] animate-fade-in grid-cols-[minmax(0,1fr)] gap-3 overflow-y-auto rounded-lg border border-line bg-raised p-4 shadow-xl"
        >
          <div className="grid gap-0.5">
            <p className="font-semibold">
              <Name>{version.snapshot_name}</Name>
            </p>
            <p className="text-[13px] text-muted">
              Saved <Time iso={version.created_at} />
            </p>
          </div>
          <Since comparison={comparison} />
          <div className="grid gap-2">
            <Button
              variant="primary"
              disabled={dataset.can.snapshot_create !== null}
              onClick={() => choose(() => dialogs.open({ name: "create-snapshot", dataset }))}
            >
              <Camera size={16} aria-hidden /> Create a snapshot
            </Button>
            {comparison && differs(comparison) ? (
              <Button
                disabled={dataset.can.snapshot_restore !== null}
                title={dataset.can.snapshot_restore ?? undefined}
                onClick={() => choose(() => dialogs.open({ name: "restore-snapshot", dataset, entry: version }))}
              >
                <Undo2 size={16} aria-hidden /> Discard changes
              </Button>
            ) : null}
            <SnapshotsBlocked dataset={dataset} />
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Since({ comparison }: { comparison: ComparisonDto | undefined }) {
  if (!comparison) return <Skeleton className="h-5 w-48" />;
  const count = countOfChanges(comparison);
  const words = changeWords(comparison);
  return (
    <div className="grid gap-0.5">
      <p className="font-medium">
        {count > 0 ? `${plural(count, "change")} since` : words ? "No item changed since" : "Nothing changed since"}
      </p>
      {words ? <p className="text-[13px] wrap-anywhere text-muted">{words}.</p> : null}
    </div>
  );
}
