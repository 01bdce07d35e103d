"use client";

import { useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import type { z } from "zod";
import { useActionForm } from "@/components/ui/form";
import type { FormAction } from "@/lib/form-answer";
import { keys, makeStale } from "@/lib/query-keys";

interface GroupFormOptions<S extends z.ZodObject, T> {
  readonly action: FormAction<T>;
  readonly schema: S;
  /** What is told once it is done. */
  readonly done: string;
  readonly refused?: string;
  readonly defaultValue?: Partial<Record<keyof z.input<S>, string>>;
  readonly onDone?: () => void;
  /** Runs after every answer, and after groups were read again. */
  readonly onSettled?: () => void;
}

/** A form that changes a group: groups are read again after it, and datasets, which may have come or gone with it. */
export function useGroupForm<S extends z.ZodObject, T>({ done, onDone, ...form }: GroupFormOptions<S, T>) {
  const client = useQueryClient();
  return useActionForm({
    ...form,
    onDone: () => {
      toast.success(done);
      onDone?.();
      return makeStale(client, [keys.groups(), keys.datasets()]);
    },
  });
}
