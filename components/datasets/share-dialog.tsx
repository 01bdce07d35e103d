"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Select, TextField } from "@/components/ui/field";
import { Badge, Skeleton } from "@/components/ui/status";
import { api } from "@/lib/api-client";
import { sharesQuery } from "@/lib/datasets/queries";
import type { DatasetDto } from "@/lib/datasets/schema";

const ROLE_LABELS = { VIEWER: "Viewer", EDITOR: "Editor", OWNER: "Owner" } as const;

export function ShareDialog({
  dataset,
  open,
  onOpenChange,
}: {
  dataset: DatasetDto;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const client = useQueryClient();
  const { data: shares } = useQuery({ ...sharesQuery(dataset.id), enabled: open });
  const invite = useMutation({
    mutationFn: (fields: { grant_to_user_email: string; role: string }) =>
      api<void>(`/manage/${dataset.id}/invite`, { method: "PUT", body: fields }),
    onSuccess: () => {
      toast.success("Dataset shared");
      return client.invalidateQueries({ queryKey: ["shares", dataset.id] });
    },
  });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Share"
      description="Viewers look, Editors change, Owners also share and delete."
    >
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          const fields = new FormData(event.currentTarget);
          invite.mutate({ grant_to_user_email: String(fields.get("email")), role: String(fields.get("role")) });
        }}
      >
        <div className="min-w-48 flex-1">
          <TextField label="Email" name="email" type="email" required error={invite.error?.message} />
        </div>
        <Select label="Role" name="role" defaultValue="VIEWER">
          {Object.entries(ROLE_LABELS).map(([role, label]) => (
            <option key={role} value={role}>
              {label}
            </option>
          ))}
        </Select>
        <Button type="submit" variant="primary" disabled={invite.isPending}>
          Share
        </Button>
      </form>
      {shares ? (
        <ul aria-label="People" className="grid gap-1">
          {shares.map((share) => (
            <li key={share.email} className="flex items-center justify-between gap-3">
              <span className="truncate">{share.email}</span>
              <Badge>{ROLE_LABELS[share.role]}</Badge>
            </li>
          ))}
        </ul>
      ) : (
        <Skeleton className="h-16" />
      )}
    </Dialog>
  );
}
