"use client";

import clsx from "clsx";
import { formatCount, plural } from "@/components/ui/format";
import type { ClassMapping } from "@/lib/operations/annotation-import";

/** What is written for each class: a name, which may still be empty, or null to leave it out. */
export type MappingDraft = Readonly<Record<string, string | null>>;

/** Of a draft, what says something: an empty name is the one that the class has. */
export const mappingOf = (draft: MappingDraft): ClassMapping =>
  Object.fromEntries(
    Object.entries(draft).flatMap(([name, wanted]): [string, string | null][] => {
      if (wanted === null) return [[name, null]];
      const clean = wanted.trim();
      return clean === "" || clean === name ? [] : [[name, clean]];
    }),
  );

const INPUT =
  "h-9 w-full min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-ink placeholder:text-muted disabled:opacity-60 pointer-coarse:min-h-[40px]";

interface ClassMappingProps {
  /** How many labels and objects of each class. */
  readonly byClass: Readonly<Record<string, number>>;
  readonly draft: MappingDraft;
  readonly disabled: boolean;
  readonly onChange: (draft: MappingDraft) => void;
}

/** A table of the classes of files: what each is called from now on, or that it is left out. */
export function ClassMappingTable({ byClass, draft, disabled, onChange }: ClassMappingProps) {
  const classes = Object.entries(byClass).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  if (classes.length === 0) return null;
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <h3 className="font-semibold">{plural(classes.length, "class", "classes")}</h3>
      <div
        role="region"
        aria-label="Classes"
        tabIndex={0}
        className="max-h-[36dvh] min-w-0 overflow-auto rounded-md ring-1 ring-line"
      >
        <table className="w-full table-fixed text-left">
          <thead className="sticky top-0 z-10 bg-raised text-[13px] text-muted">
            <tr className="border-b border-line">
              <th scope="col" className="px-3 py-2 font-medium max-sm:w-[38%]">
                In the files
              </th>
              <th scope="col" className="w-20 px-1 py-2 text-right font-medium max-sm:hidden">
                Count
              </th>
              <th scope="col" className="px-3 py-2 font-medium">
                Name to use
              </th>
              <th scope="col" className="w-20 px-2 py-2 font-medium max-sm:w-14">
                Leave out
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {classes.map(([name, count]) => {
              const wanted = Object.hasOwn(draft, name) ? draft[name]! : name;
              const isLeftOut = Object.hasOwn(draft, name) && draft[name] === null;
              return (
                <tr key={name}>
                  <td className={clsx("px-3 py-1.5 wrap-anywhere", isLeftOut && "text-muted line-through")}>
                    <bdi>{name}</bdi>
                    <span className="block text-[13px] text-muted sm:hidden">{formatCount(count)}</span>
                  </td>
                  <td className="px-1 py-1.5 text-right tabular-nums max-sm:hidden">{formatCount(count)}</td>
                  <td className="px-3 py-1.5 max-sm:px-1">
                    <input
                      aria-label={`Name to use for ${name}`}
                      value={isLeftOut ? "" : wanted}
                      placeholder={isLeftOut ? "Left out" : name}
                      maxLength={255}
                      disabled={disabled || isLeftOut}
                      className={INPUT}
                      onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
                    />
                  </td>
                  <td className="px-2 py-1.5">
                    <label className="flex size-9 items-center justify-center pointer-coarse:size-12">
                      <input
                        type="checkbox"
                        aria-label={`Leave out ${name}`}
                        className="size-4 accent-(--accent)"
                        disabled={disabled}
                        checked={isLeftOut}
                        onChange={(event) => onChange({ ...draft, [name]: event.target.checked ? null : name })}
                      />
                    </label>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p className="text-[13px] text-muted">Two classes of one name become one.</p>
    </section>
  );
}
