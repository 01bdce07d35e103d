"use client";

import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { compareAddress } from "@/components/compare/compare-view";
import { Button, lookOf } from "@/components/ui/button";
import { formatDateTime } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { Name } from "@/components/ui/name";
import { snapshotQuery } from "@/lib/snapshots/queries";
import { useWorkspace } from "./workspace";

/** Says that an old version is looked at, and which. */
export function SnapshotBanner({ snapshotId }: { snapshotId: string }) {
  const { dataset, setView } = useWorkspace();
  const { data } = useQuery(snapshotQuery(dataset.id, snapshotId));
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-warn-soft px-4 py-2 text-warn sm:px-5"
    >
      <History size={16} aria-hidden />
      <p className="min-w-0 flex-1 basis-48">
        You are looking at <strong>{data ? <Name>{data.snapshot_name}</Name> : "a snapshot"}</strong>
        {data ? `, saved ${formatDateTime(data.created_at)}` : ""}. Nothing here changes the current data.
      </p>
      <Link href={compareAddress(dataset.id, { from: snapshotId })} className={lookOf("secondary", "h-8!")}>
        Compare with current
      </Link>
      <Button className="h-8!" onClick={() => setView({ snapshot: null })}>
        Back to the current data
      </Button>
    </div>
  );
}
