"use client";

import { useState } from "react";
import { removeMemberAction, setMemberAction } from "@/app/(app)/settings/actions";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { memberForm, removeMemberForm, type GroupDetailsDto, type GroupMemberDto } from "@/lib/groups/schema";
import { useGroupForm } from "./use-group-form";

interface MemberRowProps {
  readonly group: GroupDetailsDto;
  readonly member: GroupMemberDto;
  readonly isYou: boolean;
  readonly isLastManager: boolean;
}

/** Somebody in a group; for its managers, with what they may change of that. Who leaves it does so below. */
export function MemberRow({ group, member, isYou, isLastManager }: MemberRowProps) {
  const { email, name, manager } = member;
  const isManaged = group.can.manage === null;
  return (
    <li
      aria-label={email}
      className="flex flex-wrap items-center gap-x-3 gap-y-1.5 rounded-md px-2 py-1.5 hover:bg-sunken"
    >
      <span className="grid min-w-32 flex-1 basis-0 grid-cols-[minmax(0,1fr)] max-sm:basis-full">
        <span className="flex min-w-0 gap-1.5">
          <span className="truncate" title={email}>
            {email}
          </span>
          {isYou ? <span className="shrink-0 text-muted">you</span> : null}
        </span>
        <span className="truncate text-[13px] text-muted">{name}</span>
      </span>
      {isManaged ? (
        <StandingForm group={group} member={member} isLastManager={isLastManager} />
      ) : (
        <span className="text-muted">{manager ? "Manager" : "Member"}</span>
      )}
      {isManaged && !isYou ? <RemoveForm group={group} member={member} /> : null}
    </li>
  );
}

/** Choosing is enough: it is sent at once. */
function StandingForm({ group, member: { email, manager }, isLastManager }: Omit<MemberRowProps, "isYou">) {
  const [chosen, setChosen] = useState<string | null>(null);
  const { formProps, pending } = useGroupForm({
    action: setMemberAction,
    schema: memberForm,
    done: manager ? "No manager any more" : "Manager made",
    refused: "Nothing was changed",
    // Until the group is read again it shows what was chosen; a refusal takes it back.
    onSettled: () => setChosen(null),
  });
  const kept = isLastManager ? "A group keeps at least one manager" : undefined;
  return (
    <form {...formProps}>
      <input type="hidden" name="group_id" value={group.group_id} />
      <input type="hidden" name="email" value={email} />
      <Select
        label={`What ${email} is`}
        name="manager"
        value={chosen ?? String(manager)}
        disabled={isLastManager}
        title={kept}
        aria-description={kept}
        aria-busy={pending}
        onChange={(event) => {
          setChosen(event.target.value);
          event.target.form?.requestSubmit();
        }}
      >
        <option value="false">Member</option>
        <option value="true">Manager</option>
      </Select>
    </form>
  );
}

function RemoveForm({ group, member: { email } }: Pick<MemberRowProps, "group" | "member">) {
  const { formProps, pending } = useGroupForm({
    action: removeMemberAction,
    schema: removeMemberForm,
    done: "Person removed",
    refused: "The person was not removed",
  });
  return (
    <form {...formProps}>
      <input type="hidden" name="group_id" value={group.group_id} />
      <input type="hidden" name="email" value={email} />
      <Button type="submit" variant="ghost" aria-label={`Remove ${email}`} disabled={pending} aria-busy={pending}>
        Remove
      </Button>
    </form>
  );
}
