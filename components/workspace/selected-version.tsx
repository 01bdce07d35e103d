"use client";

import { useQuery } from "@tanstack/react-query";
import { Camera, ChevronDown, Copy, GitCompareArrows, Undo2 } from "lucide-react";
import * as Popover from "@radix-ui/react-popover";
import { useId, useRef, useState } from "react";
import { toast } from "sonner";
import { useDialogs } from "@/components/dialogs/context";
import { changeWords, countOfChanges, differs } from "@/components/snapshots/change-words";
import { useIsGuest } from "@/components/layout/guest";
import { compareAddress } from "@/components/compare/compare-view";
import { Button, IconButton, lookOf } from "@/components/ui/button";
import { copyId } from "@/components/ui/copy-id";
import { plural } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { Skeleton } from "@/components/ui/status";
import type { DatasetDto } from "@/lib/datasets/schema";
import { restorePreviewQuery, snapshotQuery } from "@/lib/snapshots/queries";
import type { ComparisonDto, SnapshotDto } from "@/lib/snapshots/schema";
import { Versions } from "./versions";
import { SnapshotsBlocked } from "./way-out";
import { useWorkspace } from "./workspace";

/** The version that is looked at, of all there are, and how far the data has moved from the one that it stands on. */
export function SelectedVersion({ dataset }: { dataset: DatasetDto }) {
  const { view } = useWorkspace();
  const hasVersions = dataset.snapshots_enabled && dataset.status !== "DRAFT" && dataset.status !== "INDEXING";
  const current = useQuery({ ...snapshotQuery(dataset.id, "current"), enabled: hasVersions });
  const standing = current.data;
  const { data: comparison } = useQuery({
    ...restorePreviewQuery(dataset.id, standing?.snapshot_id ?? ""),
    enabled: standing !== undefined,
  });
  const { data: browsed } = useQuery({
    ...snapshotQuery(dataset.id, view.snapshot ?? ""),
    enabled: hasVersions && view.snapshot !== null,
  });
  if (!hasVersions || current.error) return null;
  return (
    // As wide before anything is known as it is then, or what stands beside it would move and wrap.
    <div className="flex w-full min-w-0 items-center gap-0.5 sm:w-80">
      {standing ? (
        <>
          <Field dataset={dataset} standing={standing} browsed={browsed} comparison={comparison} />
          <CopyVersion dataset={dataset} standing={standing} comparison={comparison} />
        </>
      ) : (
        <Skeleton className="h-10 w-full" />
      )}
    </div>
  );
}

interface FieldProps {
  readonly dataset: DatasetDto;
  /** The Current Version. */
  readonly standing: SnapshotDto;
  /** What is looked at instead of the current data, once that is known. */
  readonly browsed: SnapshotDto | undefined;
  /** The head compared with the Current Version, once that is known. */
  readonly comparison: ComparisonDto | undefined;
}

function Field({ dataset, standing, browsed, comparison }: FieldProps) {
  const { view, setView } = useWorkspace();
  const [open, setOpen] = useState(false);
  const contentId = useId();
  const chosenRef = useRef<(() => void) | null>(null);
  const choose = (action: () => void) => {
    chosenRef.current = action;
    setOpen(false);
  };
  // As in menus: what was chosen begins once the focus is back on the field, where its dialog returns it.
  const runChosen = () => {
    const action = chosenRef.current;
    chosenRef.current = null;
    if (action) queueMicrotask(action);
  };
  const count = comparison ? countOfChanges(comparison) : 0;
  const name = browsed?.snapshot_name ?? "A snapshot";
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <button
          type="button"
          role="combobox"
          aria-expanded={open}
          aria-controls={contentId}
          aria-label="Selected Version"
          title={view.snapshot === null ? standing.snapshot_name : name}
          className="flex h-10 min-w-0 flex-1 items-center justify-between gap-1.5 rounded-md bg-sunken px-2.5 text-left text-[13px] hover:bg-line pointer-coarse:min-h-12"
        >
          <span className="grid min-w-0">
            <span aria-hidden className="text-xs/[1.15] text-muted">
              Selected Version
            </span>
            {view.snapshot === null ? (
              <span className="flex min-w-0 gap-1 leading-[1.3]">
                <span className="shrink-0 font-medium">Now</span>
                <span className="shrink-0 text-muted"> · </span>
                {count > 0 ? <span className="shrink-0 text-accent-text">{plural(count, "change")} since </span> : null}
                <bdi className="min-w-0 truncate text-muted">{standing.snapshot_name}</bdi>
              </span>
            ) : (
              <bdi className="min-w-0 truncate leading-[1.3] font-medium text-warn">{name}</bdi>
            )}
          </span>
          <ChevronDown size={14} aria-hidden className="shrink-0 text-muted" />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          id={contentId}
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Selected Version"
          onCloseAutoFocus={runChosen}
          className="z-30 grid max-h-(--radix-popover-content-available-height) w-[min(28rem,calc(100vw-1rem))] animate-fade-in grid-cols-[minmax(0,1fr)] overflow-y-auto rounded-lg border border-line bg-raised shadow-xl"
        >
          <Versions
            datasetId={dataset.id}
            selected={view.snapshot}
            onSelect={(snapshot) => choose(() => setView({ snapshot }))}
          />
          <Standing dataset={dataset} standing={standing} comparison={comparison} choose={choose} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface StandingProps extends Omit<FieldProps, "browsed"> {
  readonly choose: (action: () => void) => void;
}

/** How far the data has moved from the Current Version, and what can be done about that. */
function Standing({ dataset, standing, comparison, choose }: StandingProps) {
  const dialogs = useDialogs();
  const isGuest = useIsGuest();
  const differing = comparison !== undefined && differs(comparison);
  return (
    <section aria-label="Since the Current Version" className="grid gap-3 border-t border-line p-3">
      <Since comparison={comparison} name={standing.snapshot_name} />
      {differing || !isGuest ? (
        <div className="flex flex-wrap gap-2 *:flex-1 [&_svg]:shrink-0">
          {differing ? (
            <Link href={compareAddress(dataset.id, { from: standing.snapshot_id })} className={lookOf("secondary")}>
              <GitCompareArrows size={16} aria-hidden /> See changes
            </Link>
          ) : null}
          {isGuest ? null : (
            <Button
              disabled={dataset.can.snapshot_create !== null}
              title={dataset.can.snapshot_create ?? undefined}
              onClick={() => choose(() => dialogs.open({ name: "create-snapshot", dataset }))}
            >
              <Camera size={16} aria-hidden /> Create a snapshot
            </Button>
          )}
          {differing && !isGuest ? (
            <Button
              disabled={dataset.can.snapshot_restore !== null}
              title={dataset.can.snapshot_restore ?? undefined}
              onClick={() => choose(() => dialogs.open({ name: "restore-snapshot", dataset, entry: standing }))}
            >
              <Undo2 size={16} aria-hidden /> Discard changes
            </Button>
          ) : null}
        </div>
      ) : null}
      {isGuest ? null : <SnapshotsBlocked dataset={dataset} />}
    </section>
  );
}

function Since({ comparison, name }: { comparison: ComparisonDto | undefined; name: string }) {
  if (!comparison) return <Skeleton className="h-5 w-48" />;
  const count = countOfChanges(comparison);
  const words = changeWords(comparison);
  return (
    <div className="grid gap-0.5">
      <p className="font-medium wrap-anywhere">
        {count > 0 ? `${plural(count, "change")} since` : words ? "No item changed since" : "Nothing changed since"}{" "}
        <bdi>{name}</bdi>
      </p>
      {words ? <p className="text-[13px] wrap-anywhere text-muted">{words}.</p> : null}
    </div>
  );
}

/** The id of what is looked at. The current data has one only while it is what its Current Version kept. */
function CopyVersion({ dataset, standing, comparison }: Omit<FieldProps, "browsed">) {
  const { view } = useWorkspace();
  const dialogs = useDialogs();
  const copy = () => {
    if (view.snapshot !== null) return copyId("Version ID", view.snapshot);
    if (comparison && !differs(comparison)) return copyId("Version ID", standing.snapshot_id);
    toast("What is there now has no version ID yet", {
      description: "It changed since the Current Version. A snapshot of it has one.",
      ...(dataset.can.snapshot_create === null
        ? { action: { label: "Create a snapshot", onClick: () => dialogs.open({ name: "create-snapshot", dataset }) } }
        : {}),
      duration: 15_000,
    });
  };
  return (
    <IconButton label="Copy version ID" disabled={view.snapshot === null && !comparison} onClick={() => void copy()}>
      <Copy size={15} aria-hidden />
    </IconButton>
  );
}
