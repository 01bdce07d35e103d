"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { toast } from "sonner";
import { transferOwnershipAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { useCurrentUser } from "@/components/layout/current-user";
import { Button } from "@/components/ui/button";
import { useActionForm } from "@/components/ui/form";
import { nameOfRole } from "@/lib/auth/roles";
import type { DatasetDto } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";
import { groupsBehind, roleOf } from "@/lib/sharing/rules";
import { transferForm, type PersonShareDto } from "@/lib/sharing/schema";
import { RoleForm } from "./roles";
import { useRevoke } from "./use-revoke";

interface PersonRowProps {
  readonly dataset: DatasetDto;
  readonly person: PersonShareDto;
  /** Why the role stays as it is; null where it can change. */
  readonly kept: string | null;
  /** One's own role is gone: there is nothing left to look at. */
  readonly onLeft: () => void;
}

/** Somebody with a role, which can be changed and taken away. */
export function PersonRow({ dataset, person, kept, onLeft }: PersonRowProps) {
  const { email, role, granted } = person;
  const keptId = useId();
  const isYou = useCurrentUser() === email;
  const through = groupsBehind(person).join(", ");
  const [asking, setAsking] = useState<"remove" | "transfer" | null>(null);
  const mayHandOver = dataset.role === "OWNER" && !isYou && !person.pending;
  return (
    <li aria-label={email} className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-md px-2 py-1.5 hover:bg-sunken">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <span className="grid min-w-32 flex-1 basis-0 grid-cols-[minmax(0,1fr)] max-sm:basis-full">
          <span className="flex min-w-0 gap-1.5">
            <span className="truncate" title={email}>
              {email}
            </span>
            {isYou ? <span className="shrink-0 text-muted">you</span> : null}
            {person.pending ? <span className="shrink-0 text-muted">invited</span> : null}
          </span>
          {through ? (
            <span className="text-[13px] wrap-anywhere text-muted">
              {nameOfRole(role)} through {through}
            </span>
          ) : null}
        </span>
        {granted ? (
          <RoleForm dataset={dataset} grantTo={email} name={email} role={granted} kept={kept} keptId={keptId} />
        ) : null}
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
        {granted ? (
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
        ) : null}
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

function Confirm({
  dataset,
  person,
  isYou,
  onLeft,
  onKeep,
}: {
  dataset: DatasetDto;
  person: PersonShareDto;
  isYou: boolean;
  onLeft: () => void;
  onKeep: () => void;
}) {
  const { email, pending: invited } = person;
  const remaining = { ...person, granted: null };
  const role = roleOf(remaining);
  const { formProps, pending, refs } = useRevoke({
    dataset,
    grantTo: email,
    done: invited ? "Invitation taken back" : role ? "Role taken away" : isYou ? "Dataset left" : "Person removed",
    leaves: isYou && role === null,
    onDone: () => (isYou && role === null ? onLeft() : onKeep()),
  });
  return (
    <form
      {...formProps}
      aria-label={isYou ? "Leave this dataset?" : `Remove ${email}?`}
      className="flex flex-wrap items-center justify-end gap-2 pb-1"
    >
      {refs}
      <p className="min-w-40 flex-1">
        {invited
          ? "The link that they were given will not work any more."
          : role
            ? `${isYou ? "You" : "They"} stay ${nameOfRole(role)} through ${groupsBehind(remaining).join(", ")}.`
            : `${isYou ? "You" : "They"} will not see this dataset any more.`}
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
