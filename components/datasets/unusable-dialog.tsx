"use client";

import { useQuery } from "@tanstack/react-query";
import { useDialogs } from "@/components/dialogs/context";
import { mistakesOf } from "@/components/tasks/mistakes";
import { Button } from "@/components/ui/button";
import { copyId } from "@/components/ui/copy-id";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { formatCount } from "@/components/ui/format";
import { datasetQuery } from "@/lib/datasets/queries";
import type { TaskDto } from "@/lib/tasks/schema";

/** What an import left out, by name and reason, and a way to send it again once it is mended. */
export function UnusableDialog({ task, onClose }: { task: TaskDto; onClose: () => void }) {
  const dialogs = useDialogs();
  const { data: dataset } = useQuery(datasetQuery(task.dataset_id));
  const kinds = mistakesOf(task);
  const isOfAnnotations = task.task_type === "ANNOTATION_IMPORT";
  const refusal = dataset && (isOfAnnotations ? dataset.can.annotation_import : dataset.can.media_addition);
  const asText = () => kinds.flatMap(({ list }) => list.map(({ where, reason }) => `${where}: ${reason}`)).join("\n");
  return (
    <Dialog
      onClose={onClose}
      title="Not everything could be used"
      size="medium"
      description={`Everything else was ${isOfAnnotations ? "imported" : "added"}. Mend what is listed here and add it again.`}
    >
      <div className="grid max-h-[50dvh] grid-cols-[minmax(0,1fr)] gap-4 overflow-y-auto">
        {kinds.map(({ title, list, hidden }) => (
          <section key={title}>
            <h3 className="mb-1.5 font-semibold">{title}</h3>
            <ul aria-label={title} tabIndex={0} className="grid grid-cols-1 gap-2">
              {list.map(({ where, reason }, index) => (
                <li key={index}>
                  <p className="font-medium wrap-anywhere">{where}</p>
                  <p className="text-[13px] wrap-anywhere text-muted">{reason}</p>
                </li>
              ))}
              {hidden > 0 ? <li className="text-muted">and {formatCount(hidden)} more</li> : null}
            </ul>
          </section>
        ))}
      </div>
      <DialogActions>
        <Button onClick={() => void copyId("List", asText())}>Copy list</Button>
        <Button
          variant="primary"
          disabled={!dataset || refusal !== null}
          title={refusal ?? undefined}
          onClick={() => {
            if (!dataset) return;
            onClose();
            dialogs.open({ name: isOfAnnotations ? "import-annotations" : "add-media", dataset });
          }}
        >
          Add files again
        </Button>
      </DialogActions>
    </Dialog>
  );
}
