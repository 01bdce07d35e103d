"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { toast } from "sonner";
import {
  changeNotesAction,
  describeDatasetAction,
  renameDatasetAction,
} from "@/app/(app)/datasets/[datasetId]/actions";
import { useActionForm } from "@/components/ui/form";
import { describeDatasetForm, notesForm, renameDatasetForm, type DatasetDto } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";

/** What is shown of a dataset follows a change of its details at once: its page, the lists, and the title of the browser's tab. */
function useShowDetails() {
  const client = useQueryClient();
  const router = useRouter();
  return (changed: DatasetDto) => {
    client.setQueryData<DatasetDto>(keys.dataset(changed.id), (known) => known && { ...known, ...changed });
    router.refresh();
    return makeStale(client, [keys.datasets(), keys.taskFilters()]);
  };
}

/** A form that renames a dataset. */
export function useRenameForm(dataset: DatasetDto, onDone: () => void) {
  const show = useShowDetails();
  return useActionForm({
    action: renameDatasetAction,
    schema: renameDatasetForm,
    defaultValue: { display_name: dataset.display_name },
    onDone: (changed) => {
      toast.success("Dataset renamed");
      onDone();
      return show(changed);
    },
  });
}

/** A form that changes a dataset's description. */
export function useDescribeForm(dataset: DatasetDto, onDone: () => void) {
  const show = useShowDetails();
  return useActionForm({
    action: describeDatasetAction,
    schema: describeDatasetForm,
    defaultValue: { description: dataset.description },
    onDone: (changed) => {
      toast.success("Description updated");
      onDone();
      return show(changed);
    },
  });
}

/** A form that changes a dataset's notes. */
export function useNotesForm(dataset: DatasetDto, onDone: () => void) {
  const show = useShowDetails();
  return useActionForm({
    action: changeNotesAction,
    schema: notesForm,
    defaultValue: { notes: dataset.notes },
    onDone: (changed) => {
      toast.success("Notes updated");
      onDone();
      return show(changed);
    },
  });
}
