"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleDashed } from "lucide-react";
import { useDataset } from "@/components/datasets/use-dataset";
import { useTaskWatcher } from "@/components/tasks/task-watcher";
import { useTellEnd } from "@/components/tasks/use-tell-end";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { Loaded } from "@/components/ui/loaded";
import { ProgressBar, Skeleton } from "@/components/ui/status";
import type { DatasetDto } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";
import { metricsQuery, refreshMetrics } from "@/lib/statistics/queries";
import { taskQuery } from "@/lib/tasks/queries";
import { isActive } from "@/lib/tasks/schema";
import { findingsOf, outcomeOf, type Finding } from "./refresh-words";

/** Says what of a dataset's numbers is stale, recomputes that, and says what was current already. */
export function RefreshMetricsDialog({ dataset: known, onClose }: { dataset: DatasetDto; onClose: () => void }) {
  const dataset = useDataset(known);
  const client = useQueryClient();
  const watch = useTaskWatcher();
  const tellEnd = useTellEnd();
  const metrics = useQuery(metricsQuery(dataset.id));
  const refresh = useMutation({
    mutationFn: () => refreshMetrics(dataset.id),
    onSuccess: ({ task_id }) => {
      if (task_id) watch(task_id, tellEnd({ done: "Metrics refreshed", failed: "Refreshing the metrics failed" }));
    },
    onSettled: () => makeStale(client, [keys.dataset(dataset.id), keys.tasks(), keys.anyStatistics(dataset.id)]),
  });
  const taskId = refresh.data?.task_id ?? null;
  const { data: task } = useQuery({ ...taskQuery(taskId ?? ""), enabled: taskId !== null });
  const isReading = taskId !== null && (task === undefined || isActive(task.status));
  const refusal = dataset.can.reindex;
  return (
    <Dialog
      onClose={onClose}
      title="Refresh Metrics"
      size="medium"
      description="What the Overview shows follows from the data. What can be stale of it is looked at here, item by item, and recomputed."
    >
      <div aria-live="polite" className="min-h-32">
        {refresh.data ? (
          <Findings of={outcomeOf(refresh.data, task)} />
        ) : (
          <Loaded query={metrics} skeleton={<Skeleton className="h-32" />}>
            {(found) => <Findings of={findingsOf(found)} />}
          </Loaded>
        )}
      </div>
      {isReading ? <ProgressBar percent={task?.progress_percentage ?? 0} label="Reading files again" /> : null}
      {refresh.data ? null : <Alert tone="neutral">{refusal}</Alert>}
      <Alert>{refresh.error?.message}</Alert>
      <DialogActions>
        <Button onClick={onClose}>{refresh.data ? "Close" : "Cancel"}</Button>
        {refresh.data ? null : (
          <Button
            variant="primary"
            data-autofocus
            disabled={refresh.isPending || refusal !== null}
            aria-busy={refresh.isPending}
            onClick={() => refresh.mutate()}
          >
            Update status
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

const Findings = ({ of: findings }: { of: readonly Finding[] }) => (
  <ul className="grid gap-2">
    {findings.map(({ key, text, isCurrent }) => (
      <li key={key} className="flex gap-2.5">
        {isCurrent ? (
          <CircleCheck size={18} aria-hidden className="mt-0.5 shrink-0 text-good" />
        ) : (
          <CircleDashed size={18} aria-hidden className="mt-0.5 shrink-0 text-warn" />
        )}
        <span className="min-w-0 wrap-anywhere">{text}</span>
      </li>
    ))}
  </ul>
);
