"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { plural } from "@/components/ui/format";
import { Loaded } from "@/components/ui/loaded";
import { Skeleton } from "@/components/ui/status";
import { revertChange, revertPreviewQuery } from "@/lib/activity/queries";
import type { ActivityEntry } from "@/lib/activity/schema";
import { NAME_OF_WRITTEN, type RevertDto } from "@/lib/items/schema";
import { makeStale, staleAfterChange } from "@/lib/query-keys";

interface TakeBackDialogProps {
  readonly datasetId: string;
  readonly entry: ActivityEntry;
  /** Says what was done, with its Undo. */
  readonly onDone: (editId: string, what: string) => void;
  readonly onClose: () => void;
}

/** Says in numbers what taking a change back comes to now, and does it. What came later stays. */
export function TakeBackDialog({ datasetId, entry, onDone, onClose }: TakeBackDialogProps) {
  const client = useQueryClient();
  const preview = useQuery({ ...revertPreviewQuery(datasetId, entry.event_id), staleTime: 0, gcTime: 0 });
  const revert = useMutation({
    // What the dialog said stays is left as it is.
    mutationFn: () => revertChange(datasetId, entry.event_id, (preview.data?.skipped ?? 0) > 0),
    onSuccess: ({ changed, edit_id }) => {
      if (edit_id === null) toast("There was nothing left to take back");
      else
        onDone(
          edit_id,
          changed > 0 ? `${plural(changed, "item")} taken back: ${entry.words}` : `Taken back: ${entry.words}`,
        );
      onClose();
    },
    onSettled: () => makeStale(client, staleAfterChange(datasetId)),
  });
  const isPartial = (preview.data?.skipped ?? 0) > 0;
  const isNothing = preview.data?.changed === 0 && isPartial;
  return (
    <Dialog
      onClose={onClose}
      title="Take back this change"
      size="medium"
      description={
        <p>
          <strong className="font-medium text-ink">{entry.actor}</strong> <span dir="auto">{entry.words}</span>.
          Whatever was done since stays.
        </p>
      }
    >
      <div aria-live="polite" className="min-h-16">
        <Loaded query={preview} skeleton={<Skeleton className="h-16" />}>
          {(found) => <Outcome of={found} />}
        </Loaded>
      </div>
      <Alert>{revert.error?.message}</Alert>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant="primary"
          data-autofocus
          disabled={preview.data === undefined || isNothing || revert.isPending}
          aria-busy={revert.isPending}
          onClick={() => revert.mutate()}
        >
          {isPartial ? "Take back the rest" : "Take back"}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Outcome({ of: { changed, skipped, deleted, conflicts } }: { of: RevertDto }) {
  return (
    <div className="grid gap-2">
      <p>{changed > 0 ? `${plural(changed, "item changes", "items change")} back.` : "No item changes."}</p>
      {deleted > 0 ? (
        <p className="text-muted">
          {plural(
            deleted,
            "item was deleted since and stays as it is",
            "items were deleted since and stay as they are",
          )}
          .
        </p>
      ) : null}
      {skipped > 0 ? (
        <>
          <p>
            {plural(skipped, "item stays as it is", "items stay as they are")}, because somebody wrote there again
            since:
          </p>
          <ul aria-label="Items that stay" className="grid max-h-48 gap-1 overflow-y-auto text-[13px]">
            {conflicts.map(({ media_id, file_name, kinds }) => (
              <li key={media_id} className="wrap-anywhere">
                {file_name}{" "}
                <span className="text-muted">({kinds.map((kind) => NAME_OF_WRITTEN[kind]).join(", ")})</span>
              </li>
            ))}
            {skipped > conflicts.length ? (
              <li className="text-muted">and {plural(skipped - conflicts.length, "other")}</li>
            ) : null}
          </ul>
        </>
      ) : null}
    </div>
  );
}
