"use client";

import { parseWithZod } from "@conform-to/zod/v4";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { inputOf, useLocalForm } from "@/components/ui/form";
import { formatBytes, plural } from "@/components/ui/format";
import { Loaded } from "@/components/ui/loaded";
import { Skeleton } from "@/components/ui/status";
import type { DatasetDto } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";
import { applyRetention, retentionPreviewQuery, retentionQuery, setRetention } from "@/lib/retention/queries";
import { retentionForm, retentionOf, type Retention } from "@/lib/retention/schema";

interface RetentionDialogProps {
  readonly dataset: DatasetDto;
  readonly onClose: () => void;
}

/** How long a dataset keeps its snapshots, with what that would remove before it is saved. */
export function RetentionDialog({ dataset, onClose }: RetentionDialogProps) {
  const query = useQuery({ ...retentionQuery(dataset.id), staleTime: 0 });
  return (
    <Dialog
      onClose={onClose}
      title="Retention"
      description="How long snapshots are kept. The Current Version, and what is pinned, protected, aliased, trained on, merged from or in use, always stays."
    >
      <Loaded query={query} skeleton={<Skeleton className="h-64" />}>
        {(rule) => <RetentionForm dataset={dataset} rule={rule} onClose={onClose} />}
      </Loaded>
    </Dialog>
  );
}

const typed = (value: number | null): string => (value === null ? "" : String(value));

function RetentionForm({ dataset, rule, onClose }: RetentionDialogProps & { readonly rule: Retention }) {
  const client = useQueryClient();
  const [shown, setShown] = useState<Retention | null>(rule);
  const settled = () => makeStale(client, [keys.retention(dataset.id), keys.snapshots(dataset.id)]);
  const save = useMutation({
    mutationFn: (next: { rule: Retention; applies: boolean }) => saveAndApply(dataset.id, next),
    onSuccess: (retired) => {
      toast.success("Retention saved", {
        description: retired === null ? undefined : `${plural(retired, "snapshot")} removed`,
      });
      onClose();
    },
    onSettled: settled,
  });
  const { formProps, fields } = useLocalForm({
    schema: retentionForm,
    defaultValue: {
      automatic_days: typed(rule.automatic.days),
      automatic_at_least: typed(rule.automatic.at_least),
      named_days: typed(rule.named.days),
      named_at_least: typed(rule.named.at_least),
    },
    onSubmit: (input) => save.mutate({ rule: retentionOf(input), applies: false }),
  });
  const look = (form: HTMLFormElement) => {
    const submission = parseWithZod(new FormData(form), { schema: retentionForm });
    setShown(submission.status === "success" ? retentionOf(submission.value) : null);
  };
  return (
    <form {...formProps} className="grid gap-4" onInput={({ currentTarget }) => look(currentTarget)}>
      <fieldset className="grid gap-3 sm:grid-cols-2">
        <legend className="mb-1.5 font-semibold">Automatic revisions</legend>
        <TextField
          label="Remove after (days)"
          inputMode="numeric"
          {...inputOf(fields.automatic_days)}
          placeholder="never"
        />
        <TextField
          label="But keep at least"
          inputMode="numeric"
          {...inputOf(fields.automatic_at_least)}
          placeholder="none"
        />
      </fieldset>
      <fieldset className="grid gap-3 sm:grid-cols-2">
        <legend className="mb-1.5 font-semibold">Named snapshots</legend>
        <TextField
          label="Remove after (days)"
          inputMode="numeric"
          {...inputOf(fields.named_days)}
          placeholder="never"
        />
        <TextField
          label="But keep at least"
          inputMode="numeric"
          {...inputOf(fields.named_at_least)}
          placeholder="none"
        />
      </fieldset>
      {shown === null ? null : <Preview datasetId={dataset.id} rule={shown} />}
      <Alert>{save.error?.message}</Alert>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          disabled={save.isPending || shown === null}
          onClick={() => shown && save.mutate({ rule: shown, applies: true })}
        >
          Save and apply now
        </Button>
        <Button type="submit" variant="primary" disabled={save.isPending} aria-busy={save.isPending}>
          Save
        </Button>
      </DialogActions>
    </form>
  );
}

/** @returns how many went at once; null where the night is left to it */
async function saveAndApply(
  datasetId: string,
  { rule, applies }: { rule: Retention; applies: boolean },
): Promise<number | null> {
  await setRetention(datasetId, rule);
  return applies ? (await applyRetention(datasetId)).retired : null;
}

/** Long enough that a number is typed to its end. */
const TYPED_MS = 300;

function Preview({ datasetId, rule }: { readonly datasetId: string; readonly rule: Retention }) {
  const [asked, setAsked] = useState(rule);
  const isSame = JSON.stringify(asked) === JSON.stringify(rule);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(rule), TYPED_MS);
    return () => clearTimeout(timer);
  }, [rule]);
  const { data, error } = useQuery(retentionPreviewQuery(datasetId, asked));
  if (error) return <Alert>{error.message}</Alert>;
  const told =
    !data || !isSame
      ? "Working out what this removes …"
      : data.remove.length === 0
        ? "Removes no snapshot now."
        : `Removes ${plural(data.remove.length, "snapshot")} now, and again every night what has become older. ${
            data.frees_bytes > 0
              ? `Frees ${formatBytes(data.frees_bytes)}, 30 days after.`
              : "Frees nothing: others hold the same data."
          }`;
  return (
    <p role="status" className="rounded-md bg-sunken px-3.5 py-2.5">
      {told}
    </p>
  );
}
