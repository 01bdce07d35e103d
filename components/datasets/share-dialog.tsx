"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { shareAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Select, TextField } from "@/components/ui/field";
import { inputOf, useActionForm } from "@/components/ui/form";
import { Loaded } from "@/components/ui/loaded";
import { Badge, Skeleton } from "@/components/ui/status";
import { sharesQuery } from "@/lib/datasets/queries";
import { shareForm, type DatasetDto } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";

const ROLE_LABELS = { VIEWER: "Viewer", EDITOR: "Editor", OWNER: "Owner" } as const;

export function ShareDialog({ dataset, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const client = useQueryClient();
  const shares = useQuery(sharesQuery(dataset.id));
  const { formProps, fields, pending, problem, reset } = useActionForm({
    action: shareAction,
    schema: shareForm,
    onDone: () => {
      toast.success("Dataset shared");
      reset();
      return makeStale(client, [keys.shares(dataset.id)]);
    },
  });
  return (
    <Dialog onClose={onClose} title="Share" description="Viewers look, Editors change, Owners also share and delete.">
      <form {...formProps} className="grid gap-3">
        <input type="hidden" name="dataset_id" value={dataset.id} />
        <div className="flex flex-wrap items-end gap-2">
          <div className="min-w-48 flex-1">
            <TextField label="Email" type="email" {...inputOf(fields.grant_to_user_email)} />
          </div>
          <Select label="Role" name={fields.role.name} defaultValue="VIEWER">
            {Object.entries(ROLE_LABELS).map(([role, label]) => (
              <option key={role} value={role}>
                {label}
              </option>
            ))}
          </Select>
          <Button type="submit" variant="primary" disabled={pending}>
            Share
          </Button>
        </div>
        {problem}
      </form>
      <Loaded query={shares} skeleton={<Skeleton className="h-16" />}>
        {(people) => (
          <ul aria-label="People" className="grid gap-1">
            {people.map((share) => (
              <li key={share.email} className="flex items-center justify-between gap-3">
                <span className="truncate">{share.email}</span>
                <Badge>{ROLE_LABELS[share.role]}</Badge>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Dialog>
  );
}
