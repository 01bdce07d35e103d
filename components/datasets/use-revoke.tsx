"use client";

import { useQueryClient } from "@tanstack/react-query";
import { usePathname, useRouter } from "next/navigation";
import { toast } from "sonner";
import { revokeShareAction } from "@/app/(app)/datasets/[datasetId]/actions";
import { useCurrentUser } from "@/components/layout/current-user";
import { useActionForm } from "@/components/ui/form";
import type { DatasetDto } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";
import { revokeForm } from "@/lib/sharing/schema";
import { forgetDataset } from "./forget-dataset";

interface RevokeOptions {
  readonly dataset: DatasetDto;
  /** An address, or a group's id. */
  readonly grantTo: string;
  /** What is told once it is done. */
  readonly done: string;
  /** It is one's own role, and there is no other: nothing is left to look at. */
  readonly leaves?: boolean;
  readonly onDone?: () => void;
}

/** A form that takes a role away. Whoever has no other leaves the dataset's page with it. */
export function useRevoke({ dataset, grantTo, done, leaves = false, onDone }: RevokeOptions) {
  const client = useQueryClient();
  const router = useRouter();
  const pathname = usePathname();
  const isYou = useCurrentUser() === grantTo;
  const { formProps, pending } = useActionForm({
    action: revokeShareAction,
    schema: revokeForm,
    refused: isYou ? "You have not left the dataset" : "The role was not taken away",
    onDone: () => {
      toast.success(done);
      onDone?.();
      if (!leaves) return makeStale(client, [keys.shares(dataset.id), keys.dataset(dataset.id), keys.datasets()]);
      forgetDataset(client, dataset.id);
      if (pathname !== "/datasets") router.push("/datasets");
      return makeStale(client, [keys.datasets()]);
    },
  });
  const refs = (
    <>
      <input type="hidden" name="dataset_id" value={dataset.id} />
      <input type="hidden" name="grant_to" value={grantTo} />
    </>
  );
  return { formProps, pending, refs };
}
