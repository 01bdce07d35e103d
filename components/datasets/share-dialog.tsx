"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { shareAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { EndLinks } from "@/components/links/end-links";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Select, TextField } from "@/components/ui/field";
import { inputOf, useActionForm } from "@/components/ui/form";
import { Loaded } from "@/components/ui/loaded";
import { Skeleton } from "@/components/ui/status";
import type { DatasetDto } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";
import { sharesQuery } from "@/lib/sharing/queries";
import { lastOwnerReason } from "@/lib/sharing/rules";
import { shareForm } from "@/lib/sharing/schema";
import { InvitationLink, type Invited } from "./invitation-link";
import { PersonRow, RoleOptions } from "./person-row";

/** Who has which role: gives one, changes it, takes it away. */
export function ShareDialog({ dataset, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const client = useQueryClient();
  const [invited, setInvited] = useState<Invited | null>(null);
  const shares = useQuery(sharesQuery(dataset.id));
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
            <TextField label="Email" type="email" autoComplete="off" {...inputOf(fields.grant_to_user_email)} />
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
        {(people) => (
          <ul aria-label="People" className="-mx-2 grid grid-cols-[minmax(0,1fr)]">
            {people.map((person) => (
              <PersonRow
                key={person.email}
                dataset={dataset}
                person={person}
                kept={person.pending ? null : lastOwnerReason(people, person.email)}
                onLeft={onClose}
              />
            ))}
          </ul>
        )}
      </Loaded>
      <EndLinks dataset={dataset} />
    </Dialog>
  );
}
