"use client";

import { Users } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { plural } from "@/components/ui/format";
import { nameOfRole } from "@/lib/auth/roles";
import type { DatasetDto } from "@/lib/datasets/schema";
import type { GroupShareDto } from "@/lib/sharing/schema";
import { RoleForm } from "./roles";
import { useRevoke } from "./use-revoke";

interface GroupRowProps {
  readonly dataset: DatasetDto;
  readonly share: GroupShareDto;
  /** Why the role stays as it is; null where it can change. */
  readonly kept: string | null;
}

/** A group with a role, which can be changed and taken away. */
export function GroupRow({ dataset, share, kept }: GroupRowProps) {
  const { group, group_id, people, role, granted } = share;
  const keptId = useId();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <li aria-label={group} className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-md px-2 py-1.5 hover:bg-sunken">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <span className="flex min-w-32 flex-1 basis-0 items-center gap-1.5 max-sm:basis-full">
          <Users size={16} aria-hidden className="shrink-0 text-muted" />
          <span className="truncate" title={group}>
            {group}
          </span>
          <span className="shrink-0 text-muted">{plural(people, "person", "people")}</span>
        </span>
        {granted === null ? (
          <span className="text-muted">{nameOfRole(role)} everywhere</span>
        ) : (
          <>
            <RoleForm dataset={dataset} grantTo={group_id} name={group} role={granted} kept={kept} keptId={keptId} />
            <Button
              variant="ghost"
              aria-label={`Remove ${group}`}
              title={kept ?? undefined}
              disabled={kept !== null || isAsking}
              aria-describedby={kept ? keptId : undefined}
              onClick={() => setIsAsking(true)}
            >
              Remove
            </Button>
          </>
        )}
      </div>
      {kept ? (
        <p id={keptId} className="text-[13px] text-muted">
          {kept}
        </p>
      ) : null}
      {isAsking ? <Confirm dataset={dataset} share={share} onKeep={() => setIsAsking(false)} /> : null}
    </li>
  );
}

function Confirm({ dataset, share, onKeep }: Pick<GroupRowProps, "dataset" | "share"> & { onKeep: () => void }) {
  const { group, group_id, people } = share;
  const { formProps, pending, refs } = useRevoke({ dataset, grantTo: group_id, done: "Group removed", onDone: onKeep });
  return (
    <form {...formProps} aria-label={`Remove ${group}?`} className="flex flex-wrap items-center justify-end gap-2 pb-1">
      {refs}
      <p className="min-w-40 flex-1">
        {people === 0
          ? "Nobody is in this group."
          : `${plural(people, "person", "people")} will not see this dataset any more, unless they have a role otherwise.`}
      </p>
      <Button autoFocus onClick={onKeep}>
        Keep
      </Button>
      <Button type="submit" variant="danger" disabled={pending} aria-busy={pending}>
        Remove
      </Button>
    </form>
  );
}
