"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { toast } from "sonner";
import { changeRoleAction, transferOwnershipAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { useCurrentUser } from "@/components/layout/current-user";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { useActionForm } from "@/components/ui/form";
import type { Role } from "@/lib/auth/roles";
import type { DatasetDto } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";
import { shareForm, transferForm, type ShareDto } from "@/lib/sharing/schema";
import { useRevoke } from "./use-revoke";

const ROLE_LABELS: Record<Role, string> = { VIEWER: "Viewer", EDITOR: "Editor", OWNER: "Owner" };

export const RoleOptions = () =>
  Object.entries(ROLE_LABELS).map(([role, label]) => (
    <option key={role} value={role}>
      {label}
    </option>
  ));

interface PersonRowProps {
  readonly dataset: DatasetDto;
  readonly person: ShareDto;
  /** Why the role stays as it is; null where it can change. */
  readonly kept: string | null;
  /** One's own role is gone: there is nothing left to look at. */
  readonly onLeft: () => void;
}

/** Somebody with a role, which can be changed and taken away. */
export function PersonRow({ dataset, person, kept, onLeft }: PersonRowProps) {
  const { email } = person;
  const keptId = useId();
  const isYou = useCurrentUser() === email;
  const [asking, setAsking] = useState<"remove" | "transfer" | null>(null);
  const mayHandOver = dataset.role === "OWNER" && !isYou && !person.pending;
  return (
    <li aria-label={email} className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-md px-2 py-1.5 hover:bg-sunken">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <span className="flex min-w-32 flex-1 basis-0 gap-1.5 max-sm:basis-full">
          <span className="truncate" title={email}>
            {email}
          </span>
          {isYou ? <span className="shrink-0 text-muted">you</span> : null}
          {person.pending ? <span className="shrink-0 text-muted">invited</span> : null}
        </span>
        <RoleForm dataset={dataset} person={person} kept={kept} keptId={keptId} />
        {mayHandOver ? (
          <Button
            variant="ghost"
            aria-label={`Make ${email} the owner`}
            disabled={asking !== null}
            onClick={() => setAsking("transfer")}
          >
            Hand over
          </Button>
        ) : null}
        <Button
          variant="ghost"
          aria-label={isYou ? "Leave" : `Remove ${email}`}
          title={kept ?? undefined}
          disabled={kept !== null || asking !== null}
          aria-describedby={kept ? keptId : undefined}
          onClick={() => setAsking("remove")}
        >
          {isYou ? "Leave" : "Remove"}
        </Button>
      </div>
      {kept ? (
        <p id={keptId} className="text-[13px] text-muted">
          {kept}
        </p>
      ) : null}
      {asking === "remove" ? (
        <Confirm dataset={dataset} person={person} isYou={isYou} onLeft={onLeft} onKeep={() => setAsking(null)} />
      ) : null}
      {asking === "transfer" ? <HandOver dataset={dataset} email={email} onKeep={() => setAsking(null)} /> : null}
    </li>
  );
}

/** Choosing another role is enough: it is sent at once. */
function RoleForm({
  dataset,
  person,
  kept,
  keptId,
}: Pick<PersonRowProps, "dataset" | "person" | "kept"> & { keptId: string }) {
  const { email, role } = person;
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
      <input type="hidden" name="grant_to_user_email" value={email} />
      <Select
        label={`Role of ${email}`}
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

function Confirm({
  dataset,
  person: { email, pending: invited },
  isYou,
  onLeft,
  onKeep,
}: {
  dataset: DatasetDto;
  person: ShareDto;
  isYou: boolean;
  onLeft: () => void;
  onKeep: () => void;
}) {
  const { formProps, pending, refs } = useRevoke({ dataset, email, invited, onLeft });
  return (
    <form
      {...formProps}
      aria-label={isYou ? "Leave this dataset?" : `Remove ${email}?`}
      className="flex flex-wrap items-center justify-end gap-2 pb-1"
    >
      {refs}
      <p className="min-w-40 flex-1">
        {isYou
          ? "You will not see this dataset any more."
          : invited
            ? "The link that they were given will not work any more."
            : "They will not see this dataset any more."}
      </p>
      <Button autoFocus onClick={onKeep}>
        Keep
      </Button>
      <Button type="submit" variant="danger" disabled={pending} aria-busy={pending}>
        {isYou ? "Leave" : "Remove"}
      </Button>
    </form>
  );
}

/** Makes somebody the owner in one's own place. */
function HandOver({ dataset, email, onKeep }: { dataset: DatasetDto; email: string; onKeep: () => void }) {
  const client = useQueryClient();
  const { formProps, pending } = useActionForm({
    action: transferOwnershipAction,
    schema: transferForm,
    refused: "The dataset was not handed over",
    onDone: () => {
      toast.success("Dataset handed over");
      onKeep();
      return makeStale(client, [keys.shares(dataset.id), keys.dataset(dataset.id), keys.datasets()]);
    },
  });
  return (
    <form
      {...formProps}
      aria-label={`Make ${email} the owner?`}
      className="flex flex-wrap items-center justify-end gap-2 pb-1"
    >
      <input type="hidden" name="dataset_id" value={dataset.id} />
      <input type="hidden" name="to_user_email" value={email} />
      <p className="min-w-40 flex-1">They become an owner, and you an editor: only they can give it back.</p>
      <Button autoFocus onClick={onKeep}>
        Keep
      </Button>
      <Button type="submit" variant="danger" disabled={pending} aria-busy={pending}>
        Hand over
      </Button>
    </form>
  );
}
