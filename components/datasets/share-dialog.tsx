"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { toast } from "sonner";
import { shareAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { EndLinks } from "@/components/links/end-links";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Select, TextField } from "@/components/ui/field";
import { plural } from "@/components/ui/format";
import { inputOf, useActionForm } from "@/components/ui/form";
import { Loaded } from "@/components/ui/loaded";
import { Skeleton } from "@/components/ui/status";
import type { DatasetDto } from "@/lib/datasets/schema";
import { groupsQuery } from "@/lib/groups/queries";
import { keys, makeStale } from "@/lib/query-keys";
import { sharesQuery } from "@/lib/sharing/queries";
import { lastOwnerReason } from "@/lib/sharing/rules";
import { isGroup, isPerson, shareForm, type PersonShareDto, type ShareDto } from "@/lib/sharing/schema";
import { GroupRow } from "./group-row";
import { InvitationLink, type Invited } from "./invitation-link";
import { PersonRow } from "./person-row";
import { PublicLink } from "./public-link";
import { RoleOptions } from "./roles";

/** Who has which role, people and groups: gives one, changes it, takes it away. */
export function ShareDialog({ dataset, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const client = useQueryClient();
  const [invited, setInvited] = useState<Invited | null>(null);
  const shares = useQuery(sharesQuery(dataset.id));
  const { data: groups = [] } = useQuery(groupsQuery());
  const listId = useId();
  const { formProps, fields, pending, problem, reset } = useActionForm({
    action: shareAction,
    schema: shareForm,
    onDone: (waiting) => {
      setInvited(waiting);
      toast.success(waiting ? "Invitation made" : "Dataset shared");
      reset();
      return makeStale(client, [keys.shares(dataset.id), keys.datasets()]);
    },
  });
  return (
    <Dialog
      onClose={onClose}
      title="Share"
      size="medium"
      description="Viewers look, Editors change, Owners also share, rename and delete."
    >
      <form {...formProps} className="grid gap-3">
        <input type="hidden" name="dataset_id" value={dataset.id} />
        <div className="flex flex-wrap items-end gap-2">
          <div className="min-w-48 flex-1">
            <TextField
              label="Email or group"
              inputMode="email"
              autoCapitalize="none"
              autoComplete="off"
              list={listId}
              {...inputOf(fields.grant_to)}
            />
            <datalist id={listId}>
              {groups.map(({ group_id, name, people }) => (
                <option key={group_id} value={name} label={plural(people, "person", "people")} />
              ))}
            </datalist>
          </div>
          <Select label="Role" name={fields.role.name} defaultValue="VIEWER">
            <RoleOptions />
          </Select>
          <Button type="submit" variant="primary" disabled={pending} aria-busy={pending}>
            Share
          </Button>
        </div>
        {problem}
      </form>
      {invited ? <InvitationLink key={invited.path} invited={invited} /> : null}
      <Loaded query={shares} skeleton={<Skeleton className="h-20" />}>
        {(all) => <Shares dataset={dataset} all={all} onLeft={onClose} />}
      </Loaded>
      <PublicLink dataset={dataset} />
      <EndLinks dataset={dataset} />
    </Dialog>
  );
}

function Shares({ dataset, all, onLeft }: { dataset: DatasetDto; all: readonly ShareDto[]; onLeft: () => void }) {
  const people = all.filter(isPerson);
  const groups = all.filter(isGroup);
  // Who is invited owns nothing yet.
  const holders = people.filter(({ pending }) => !pending);
  const keptOf = ({ email, pending, granted }: PersonShareDto): string | null =>
    pending || granted === null ? null : lastOwnerReason(holders, { email, role: null });
  return (
    <div className="-mx-2 grid grid-cols-[minmax(0,1fr)] gap-2">
      {groups.length > 0 ? (
        <ul aria-label="Groups" className="grid grid-cols-[minmax(0,1fr)]">
          {groups.map((share) => (
            <GroupRow
              key={share.group_id}
              dataset={dataset}
              share={share}
              kept={lastOwnerReason(holders, { groupId: share.group_id, role: null })}
            />
          ))}
        </ul>
      ) : null}
      <ul aria-label="People" className="grid grid-cols-[minmax(0,1fr)]">
        {people.map((person) => (
          <PersonRow key={person.email} dataset={dataset} person={person} kept={keptOf(person)} onLeft={onLeft} />
        ))}
      </ul>
    </div>
  );
}
