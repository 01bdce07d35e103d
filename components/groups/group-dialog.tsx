"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  deleteGroupAction,
  removeMemberAction,
  renameGroupAction,
  setMemberAction,
} from "@/app/(app)/settings/actions";
import { useCurrentUser } from "@/components/layout/current-user";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { plural } from "@/components/ui/format";
import { inputOf } from "@/components/ui/form";
import { Loaded } from "@/components/ui/loaded";
import { Skeleton } from "@/components/ui/status";
import { nameOfRole } from "@/lib/auth/roles";
import { groupQuery } from "@/lib/groups/queries";
import {
  deleteGroupForm,
  memberForm,
  removeMemberForm,
  renameGroupForm,
  type GroupDetailsDto,
  type GroupDto,
} from "@/lib/groups/schema";
import { MemberRow } from "./member-row";
import { useGroupForm } from "./use-group-form";

interface GroupDialogProps {
  readonly group: GroupDto;
  readonly onClose: () => void;
}

/** A group: its people, for those who are in it, and what its managers may change. */
export function GroupDialog({ group, onClose }: GroupDialogProps) {
  const query = useQuery(groupQuery(group.group_id));
  const known = query.data ?? group;
  return (
    <Dialog onClose={onClose} size="medium" title={known.name} description={<Description group={known} />}>
      <Loaded query={query} skeleton={<Skeleton className="h-24" />}>
        {(read) => <GroupParts group={read} onClose={onClose} />}
      </Loaded>
    </Dialog>
  );
}

function Description({ group: { people, from_provider, role_everywhere } }: { group: GroupDto }) {
  return (
    <>
      <p>
        {plural(people, "person", "people")}.{" "}
        {from_provider
          ? "Who is in this group is said by the identity provider, whenever they sign in."
          : "Whoever is in the group has the roles that datasets give it."}
      </p>
      {role_everywhere ? (
        <p>By the installation&apos;s settings it is {nameOfRole(role_everywhere)} of every dataset.</p>
      ) : null}
    </>
  );
}

function GroupParts({ group, onClose }: { group: GroupDetailsDto; onClose: () => void }) {
  const you = useCurrentUser();
  const { members, can } = group;
  const [asking, setAsking] = useState<"delete" | "leave" | null>(null);
  const isManager = can.manage === null;
  return (
    <>
      {isManager ? <AddMember group={group} /> : null}
      {members === null ? (
        <p className="text-muted">
          Its people are shown to those who are in it. {isManager ? "" : "A manager can add you."}
        </p>
      ) : (
        <ul aria-label="Members" className="-mx-2 grid grid-cols-[minmax(0,1fr)]">
          {members.map((member) => (
            <MemberRow
              key={member.email}
              group={group}
              member={member}
              isYou={member.email === you}
              isLastManager={member.manager && members.filter(({ manager }) => manager).length === 1}
            />
          ))}
        </ul>
      )}
      {isManager ? <Rename key={group.name} group={group} /> : null}
      {asking ? (
        <Ending group={group} what={asking} onKeep={() => setAsking(null)} onDone={onClose} />
      ) : (
        <DialogActions>
          {can.leave === null ? <Button onClick={() => setAsking("leave")}>Leave group</Button> : null}
          {isManager ? (
            <Button variant="danger" onClick={() => setAsking("delete")}>
              Delete group
            </Button>
          ) : null}
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </DialogActions>
      )}
    </>
  );
}

const GroupId = ({ group }: { group: GroupDto }) => <input type="hidden" name="group_id" value={group.group_id} />;

function AddMember({ group }: { group: GroupDto }) {
  const { formProps, fields, pending, problem, reset } = useGroupForm({
    action: setMemberAction,
    schema: memberForm,
    done: "Person added",
    onDone: () => {
      reset();
    },
  });
  return (
    <form {...formProps} aria-label="Add somebody" className="grid gap-3">
      <GroupId group={group} />
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-48 flex-1">
          <TextField label="Email" type="email" autoComplete="off" {...inputOf(fields.email)} />
        </div>
        <Button type="submit" variant="primary" disabled={pending} aria-busy={pending}>
          Add
        </Button>
      </div>
      {problem}
    </form>
  );
}

function Rename({ group }: { group: GroupDto }) {
  const { formProps, fields, pending, problem } = useGroupForm({
    action: renameGroupAction,
    schema: renameGroupForm,
    defaultValue: { name: group.name },
    done: "Group renamed",
  });
  return (
    <form {...formProps} aria-label="Rename the group" className="grid gap-3">
      <GroupId group={group} />
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-48 flex-1">
          <TextField label="Name" autoComplete="off" {...inputOf(fields.name)} />
        </div>
        <Button type="submit" disabled={pending} aria-busy={pending}>
          Rename
        </Button>
      </div>
      {problem}
    </form>
  );
}

interface EndingProps {
  readonly group: GroupDetailsDto;
  readonly what: "delete" | "leave";
  readonly onKeep: () => void;
  readonly onDone: () => void;
}

/** Deleting the group, or leaving it, once that is confirmed. */
const Ending = ({ what, ...props }: EndingProps) => (what === "delete" ? <Delete {...props} /> : <Leave {...props} />);

function Delete({ group, onKeep, onDone }: Omit<EndingProps, "what">) {
  const { formProps, pending, problem } = useGroupForm({
    action: deleteGroupAction,
    schema: deleteGroupForm,
    done: "Group deleted",
    onDone,
  });
  return (
    <form {...formProps} aria-label={`Delete ${group.name}?`} className="grid gap-3">
      <GroupId group={group} />
      <p>
        {group.people === 1
          ? "The one person in it loses the roles that came by this group."
          : `Its ${plural(group.people, "person", "people")} lose the roles that came by this group.`}{" "}
        The datasets stay.
      </p>
      {problem}
      <DialogActions>
        <Button autoFocus onClick={onKeep}>
          Keep
        </Button>
        <Button type="submit" variant="danger" disabled={pending} aria-busy={pending}>
          Delete
        </Button>
      </DialogActions>
    </form>
  );
}

function Leave({ group, onKeep, onDone }: Omit<EndingProps, "what">) {
  const you = useCurrentUser() ?? "";
  const { formProps, pending, problem } = useGroupForm({
    action: removeMemberAction,
    schema: removeMemberForm,
    done: "Group left",
    onDone,
  });
  return (
    <form {...formProps} aria-label={`Leave ${group.name}?`} className="grid gap-3">
      <GroupId group={group} />
      <input type="hidden" name="email" value={you} />
      <p>You lose the roles that came by this group. A manager can add you again.</p>
      {problem}
      <DialogActions>
        <Button autoFocus onClick={onKeep}>
          Keep
        </Button>
        <Button type="submit" variant="danger" disabled={pending} aria-busy={pending}>
          Leave
        </Button>
      </DialogActions>
    </form>
  );
}
