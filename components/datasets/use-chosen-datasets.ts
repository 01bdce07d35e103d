"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { DatasetDto } from "@/lib/datasets/schema";

/** @param isRange up to the last one that was toggled, as Shift asks for */
export type Toggle = (id: string, isRange: boolean) => void;

export interface ChosenDatasets {
  /** Those of the list, in its order. */
  readonly datasets: readonly DatasetDto[];
  readonly has: (id: string) => boolean;
  /** The same for as long as the page lives, so that a thousand datasets are not drawn anew when one is chosen. */
  readonly toggle: Toggle;
  readonly all: () => void;
  readonly none: () => void;
}

/** Which of the listed datasets are chosen. What leaves the list is not, for as long as it is not listed. */
export function useChosenDatasets(listed: readonly DatasetDto[]): ChosenDatasets {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const listedRef = useRef(listed);
  useEffect(() => {
    listedRef.current = listed;
  });
  const lastRef = useRef<string | null>(null);
  const datasets = useMemo(() => listed.filter(({ id }) => ids.has(id)), [listed, ids]);
  const toggle = useCallback<Toggle>((id, isRange) => {
    const all = listedRef.current;
    const places = [lastRef.current, id].map((one) => all.findIndex((dataset) => dataset.id === one));
    const [from, to] = [Math.min(...places), Math.max(...places)];
    const meant = isRange && from >= 0 ? all.slice(from, to + 1).map((dataset) => dataset.id) : [id];
    lastRef.current = id;
    setIds((current) => {
      const next = new Set(current);
      for (const one of meant)
        if (current.has(id)) next.delete(one);
        else next.add(one);
      return next;
    });
  }, []);
  return {
    datasets,
    has: (id) => ids.has(id),
    toggle,
    all: () => setIds(new Set(listed.map(({ id }) => id))),
    none: () => setIds(new Set()),
  };
}
