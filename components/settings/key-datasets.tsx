"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Checkbox } from "@/components/ui/field";
import { Loaded } from "@/components/ui/loaded";
import { Skeleton } from "@/components/ui/status";
import { datasetsQuery } from "@/lib/datasets/queries";

/** The datasets that a new key reaches: all, unless some are ticked. */
export function KeyDatasets({ name }: { name: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer text-accent-text pointer-coarse:min-h-[40px]">For some datasets only</summary>
      {open ? <Choices name={name} /> : null}
    </details>
  );
}

function Choices({ name }: { name: string }) {
  const query = useQuery(datasetsQuery());
  return (
    <Loaded
      query={query}
      skeleton={<Skeleton className="mt-2 h-24" />}
      empty={{
        when: (datasets) => datasets.length === 0,
        show: <p className="text-muted">There are no datasets yet.</p>,
      }}
    >
      {(datasets) => (
        <fieldset className="mt-2 grid max-h-60 gap-1 overflow-y-auto rounded-md border border-line p-3">
          <legend className="sr-only">Datasets that the key reaches; without any, all</legend>
          {datasets.map(({ id, display_name }) => (
            <Checkbox key={id} label={display_name} name={name} value={id} />
          ))}
        </fieldset>
      )}
    </Loaded>
  );
}
