"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Camera, Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { LoadError } from "@/components/ui/alert";
import { useDialogs } from "@/components/dialogs/context";
import { Button } from "@/components/ui/button";
import { Drawer } from "@/components/ui/dialog";
import { SearchField } from "@/components/ui/field";
import { EmptyState, Skeleton } from "@/components/ui/status";
import { NO_SNAPSHOT_SUPPORT } from "@/lib/operations/rules";
import type { DatasetDto } from "@/lib/datasets/schema";
import { snapshotsQuery } from "@/lib/snapshots/queries";
import type { CatalogEntryDto } from "@/lib/snapshots/schema";
import { CatalogEntry } from "./catalog-entry";

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

function Catalog({ dataset, onBrowse }: Pick<CatalogProps, "dataset" | "onBrowse">) {
  const [search, setSearch] = useState("");
  const dialogs = useDialogs();
  const [showAutomatic, setShowAutomatic] = useState(true);
  const query = useInfiniteQuery(snapshotsQuery(dataset.id, useDeferredValue(search.trim())));
  const pages = query.data?.pages ?? [];
  const entries = pages.flatMap((page) => page.items);
  const isAutomatic = (entry: CatalogEntryDto) =>
    (entry.reason === "auto" || entry.reason === "restore") && !entry.is_current;
  const automatic = entries.filter(isAutomatic).length;
  const shown = showAutomatic ? entries : entries.filter((entry) => !isAutomatic(entry));
  const blocked = dataset.can.snapshot_create;

  return (
    <>
      <div className="grid gap-3 border-b border-line px-5 py-4">
        <SearchField
          label="Search snapshots"
          placeholder="Search by name or description"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <Button
          variant="primary"
          disabled={blocked !== null}
          title={blocked ?? undefined}
          onClick={() => dialogs.open({ name: "create-snapshot", dataset })}
        >
          <Camera size={16} aria-hidden /> Create a snapshot
        </Button>
        {blocked ? <p className="text-[13px] text-muted">{blocked}</p> : null}
      </div>
      <div className="flex-1 overflow-y-auto" tabIndex={0} aria-label="Snapshots" role="region">
        {query.error ? (
          <div className="p-5">
            <LoadError message={query.error.message} retry={() => void query.refetch()} />
          </div>
        ) : query.isPending ? (
          <div className="grid gap-3 p-5" aria-busy="true">
            {Array.from({ length: 4 }, (_, index) => (
              <Skeleton key={index} className="h-20" />
            ))}
          </div>
        ) : shown.length === 0 ? (
          search ? (
            <EmptyState
              icon={<Search size={26} aria-hidden />}
              title="No snapshot matches"
              action={<Button onClick={() => setSearch("")}>Show all</Button>}
            >
              Names and descriptions are searched.
            </EmptyState>
          ) : (
            <EmptyState icon={<Camera size={26} aria-hidden />} title="No snapshots yet">
              {dataset.status === "DRAFT"
                ? "The first one is made when media is added."
                : "Create one to keep this state."}
            </EmptyState>
          )
        ) : (
          <>
            <ul aria-label="Snapshots" className="divide-y divide-line">
              {shown.map((entry) => (
                <CatalogEntry
                  key={entry.snapshot_id}
                  entry={entry}
                  onAction={(action) => dialogs.open({ name: `${action}-snapshot`, dataset, entry })}
                  onBrowse={() => onBrowse(entry.snapshot_id)}
                />
              ))}
            </ul>
            {query.hasNextPage ? (
              <div className="p-4 text-center">
                <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  Show older snapshots
                </Button>
              </div>
            ) : null}
          </>
        )}
      </div>
      {automatic > 0 ? (
        <label className="flex items-center gap-2 border-t border-line px-5 py-3 text-muted">
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
