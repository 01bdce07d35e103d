"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Users } from "lucide-react";
import { toast } from "sonner";
import { createGroupAction } from "@/app/(app)/settings/actions";
import { useDialogs } from "@/components/dialogs/context";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { plural } from "@/components/ui/format";
import { inputOf, useActionForm } from "@/components/ui/form";
import { EmptyState } from "@/components/ui/status";
import { nameOfRole } from "@/lib/auth/roles";
import { groupsQuery } from "@/lib/groups/queries";
import { createGroupForm, type GroupDto } from "@/lib/groups/schema";
import { keys, makeStale } from "@/lib/query-keys";

/** What whoever looks is in a group, and what is special about it, in a few words. */
function wordsOf({ you, people, from_provider, role_everywhere }: GroupDto): string {
  return [
    plural(people, "person", "people"),
    ...(you ? [you === "manager" ? "you manage it" : "you are in it"] : []),
    ...(from_provider ? ["from the identity provider"] : []),
    ...(role_everywhere ? [`${nameOfRole(role_everywhere)} of every dataset`] : []),
  ].join(" · ");
}

/** All groups, and a form for a new one. */
export function Groups({ initial }: { initial: GroupDto[] }) {
  const client = useQueryClient();
  const dialogs = useDialogs();
  const { data: groups } = useQuery({ ...groupsQuery(), initialData: initial });
  const { formProps, fields, pending, problem, reset } = useActionForm({
    action: createGroupAction,
    schema: createGroupForm,
    onDone: (group) => {
      toast.success("Group made");
      dialogs.open({ name: "group", group });
      reset();
      return makeStale(client, [keys.groups()]);
    },
  });
  return (
    <section aria-label="Groups" className="grid gap-4 rounded-lg border border-line bg-surface p-5">
      <div>
        <h2 className="text-base font-semibold">Groups</h2>
        <p className="text-muted">Share a dataset with a group, and whoever is in it has the role.</p>
      </div>
      <form {...formProps} className="grid gap-3">
        <div className="flex flex-wrap items-end gap-2">
          <div className="min-w-52 flex-1">
            <TextField label="Name of the new group" {...inputOf(fields.name)} autoComplete="off" />
          </div>
          <Button type="submit" variant="primary" disabled={pending} aria-busy={pending}>
            Create group
          </Button>
        </div>
        {problem}
      </form>
      {groups.length === 0 ? (
        <EmptyState icon={<Users size={24} aria-hidden />} title="No groups" />
      ) : (
        <ul className="divide-y divide-line" aria-label="All groups">
          {groups.map((group) => (
            <li key={group.group_id} className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 py-2">
              <span className="min-w-40 flex-1 font-medium wrap-anywhere">{group.name}</span>
              <span className="text-[13px] text-muted">{wordsOf(group)}</span>
              <Button
                variant="ghost"
                aria-label={`Open ${group.name}`}
                onClick={() => dialogs.open({ name: "group", group })}
              >
                Open
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
