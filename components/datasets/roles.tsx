"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { changeRoleAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { Select } from "@/components/ui/field";
import { useActionForm } from "@/components/ui/form";
import { nameOfRole, ROLES, type Role } from "@/lib/auth/roles";
import type { DatasetDto } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";
import { shareForm } from "@/lib/sharing/schema";

export const RoleOptions = () =>
  ROLES.map((role) => (
    <option key={role} value={role}>
      {nameOfRole(role)}
    </option>
  ));

interface RoleFormProps {
  readonly dataset: DatasetDto;
  /** An address, or a group's id. */
  readonly grantTo: string;
  /** As people call whoever it is. */
  readonly name: string;
  readonly role: Role;
  /** Why the role stays as it is; null where it can change. */
  readonly kept: string | null;
  /** Where that is told. */
  readonly keptId: string;
}

/** Choosing another role is enough: it is sent at once. */
export function RoleForm({ dataset, grantTo, name, role, kept, keptId }: RoleFormProps) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<Role | null>(null);
  const { formProps, pending } = useActionForm({
    action: changeRoleAction,
    schema: shareForm,
    refused: "The role was not changed",
    onDone: () => toast.success("Role changed"),
    // Until the people are read again it shows what was chosen; a refusal takes it back.
    onSettled: async () => {
      await makeStale(client, [keys.shares(dataset.id), keys.dataset(dataset.id), keys.datasets()]);
      setChosen(null);
    },
  });
  return (
    <form {...formProps}>
      <input type="hidden" name="dataset_id" value={dataset.id} />
      <input type="hidden" name="grant_to" value={grantTo} />
      <Select
        label={`Role of ${name}`}
        name="role"
        value={chosen ?? role}
        disabled={kept !== null}
        title={kept ?? undefined}
        aria-describedby={kept ? keptId : undefined}
        aria-busy={pending}
        onChange={(event) => {
          setChosen(event.target.value as Role);
          event.target.form?.requestSubmit();
        }}
      >
        <RoleOptions />
      </Select>
    </form>
  );
}
