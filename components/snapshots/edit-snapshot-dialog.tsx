"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { updateSnapshotAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { Checkbox, TextField } from "@/components/ui/field";
import { inputOf, useActionForm } from "@/components/ui/form";
import { makeStale, staleAfterChange } from "@/lib/query-keys";
import { updateSnapshotForm } from "@/lib/snapshots/schema";
import { SnapshotFields, SnapshotRef, type KeptEntryDialogProps } from "./snapshot-fields";

export function EditSnapshotDialog({ dataset, entry, onClose }: KeptEntryDialogProps) {
  const client = useQueryClient();
  const { formProps, fields, pending, problem } = useActionForm({
    action: updateSnapshotAction,
    schema: updateSnapshotForm,
    defaultValue: {
      name: entry.snapshot_name,
      description: entry.description,
      aliases: entry.aliases.join(", "),
    },
    refused: "The snapshot was not updated",
    onSettled: () => makeStale(client, staleAfterChange(dataset.id)),
    onDone: () => {
      toast.success("Snapshot updated");
      onClose();
    },
  });
  return (
    <Dialog
      onClose={onClose}
      title="Update Snapshot"
      description="What it is called, and what keeps it. The saved data does not change."
    >
      <form {...formProps} className="grid gap-4">
        <SnapshotRef dataset={dataset} entry={entry} />
        <SnapshotFields name={fields.name} description={fields.description} />
        <TextField
          label="Aliases"
          {...inputOf(fields.aliases)}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          hint="Optional: names by which scripts find it, such as production. One that another snapshot has moves here."
        />
        <div className="grid gap-1.5">
          <Switched name="pinned" label="Pin: keep it, and do not let it be removed" initial={entry.pinned} />
          {dataset.can.snapshot_protect === null ? (
            <Switched
              name="protected"
              label="Protect: the same, and only owners can switch it off"
              initial={entry.protected}
            />
          ) : null}
        </div>
        {problem}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={pending} aria-busy={pending}>
            Update
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** A box that sends what it is also when it is not ticked. */
function Switched({ name, label, initial }: { name: string; label: string; initial: boolean }) {
  const [on, setOn] = useState(initial);
  return (
    <>
      <input type="hidden" name={name} value={String(on)} />
      <Checkbox label={label} checked={on} onChange={(event) => setOn(event.target.checked)} />
    </>
  );
}
