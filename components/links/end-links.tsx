"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import type { DatasetDto } from "@/lib/datasets/schema";
import { revokeLinks } from "@/lib/links/queries";

/** Ends every link to the dataset's files that was given out, once that is confirmed. */
export function EndLinks({ dataset }: { dataset: DatasetDto }) {
  const [asking, setAsking] = useState(false);
  const refusal = dataset.can.dataset_share;
  const { mutate, isPending } = useMutation({
    mutationFn: () => revokeLinks(dataset.id),
    onSuccess: () => {
      setAsking(false);
      toast.success("All links to files ended");
    },
    onError: (error) => toast.error("The links were not ended", { description: error.message }),
  });
  return (
    <section aria-label="Links to files" className="grid gap-2 border-t border-line pt-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <p className="min-w-48 flex-1 text-muted">
          Downloads of exports and links for scripts work for whoever has them, until they expire.
        </p>
        <Button
          variant="ghost"
          disabled={refusal !== null || asking}
          title={refusal ?? undefined}
          onClick={() => setAsking(true)}
        >
          End all links
        </Button>
      </div>
      {asking ? (
        <div role="group" aria-label="End all links?" className="flex flex-wrap items-center justify-end gap-2">
          <p className="min-w-40 flex-1">
            Nobody can load files by a link that was given before, in no script and no tool.
          </p>
          <Button autoFocus onClick={() => setAsking(false)}>
            Keep
          </Button>
          <Button variant="danger" disabled={isPending} aria-busy={isPending} onClick={() => mutate()}>
            End them
          </Button>
        </div>
      ) : null}
    </section>
  );
}
