"use client";

import { useQuery } from "@tanstack/react-query";
import { useDialogs } from "@/components/dialogs/context";
import { Button } from "@/components/ui/button";
import { copyText } from "@/components/ui/copy-text";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { plural } from "@/components/ui/format";
import { datasetQuery } from "@/lib/datasets/queries";
import type { ImportResult } from "@/lib/pipeline/schema";

interface UnusableFilesDialogProps {
  readonly datasetId: string;
  readonly failures: ImportResult["failures"];
  /** There may be more than are listed. */
  readonly total: number;
  readonly onClose: () => void;
}

/** Files that an import left out, by name and reason, and a way to send others in their place. */
export function UnusableFilesDialog({ datasetId, failures, total, onClose }: UnusableFilesDialogProps) {
  const dialogs = useDialogs();
  const { data: dataset } = useQuery(datasetQuery(datasetId));
  const asText = () => failures.map(({ path, reason }) => `${path}: ${reason}`).join("\n");
  return (
    <Dialog
      onClose={onClose}
      title={`${plural(total, "file")} could not be used`}
      size="medium"
      description="Everything else was added. Mend these files and add them again."
    >
      <ul
        aria-label="Files that could not be used"
        tabIndex={0}
        className="grid max-h-[50dvh] grid-cols-[minmax(0,1fr)] gap-2 overflow-y-auto"
      >
        {failures.map(({ path, reason }) => (
          <li key={path}>
            <p className="font-medium wrap-anywhere">{path}</p>
            <p className="text-[13px] wrap-anywhere text-muted">{reason}</p>
          </li>
        ))}
        {total > failures.length ? (
          <li className="text-muted">and {plural(total - failures.length, "more file")}</li>
        ) : null}
      </ul>
      <DialogActions>
        <Button onClick={() => void copyText(asText(), "List of files")}>Copy list</Button>
        <Button
          variant="primary"
          disabled={!dataset || dataset.can.media_addition !== null}
          title={dataset?.can.media_addition ?? undefined}
          onClick={() => {
            if (!dataset) return;
            onClose();
            dialogs.open({ name: "add-media", dataset });
          }}
        >
          Add them again
        </Button>
      </DialogActions>
    </Dialog>
  );
}
