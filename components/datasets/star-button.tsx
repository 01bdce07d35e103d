"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import clsx from "clsx";
import { Star } from "lucide-react";
import { toast } from "sonner";
import { IconButton } from "@/components/ui/button";
import { starDataset } from "@/lib/datasets/queries";
import type { DatasetDto } from "@/lib/datasets/schema";
import { keys, makeStale } from "@/lib/query-keys";

/** Marks a dataset for oneself. It shows at once, and goes back when the server refuses. */
export function StarButton({ dataset, className }: { dataset: DatasetDto; className?: string }) {
  const client = useQueryClient();
  const star = useMutation({
    mutationFn: (starred: boolean) => starDataset(dataset.id, starred),
    onError: (error) => toast.error("The star was not changed", { description: error.message }),
    onSettled: () => makeStale(client, [keys.datasets(), keys.dataset(dataset.id)]),
  });
  const starred = star.isPending ? star.variables : dataset.starred;
  return (
    <IconButton
      label={`Star ${dataset.display_name}`}
      title={starred ? "Starred" : "Star"}
      aria-pressed={starred}
      onClick={() => star.mutate(!starred)}
      className={clsx(starred ? "text-accent-text!" : "text-muted!", className)}
    >
      <Star size={17} aria-hidden fill={starred ? "currentColor" : "none"} />
    </IconButton>
  );
}
