"use client";

import { Group } from "@visx/group";
import { useParentSize } from "@visx/responsive";
import { scaleLinear } from "@visx/scale";
import { Bar } from "@visx/shape";
import clsx from "clsx";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import type { ComparisonDto } from "@/lib/snapshots/schema";
import { signed, type FacetGroup } from "./words";

type Value = ComparisonDto["facets"][number];

interface FacetBarsProps {
  readonly groups: readonly FacetGroup[];
  /** The value whose items are looked at, as `tag:night`. */
  readonly chosen: string | null;
  readonly onChoose: (facet: string | null) => void;
}

/** Values shown of a facet until somebody asks for more. */
const FIRST = 8;

/** Which values more or fewer items have than before: to the right what came, to the left what went. */
export const FacetBars = ({ groups, chosen, onChoose }: FacetBarsProps) => (
  <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
    {groups.map((group) => (
      <Facet key={group.facet} group={group} chosen={chosen} onChoose={onChoose} />
    ))}
  </div>
);

function Facet({ group, chosen, onChoose }: Omit<FacetBarsProps, "groups"> & { readonly group: FacetGroup }) {
  const [showsAll, setShowsAll] = useState(false);
  const { parentRef, width } = useParentSize<HTMLUListElement>({ debounceTime: 50 });
  const values = showsAll ? group.values : group.values.slice(0, FIRST);
  const most = Math.max(...group.values.map(({ before, after }) => Math.abs(after - before)));
  return (
    <section aria-label={group.name}>
      <h2 className="mb-1 text-[13px] font-semibold">{group.name}</h2>
      <ul ref={parentRef} aria-label={group.name} className="grid grid-cols-[minmax(0,1fr)]">
        {values.map((value) => (
          <FacetValue
            key={value.value}
            value={value}
            most={most}
            width={width}
            isChosen={chosen === `${value.facet}:${value.value}`}
            onChoose={onChoose}
          />
        ))}
      </ul>
      {group.values.length > values.length ? (
        <Button variant="ghost" className="h-8! text-[13px]" onClick={() => setShowsAll(true)}>
          Show all {formatCount(group.values.length)}
        </Button>
      ) : null}
      {showsAll && group.more > 0 ? (
        <p className="px-2 text-[13px] text-muted">{formatCount(group.more)} more values differ, by less.</p>
      ) : null}
    </section>
  );
}

interface ValueProps {
  readonly value: Value;
  readonly most: number;
  readonly width: number;
  readonly isChosen: boolean;
  readonly onChoose: (facet: string | null) => void;
}

function FacetValue({ value: { facet, value, before, after }, most, width, isChosen, onChoose }: ValueProps) {
  const difference = after - before;
  return (
    <li>
      <button
        type="button"
        aria-pressed={isChosen}
        aria-label={`${value}: ${signed(difference)}, from ${formatCount(before)} to ${formatCount(after)}`}
        title={`${formatCount(before)} → ${formatCount(after)}`}
        onClick={() => onChoose(isChosen ? null : `${facet}:${value}`)}
        className={clsx(
          "grid w-full grid-cols-[minmax(0,1fr)_auto] gap-x-2 rounded px-2 py-1 text-left text-[13px] pointer-coarse:min-h-12",
          isChosen ? "bg-accent-soft text-accent-text" : "hover:bg-sunken",
        )}
      >
        <bdi className="truncate">{value}</bdi>
        <span className="text-right whitespace-nowrap tabular-nums">
          <span className="text-xs text-muted">
            {formatCount(before)} → {formatCount(after)}{" "}
          </span>
          <span className={difference > 0 ? "text-good" : "text-danger"}>{signed(difference)}</span>
        </span>
        <DivergingBar difference={difference} most={most} width={Math.max(0, width - 16)} />
      </button>
    </li>
  );
}

const BAR_PX = 6;

function DivergingBar({ difference, most, width }: { difference: number; most: number; width: number }) {
  const x = scaleLinear({ domain: [-most, most], range: [0, width] });
  const [zero, end] = [x(0), x(difference)];
  return (
    <svg aria-hidden width={width} height={BAR_PX} className="col-span-2 mt-0.5 block">
      <Group>
        <Bar x={0} y={0} width={width} height={BAR_PX} className="fill-sunken" rx={2} />
        <Bar
          x={Math.min(zero, end)}
          y={0}
          width={Math.max(2, Math.abs(end - zero))}
          height={BAR_PX}
          className={difference > 0 ? "fill-good" : "fill-danger"}
        />
        <Bar x={zero - 0.5} y={0} width={1} height={BAR_PX} className="fill-muted" />
      </Group>
    </svg>
  );
}
