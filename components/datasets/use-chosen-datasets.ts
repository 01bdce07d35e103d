"use client";

import { useMemo, useRef, useState } from "react";
import type { DatasetDto } from "@/lib/datasets/schema";

export interface ChosenDatasets {
  /** Those of the list, in its order. */
  readonly datasets: readonly DatasetDto[];
  readonly has: (id: string) => boolean;
  /** @param isRange up to the last one that was toggled, as Shift asks for */
  readonly toggle: (id: string, isRange: boolean) => void;
  readonly all: () => void;
  readonly none: () => void;
}

/** Which of the listed datasets are chosen. What leaves the list is not, for as long as it is not listed. */
export function useChosenDatasets(listed: readonly DatasetDto[]): ChosenDatasets {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const lastRef = useRef<string | null>(null);
  const datasets = useMemo(() => listed.filter(({ id }) => ids.has(id)), [listed, ids]);
  const toggle = (id: string, isRange: boolean) => {
    const places = [lastRef.current, id].map((one) => listed.findIndex((dataset) => dataset.id === one));
    const [from, to] = [Math.min(...places), Math.max(...places)];
    const meant = isRange && from >= 0 ? listed.slice(from, to + 1).map((dataset) => dataset.id) : [id];
    const chosen = !ids.has(id);
    setIds((current) => {
      const next = new Set(current);
      for (const one of meant)
        if (chosen) next.add(one);
        else next.delete(one);
      return next;
    });
    lastRef.current = id;
  };
  return {
    datasets,
    has: (id) => ids.has(id),
    toggle,
    all: () => setIds(new Set(listed.map(({ id }) => id))),
    none: () => setIds(new Set()),
  };
}
