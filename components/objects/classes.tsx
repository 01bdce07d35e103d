"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { createContext, use, useMemo, type ReactNode } from "react";
import { colorOfName } from "@/lib/classes/color";
import type { ClassDto } from "@/lib/classes/schema";
import { classesQuery } from "@/lib/items/class-queries";

/** What is known of the classes of the version that is shown. The one place that says so. */
export interface Classes {
  /** By their index. */
  readonly all: readonly ClassDto[];
  /** Undefined for a label that is no class, or not known yet. */
  readonly find: (label: string) => ClassDto | undefined;
  readonly colourOf: (label: string) => string;
}

const known = (all: readonly ClassDto[]): Classes => {
  const byName = new Map(all.map((one) => [one.name, one]));
  return {
    all,
    find: (label) => byName.get(label),
    colourOf: (label) => byName.get(label)?.color ?? colorOfName(label),
  };
};

const Context = createContext(known([]));
export const useClasses = (): Classes => use(Context);

interface ClassesProviderProps {
  readonly datasetId: string;
  /** Null while it is not known. */
  readonly stateId: string | null;
  readonly children: ReactNode;
}

export function ClassesProvider({ datasetId, stateId, children }: ClassesProviderProps) {
  const { data } = useQuery({
    ...classesQuery(datasetId, stateId ?? ""),
    // Nothing is asked before it is known which version is shown.
    enabled: Boolean(stateId),
    placeholderData: keepPreviousData,
  });
  const classes = useMemo(() => known(data?.classes ?? []), [data]);
  return <Context value={classes}>{children}</Context>;
}

const MAX_SUGGESTED = 500;

/** Labels that are suggested where one is written: those of the item's objects, then all classes in their order. Pure. */
export const suggestedLabels = (used: readonly string[], { all }: Pick<Classes, "all">): string[] =>
  [...new Set([...used, ...all.map(({ name }) => name)])]
    .filter((label) => label.trim() !== "")
    .slice(0, MAX_SUGGESTED);
