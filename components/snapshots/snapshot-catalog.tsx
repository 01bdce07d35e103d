"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Camera, GitMerge, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useDeferredValue, useState, type ReactNode } from "react";
import { compareAddress } from "@/components/compare/compare-view";
import { useDialogs } from "@/components/dialogs/context";
import { useIsGuest } from "@/components/layout/guest";
import { Button } from "@/components/ui/button";
import { Drawer } from "@/components/ui/dialog";
import { SearchField } from "@/components/ui/field";
import { Loaded } from "@/components/ui/loaded";
import { EmptyState, Skeleton } from "@/components/ui/status";
import { SnapshotsBlocked, WayOut } from "@/components/workspace/way-out";
import { NO_SNAPSHOT_SUPPORT } from "@/lib/operations/rules";
import type { DatasetDto } from "@/lib/datasets/schema";
import { restorePreviewQuery, snapshotsQuery } from "@/lib/snapshots/queries";
import type { CatalogEntryDto } from "@/lib/snapshots/schema";
import { CatalogEntry } from "./catalog-entry";
import { changeWords } from "./change-words";
import { usePin } from "./use-pin";

interface CatalogProps {
  readonly dataset: DatasetDto;
  readonly onClose: () => void;
  /** Looks at a snapshot without restoring it. */
  readonly onBrowse: (snapshotId: string) => void;
}

export function SnapshotCatalog({ dataset, onClose, onBrowse }: CatalogProps) {
  return (
    <Drawer onClose={onClose} title="Snapshot Catalog">
      {dataset.snapshots_enabled ? (
        <Catalog dataset={dataset} onBrowse={onBrowse} />
      ) : (
        <EmptyState icon={<Camera size={28} aria-hidden />} title="Snapshots are not available">
          {NO_SNAPSHOT_SUPPORT}
        </EmptyState>
      )}
    </Drawer>
  );
}

/** What the product saved by itself, and nobody stands on. */
const isAutomatic = ({ reason, is_current }: CatalogEntryDto): boolean =>
  (reason === "auto" || reason === "restore") && !is_current;

function Catalog({ dataset, onBrowse }: Pick<CatalogProps, "dataset" | "onBrowse">) {
  const [search, setSearch] = useState("");
  const dialogs = useDialogs();
  const [showAutomatic, setShowAutomatic] = useState(true);
  const query = useInfiniteQuery(snapshotsQuery(dataset.id, useDeferredValue(search.trim())));
  const isGuest = useIsGuest();
  const automatic = query.data?.pages.flatMap(({ items }) => items).filter(isAutomatic).length ?? 0;
  const shownOf = ({ pages }: NonNullable<typeof query.data>) =>
    pages.flatMap(({ items }) => items).filter((entry) => showAutomatic || !isAutomatic(entry));

  return (
    <>
      <div className="grid gap-3 border-b border-line px-5 py-4">
        <SearchField
          label="Search snapshots"
          placeholder="Search by name or description"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        {isGuest ? null : (
          <>
            <Button
              variant="primary"
              disabled={dataset.can.snapshot_create !== null}
              title={dataset.can.snapshot_create ?? undefined}
              onClick={() => dialogs.open({ name: "create-snapshot", dataset })}
            >
              <Camera size={16} aria-hidden /> Create a snapshot
            </Button>
            <Button
              disabled={dataset.can.merge !== null}
              title={dataset.can.merge ?? undefined}
              onClick={() => dialogs.open({ name: "merge-back", dataset, direction: "into" })}
            >
              <GitMerge size={16} aria-hidden /> Merge back from a clone
            </Button>
            {dataset.status === "DRAFT" ? null : <SnapshotsBlocked dataset={dataset} />}
          </>
        )}
      </div>
      <div className="flex-1 overflow-y-auto" tabIndex={0} aria-label="Snapshots" role="region">
        <Loaded
          query={query}
          skeleton={<CatalogSkeleton />}
          empty={{
            when: (data) => shownOf(data).length === 0,
            show: search ? (
              <NoMatch onShowAll={() => setSearch("")} />
            ) : (
              <NoSnapshots dataset={dataset} hidden={automatic} />
            ),
          }}
        >
          {(data) => (
            <Entries dataset={dataset} entries={shownOf(data)} onBrowse={onBrowse}>
              {query.hasNextPage ? (
                <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  Show older snapshots
                </Button>
              ) : null}
            </Entries>
          )}
        </Loaded>
      </div>
      {automatic > 0 ? (
        <label className="flex items-center gap-2 border-t border-line px-5 py-3 text-muted pointer-coarse:min-h-[40px]">
          <input
            type="checkbox"
            className="size-4 accent-(--accent)"
            checked={showAutomatic}
            onChange={(event) => setShowAutomatic(event.target.checked)}
          />
          Show automatic revisions ({automatic})
        </label>
      ) : null}
    </>
  );
}

interface EntriesProps {
  readonly dataset: DatasetDto;
  readonly entries: readonly CatalogEntryDto[];
  readonly onBrowse: (snapshotId: string) => void;
  /** What follows the last one. */
  readonly children: ReactNode;
}

function Entries({ dataset, entries, onBrowse, children }: EntriesProps) {
  const dialogs = useDialogs();
  const router = useRouter();
  const pin = usePin(dataset.id);
  const current = entries.find((entry) => entry.is_current);
  const differs = current !== undefined && ((current.changes_since ?? 0) > 0 || current.can.discard === null);
  const { data: comparison, isLoading } = useQuery({
    ...restorePreviewQuery(dataset.id, current?.snapshot_id ?? ""),
    enabled: differs,
  });
  // Words that came later would push down what is below them. Entries that are shown stay, and an open menu with them: the
  // page compares as well, and what it asks counts as loading here.
  const [shown, setShown] = useState(false);
  const awaited = differs && isLoading;
  if (!shown && !awaited) setShown(true);
  if (!shown) return <CatalogSkeleton />;
  return (
    <>
      <ul aria-label="Snapshots" className="divide-y divide-line">
        {entries.map((entry) => (
          <CatalogEntry
            key={entry.snapshot_id}
            entry={entry}
            changes={entry === current && comparison ? changeWords(comparison) : null}
            onAction={(action) => dialogs.open({ name: `${action}-snapshot`, dataset, entry })}
            onPin={() => pin(entry)}
            onBrowse={() => onBrowse(entry.snapshot_id)}
            onCompare={() => router.push(compareAddress(dataset.id, { from: entry.snapshot_id }))}
            onExport={() =>
              dialogs.open({ name: "export", dataset, snapshot: { id: entry.snapshot_id, name: entry.snapshot_name } })
            }
          />
        ))}
      </ul>
      {children ? <div className="p-4 text-center">{children}</div> : null}
    </>
  );
}

const CatalogSkeleton = () => (
  <div className="grid gap-3 p-5">
    {Array.from({ length: 4 }, (_, index) => (
      <Skeleton key={index} className="h-20" />
    ))}
  </div>
);

const NoMatch = ({ onShowAll }: { onShowAll: () => void }) => (
  <EmptyState
    icon={<Search size={26} aria-hidden />}
    title="No snapshot matches"
    action={<Button onClick={onShowAll}>Show all</Button>}
  >
    Names and descriptions are searched.
  </EmptyState>
);

function NoSnapshots({ dataset, hidden }: { dataset: DatasetDto; hidden: number }) {
  const text =
    dataset.status === "DRAFT"
      ? "Add media first. The first snapshot is made by itself once it is in; from then on you can keep every state, and come back to it."
      : hidden > 0
        ? "Automatic revisions are hidden. Create a snapshot to keep this state under a name of yours."
        : "Create one to keep this state.";
  return (
    <EmptyState
      icon={<Camera size={26} aria-hidden />}
      title="No snapshots yet"
      action={dataset.status === "DRAFT" ? <WayOut dataset={dataset} /> : undefined}
    >
      {text}
    </EmptyState>
  );
}
