"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Check, Search } from "lucide-react";
import { useDeferredValue, useState, type ReactNode } from "react";
import { LoadError } from "@/components/ui/alert";
import { Badge, Skeleton } from "@/components/ui/status";
import { Time } from "@/components/ui/time";
import { snapshotsQuery } from "@/lib/snapshots/queries";

interface VersionsProps {
  readonly datasetId: string;
  /** Null for what is there now. */
  readonly selected: string | null;
  readonly onSelect: (snapshotId: string | null) => void;
}

/** All versions, the newest first, searched on the server: there may be thousands. */
export function Versions({ datasetId, selected, onSelect }: VersionsProps) {
  const [search, setSearch] = useState("");
  const wanted = useDeferredValue(search.trim());
  const query = useInfiniteQuery({ ...snapshotsQuery(datasetId, wanted), placeholderData: keepPreviousData });
  const entries = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const hasNow = "now".includes(search.trim().toLowerCase());
  return (
    <Command shouldFilter={false} label="Versions" loop>
      <div className="flex items-center gap-2 border-b border-line px-3">
        <Search size={15} aria-hidden className="text-muted" />
        <Command.Input
          value={search}
          onValueChange={setSearch}
          placeholder="Search versions"
          className="h-10 w-full bg-transparent outline-none placeholder:text-muted pointer-coarse:h-12"
        />
      </div>
      <Command.List aria-busy={query.isFetching} className="max-h-60 overflow-y-auto p-1.5">
        {hasNow ? (
          <Version id="now" isSelected={selected === null} onSelect={() => onSelect(null)}>
            <span className="font-medium">Now</span>
            <span className="text-[13px] text-muted">the current data</span>
          </Version>
        ) : null}
        {entries.map(({ snapshot_id: id, snapshot_name: name, created_at, is_current }) => (
          <Version key={id} id={id} isSelected={selected === id} onSelect={() => onSelect(id)}>
            <bdi className="min-w-0 truncate" title={name}>
              {name}
            </bdi>
            {is_current ? <Badge tone="accent">Current Version</Badge> : null}
            <span className="ml-auto shrink-0 text-[13px] text-muted">
              <Time iso={created_at} />
            </span>
          </Version>
        ))}
        {query.hasNextPage ? (
          <Version
            id="older"
            isSelected={false}
            onSelect={() => {
              if (!query.isFetchingNextPage) void query.fetchNextPage();
            }}
          >
            <span className="text-accent-text">Show older versions</span>
          </Version>
        ) : null}
        {query.error ? <LoadError message={query.error.message} retry={() => void query.refetch()} /> : null}
        {query.isPending ? <Skeleton className="m-2 h-5" /> : null}
        {!hasNow && query.isSuccess && entries.length === 0 ? (
          <p className="px-2.5 py-4 text-center text-muted">No version is called that</p>
        ) : null}
      </Command.List>
    </Command>
  );
}

interface VersionProps {
  readonly id: string;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

const Version = ({ id, isSelected, onSelect, children }: VersionProps) => (
  <Command.Item
    value={id}
    onSelect={onSelect}
    className="flex cursor-pointer items-center gap-2 rounded px-2 py-1.5 data-[selected=true]:bg-sunken pointer-coarse:min-h-12"
  >
    <Check size={15} aria-hidden className={isSelected ? "shrink-0 text-accent-text" : "invisible shrink-0"} />
    {children}
    {isSelected ? <span className="sr-only">, selected</span> : null}
  </Command.Item>
);
