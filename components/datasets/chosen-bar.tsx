"use client";

import { Download, Trash2, X } from "lucide-react";
import { useDialogs } from "@/components/dialogs/context";
import { tellHeight } from "@/components/layout/tell-height";
import { Button, IconButton } from "@/components/ui/button";
import { plural } from "@/components/ui/format";
import { buttonOf } from "@/lib/operations/declarations";
import type { ChosenDatasets } from "./use-chosen-datasets";

/** What can be done with the chosen datasets. */
export function ChosenBar({ chosen, shown }: { chosen: ChosenDatasets; shown: number }) {
  const dialogs = useDialogs();
  const { datasets } = chosen;
  if (datasets.length === 0) return null;
  return (
    <div
      ref={tellHeight}
      role="region"
      aria-label="Selection"
      className="sticky bottom-0 z-20 mt-auto flex flex-wrap items-center gap-2 border-t border-line bg-surface px-3 py-2 [&_button]:pointer-coarse:min-h-12 [&_button]:pointer-coarse:min-w-12"
    >
      <IconButton label="Clear selection" onClick={chosen.none}>
        <X size={18} aria-hidden />
      </IconButton>
      <p aria-live="polite" className="font-medium tabular-nums">
        {plural(datasets.length, "dataset")} selected
      </p>
      {datasets.length < shown ? (
        <Button variant="ghost" onClick={chosen.all}>
          Select all shown
        </Button>
      ) : null}
      <div className="ml-auto flex gap-2">
        <Button onClick={() => dialogs.open({ name: "export-datasets", datasets })}>
          <Download size={16} aria-hidden /> {buttonOf("export")}
        </Button>
        <Button
          variant="danger"
          onClick={() => dialogs.open({ name: "delete-datasets", datasets, onDone: chosen.none })}
        >
          <Trash2 size={16} aria-hidden /> Delete
        </Button>
      </div>
    </div>
  );
}
