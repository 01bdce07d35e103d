"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { inputOf, useLocalForm } from "@/components/ui/form";
import { renameCluster } from "@/lib/items/queries";
import { clusterName } from "@/lib/items/schema";
import { makeStale, staleAfterChange } from "@/lib/query-keys";
import { clusterTitle } from "../cluster-title";

interface RenameClusterDialogProps {
  readonly datasetId: string;
  readonly cluster: string;
  /** What its items share, as a name to begin with; empty where they share nothing. */
  readonly words: string;
  readonly onRenamed: (name: string, editId: string | null) => void;
  readonly onClose: () => void;
}

/** Asks for a name for a cluster. */
export function RenameClusterDialog({ datasetId, cluster, words, onRenamed, onClose }: RenameClusterDialogProps) {
  const client = useQueryClient();
  const title = clusterTitle(cluster);
  const rename = useMutation({
    mutationFn: (name: string) => renameCluster(datasetId, cluster, name),
    onSuccess: ({ edit_id }, name) => {
      onClose();
      onRenamed(name, edit_id);
    },
    onSettled: () => void makeStale(client, staleAfterChange(datasetId)),
  });
  const { formProps, fields } = useLocalForm({
    schema: clusterName,
    // A number is no name to begin with; what the items share is.
    defaultValue: { name: title === cluster ? cluster : words },
    onSubmit: ({ name }) => {
      if (!rename.isPending) rename.mutate(name);
    },
  });
  const name = inputOf(fields.name);
  return (
    <Dialog
      onClose={onClose}
      title={`Rename ${title}`}
      description="The name is part of the dataset's versions, and stays after re-indexing while most of the cluster stays together."
    >
      <form {...formProps} className="grid gap-4">
        <TextField
          label="Name"
          autoComplete="off"
          {...name}
          error={name.error ?? rename.error?.message}
          onInput={() => rename.error && rename.reset()}
          onFocus={(event) => event.target.select()}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={rename.isPending} aria-busy={rename.isPending}>
            Rename
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
