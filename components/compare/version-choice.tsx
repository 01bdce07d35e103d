"use client";

import * as Popover from "@radix-ui/react-popover";
import { useQuery } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { useId, useState } from "react";
import { Select } from "@/components/ui/field";
import { Versions } from "@/components/workspace/versions";
import { datasetQuery, datasetsQuery } from "@/lib/datasets/queries";
import type { VersionRef } from "@/lib/query-keys";
import { snapshotQuery } from "@/lib/snapshots/queries";
import { relatedDatasets } from "./compare-view";

interface VersionChoiceProps {
  readonly label: string;
  readonly value: VersionRef;
  /** Whether both sides are of one dataset, whose name then goes without saying. */
  readonly isAlone: boolean;
  readonly onChange: (version: VersionRef) => void;
}

/** How a version is called: `Now`, or its name; null until that is known. */
export function useVersionName({ dataset, version }: VersionRef): string | null {
  const { data } = useQuery({ ...snapshotQuery(dataset, version), enabled: version !== "head" });
  return version === "head" ? "Now" : (data?.snapshot_name ?? null);
}

/** One side of the comparison: a version of the dataset, or of one that it shares items with. */
export function VersionChoice({ label, value, isAlone, onChange }: VersionChoiceProps) {
  const [open, setOpen] = useState(false);
  const contentId = useId();
  const name = useVersionName(value);
  const { data: dataset } = useQuery({ ...datasetQuery(value.dataset), enabled: !isAlone });
  const { data: snapshot } = useQuery({
    ...snapshotQuery(value.dataset, value.version),
    enabled: value.version !== "head",
  });
  const selected = value.version === "head" ? null : (snapshot?.snapshot_id ?? value.version);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <button
          type="button"
          role="combobox"
          aria-expanded={open}
          aria-controls={contentId}
          aria-label={label}
          title={name ?? undefined}
          className="flex h-10 min-w-0 flex-1 items-center justify-between gap-1.5 rounded-md bg-sunken px-2.5 text-left text-[13px] hover:bg-line pointer-coarse:min-h-12"
        >
          <span className="grid min-w-0">
            <span aria-hidden className="truncate text-xs/[1.15] text-muted">
              {isAlone ? label : `${label} · ${dataset?.display_name ?? ""}`}
            </span>
            <bdi className="min-w-0 truncate leading-[1.3] font-medium">{name ?? "…"}</bdi>
          </span>
          <ChevronDown size={14} aria-hidden className="shrink-0 text-muted" />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          id={contentId}
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label={label}
          className="z-30 grid max-h-(--radix-popover-content-available-height) w-[min(28rem,calc(100vw-1rem))] animate-fade-in grid-cols-[minmax(0,1fr)] overflow-y-auto rounded-lg border border-line bg-raised shadow-xl"
        >
          <Relatives label={label} value={value} onChange={onChange} />
          <Versions
            datasetId={value.dataset}
            selected={selected}
            onSelect={(version) => {
              setOpen(false);
              onChange({ dataset: value.dataset, version: version ?? "head" });
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** The datasets that it can be of; nothing where there is one only. */
function Relatives({ label, value, onChange }: Pick<VersionChoiceProps, "label" | "value" | "onChange">) {
  const { data } = useQuery(datasetsQuery());
  const related = relatedDatasets(data ?? [], value.dataset);
  if (related.length < 2) return null;
  return (
    <div className="border-b border-line p-2">
      <Select
        label={`Dataset of ${label}`}
        value={value.dataset}
        onChange={(event) => onChange({ dataset: event.target.value, version: "head" })}
        className="w-full"
      >
        {related.map(({ id, display_name }) => (
          <option key={id} value={id}>
            {display_name}
          </option>
        ))}
      </Select>
    </div>
  );
}
