"use client";

import { AxisBottom, AxisLeft } from "@visx/axis";
import { Group } from "@visx/group";
import { useParentSize } from "@visx/responsive";
import { scaleBand, scaleLinear, scalePoint } from "@visx/scale";
import { AreaClosed, Bar, LinePath } from "@visx/shape";
import clsx from "clsx";
import { useState, type KeyboardEvent, type ReactNode } from "react";
import { formatCount, shortenedInside } from "@/components/ui/format";
import { Link } from "@/components/ui/link";

interface Part {
  /** What tells it from the others of its mark; null where it is the only one. */
  readonly name: string | null;
  readonly count: number;
  /** What is read out. */
  readonly label: string;
  readonly href: string;
}
/** A value with what it consists of. */
export interface Mark {
  readonly key: string;
  readonly name: string;
  readonly parts: readonly Part[];
}

const FILLS = [
  "fill-part-1",
  "fill-part-2",
  "fill-part-3",
  "fill-part-4",
  "fill-part-5",
  "fill-part-6",
  "fill-part-7",
] as const;
const SWATCHES = ["bg-part-1", "bg-part-2", "bg-part-3", "bg-part-4", "bg-part-5", "bg-part-6", "bg-part-7"] as const;

const sumOf = ({ parts }: Mark): number => parts.reduce((sum, { count }) => sum + count, 0);
const TICK = { className: "fill-muted", fontFamily: "inherit", fontSize: 12 } as const;
const whole = (value: { valueOf(): number }): string => (Number.isInteger(Number(value)) ? compact(Number(value)) : "");
const compact = (value: number): string =>
  value < 10_000 ? formatCount(value) : new Intl.NumberFormat("en", { notation: "compact" }).format(value);

/** Arrow keys go from mark to mark; Tab goes past all of them. */
function useMarks(count: number) {
  const [at, setAt] = useState(0);
  const current = Math.min(at, count - 1);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const links = [...event.currentTarget.querySelectorAll<SVGAElement>("svg a")];
    const from = links.findIndex((link) => link === document.activeElement);
    const to = {
      ArrowRight: from + 1,
      ArrowDown: from + 1,
      ArrowLeft: from - 1,
      ArrowUp: from - 1,
      Home: 0,
      End: links.length - 1,
    }[event.key];
    if (from < 0 || to === undefined) return;
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, to))]!.focus();
  };
  const markProps = (index: number) => ({ tabIndex: index === current ? 0 : -1, onFocus: () => setAt(index) });
  return { onKeyDown, markProps };
}

interface FrameProps {
  readonly title: string;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly legend?: ReactNode;
  readonly children: (width: number, height: number) => ReactNode;
}

/** As large as the card leaves room for. */
function Frame({ title, onKeyDown, legend, children }: FrameProps) {
  const { parentRef, width, height } = useParentSize<HTMLDivElement>({ debounceTime: 50 });
  return (
    <div role="group" aria-label={`${title}, chart`} onKeyDown={onKeyDown} className="flex h-full flex-col gap-1">
      {legend}
      <div ref={parentRef} className="relative min-h-0 min-w-0 flex-1">
        {width > 0 && height > 0 ? (
          <svg width={width} height={height} className="absolute inset-0 block">
            {children(width, height)}
          </svg>
        ) : null}
      </div>
    </div>
  );
}

const LINK = "group/mark outline-none";
const FOCUSED = "group-focus-visible/mark:stroke-ink group-focus-visible/mark:stroke-2";

/** Bars that lie, the largest on top, for names. */
export function Bars({ title, marks }: { title: string; marks: readonly Mark[] }) {
  const { onKeyDown, markProps } = useMarks(marks.reduce((sum, { parts }) => sum + parts.length, 0));
  const names = [...new Set(marks.flatMap(({ parts }) => parts.flatMap(({ name }) => name ?? [])))];
  const colourOf = (name: string | null): number => (name === null ? 0 : names.indexOf(name) % FILLS.length);
  const legend =
    names.length > 0 ? (
      <ul className="flex max-h-12 flex-wrap gap-x-3 gap-y-0.5 overflow-hidden text-xs text-muted">
        {names.map((name) => (
          <li key={name} className="flex max-w-40 min-w-0 items-center gap-1.5">
            <span className={clsx("size-2.5 shrink-0 rounded-sm", SWATCHES[colourOf(name)])} />
            <span className="truncate">{name}</span>
          </li>
        ))}
      </ul>
    ) : null;
  /** How many parts come before those of a mark. */
  const firsts = marks.map((_mark, at) => marks.slice(0, at).reduce((sum, { parts }) => sum + parts.length, 0));
  return (
    <Frame title={title} onKeyDown={onKeyDown} legend={legend}>
      {(width, height) => {
        const left = Math.min(140, Math.round(width * 0.34));
        const most = Math.max(1, ...marks.map(sumOf));
        const x = scaleLinear({ domain: [0, most], range: [0, Math.max(1, width - left - 56)] });
        const y = scaleBand({
          domain: marks.map(({ key }) => key),
          // A few bars are no thicker than many.
          range: [0, Math.min(height - 4, marks.length * 34)],
          paddingInner: 0.25,
        });
        return (
          <Group left={left}>
            {marks.map((mark, at) => {
              const top = y(mark.key)!;
              let from = 0;
              return (
                <Group key={mark.key} top={top}>
                  <text
                    x={-8}
                    y={y.bandwidth() / 2}
                    dy="0.35em"
                    textAnchor="end"
                    aria-hidden
                    className="fill-ink text-[13px]"
                  >
                    <title>{mark.name}</title>
                    {shortenedInside(mark.name, Math.max(6, Math.floor(left / 8.3)))}
                  </text>
                  {mark.parts.map((part, place) => {
                    const [start, end] = [x(from), x(from + part.count)];
                    from += part.count;
                    return (
                      <Link
                        key={part.name ?? ""}
                        href={part.href}
                        aria-label={part.label}
                        {...markProps(firsts[at]! + place)}
                        className={LINK}
                      >
                        <title>{part.label}</title>
                        <Bar
                          x={start}
                          y={-2}
                          width={Math.max(2, end - start)}
                          height={y.bandwidth() + 4}
                          fill="transparent"
                        />
                        <Bar
                          x={start}
                          y={0}
                          width={Math.max(2, end - start - (part.name === null ? 0 : 1))}
                          height={y.bandwidth()}
                          rx={2}
                          className={clsx(FILLS[colourOf(part.name)], FOCUSED, "hover:opacity-80")}
                        />
                      </Link>
                    );
                  })}
                  <text x={x(from) + 6} y={y.bandwidth() / 2} dy="0.35em" aria-hidden className="fill-muted text-xs">
                    {from < 1_000_000 ? formatCount(from) : compact(from)}
                  </text>
                </Group>
              );
            })}
          </Group>
        );
      }}
    </Frame>
  );
}

const MARGIN = { top: 18, right: 8, bottom: 40, left: 44 } as const;

/** Bars that stand, in the order of what they are of, for numbers. */
export function Columns({ title, of, marks }: { title: string; of: string; marks: readonly Mark[] }) {
  const { onKeyDown, markProps } = useMarks(marks.length);
  return (
    <Frame title={title} onKeyDown={onKeyDown}>
      {(width, height) => {
        const [inner, tall] = [
          Math.max(1, width - MARGIN.left - MARGIN.right),
          Math.max(1, height - MARGIN.top - MARGIN.bottom),
        ];
        const x = scaleBand({ domain: marks.map(({ key }) => key), range: [0, inner], padding: 0.1 });
        const most = Math.max(1, ...marks.map(sumOf));
        const y = scaleLinear({ domain: [0, most], range: [tall, 0], nice: true });
        const longest = Math.max(...marks.map(({ name }) => name.length)) * 7 + 12;
        const every = Math.max(1, Math.ceil(longest / x.step()));
        const names = new Map(marks.map(({ key, name }) => [key, name]));
        return (
          <Group left={MARGIN.left} top={MARGIN.top}>
            <AxisLeft
              scale={y}
              numTicks={4}
              tickFormat={whole}
              hideAxisLine
              hideTicks
              tickLabelProps={{ ...TICK, textAnchor: "end", dx: -2, dy: 4 }}
            />
            <AxisBottom
              scale={x}
              top={tall}
              label={of}
              labelOffset={6}
              labelProps={{ ...TICK, textAnchor: "middle" }}
              tickValues={marks.filter((_mark, index) => index % every === 0).map(({ key }) => key)}
              tickFormat={(key) => names.get(key)}
              hideTicks
              axisLineClassName="stroke-line-strong"
              tickLabelProps={{ ...TICK, textAnchor: "middle" }}
            />
            {marks.map((mark, index) => {
              const [count, part] = [sumOf(mark), mark.parts[0]!];
              const tallness = count === 0 ? 0 : Math.max(2, tall - y(count));
              return (
                <Link key={mark.key} href={part.href} aria-label={part.label} {...markProps(index)} className={LINK}>
                  <title>{part.label}</title>
                  <Bar x={x(mark.key)} y={0} width={x.bandwidth()} height={tall} fill="transparent" />
                  <Bar
                    x={x(mark.key)}
                    y={tall - tallness}
                    width={x.bandwidth()}
                    height={tallness}
                    rx={2}
                    className={clsx(mark.key === "" ? FILLS[6] : FILLS[0], FOCUSED, "group-hover/mark:opacity-80")}
                  />
                  {x.bandwidth() > 26 ? (
                    <text
                      x={x(mark.key)! + x.bandwidth() / 2}
                      y={tall - tallness - 5}
                      textAnchor="middle"
                      aria-hidden
                      className="fill-muted text-xs"
                    >
                      {compact(count)}
                    </text>
                  ) : null}
                </Link>
              );
            })}
          </Group>
        );
      }}
    </Frame>
  );
}

export interface Point {
  readonly key: string;
  /** Below the axis. */
  readonly tick: string;
  readonly count: number;
  readonly label: string;
  readonly href: string;
  /** The version that is looked at. */
  readonly isShown: boolean;
}

/** A line from version to version. */
export function Line({ title, points }: { title: string; points: readonly Point[] }) {
  const { onKeyDown, markProps } = useMarks(points.length);
  return (
    <Frame title={title} onKeyDown={onKeyDown}>
      {(width, height) => {
        const [inner, tall] = [
          Math.max(1, width - MARGIN.left - MARGIN.right),
          Math.max(1, height - MARGIN.top - MARGIN.bottom),
        ];
        const x = scalePoint({ domain: points.map(({ key }) => key), range: [0, inner], padding: 0.5 });
        const y = scaleLinear({
          domain: [0, Math.max(1, ...points.map(({ count }) => count))],
          range: [tall, 0],
          nice: true,
        });
        const every = Math.max(1, Math.ceil(56 / x.step()));
        const ticks = new Map(points.map(({ key, tick }) => [key, tick]));
        const step = Math.min(x.step(), inner);
        const place = (point: Point) => x(point.key)!;
        const level = (point: Point) => y(point.count);
        return (
          <Group left={MARGIN.left} top={MARGIN.top}>
            <AxisLeft
              scale={y}
              numTicks={4}
              tickFormat={whole}
              hideAxisLine
              hideTicks
              tickLabelProps={{ ...TICK, textAnchor: "end", dx: -2, dy: 4 }}
            />
            <AxisBottom
              scale={x}
              top={tall}
              // The last one is now: counted from there, it always has its name.
              tickValues={points
                .filter((_point, index) => (points.length - 1 - index) % every === 0)
                .map(({ key }) => key)}
              tickFormat={(key) => ticks.get(key)}
              hideTicks
              axisLineClassName="stroke-line-strong"
              tickLabelProps={{ ...TICK, textAnchor: "middle" }}
            />
            <AreaClosed data={[...points]} x={place} y={level} yScale={y} className="fill-accent-soft" />
            <LinePath data={[...points]} x={place} y={level} className="fill-none stroke-accent stroke-2" />
            {points.map((point, index) => (
              <Link
                key={point.key}
                href={point.href}
                aria-label={point.label}
                aria-current={point.isShown ? "true" : undefined}
                {...markProps(index)}
                className={LINK}
              >
                <title>{point.label}</title>
                <Bar x={place(point) - step / 2} y={0} width={step} height={tall} fill="transparent" />
                <circle
                  cx={place(point)}
                  cy={level(point)}
                  r={point.isShown ? 6 : Math.min(4, Math.max(1.5, step / 4))}
                  className={clsx(
                    "fill-accent group-hover/mark:fill-ink",
                    point.isShown && "stroke-surface stroke-2",
                    FOCUSED,
                  )}
                />
              </Link>
            ))}
          </Group>
        );
      }}
    </Frame>
  );
}
