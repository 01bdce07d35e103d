"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { toggled, type Choice } from "@/lib/search/filters";
import { foldersQuery } from "@/lib/items/queries";
import { FacetButton } from "./facet-button";
import { isFound } from "./order";

interface FolderTreeProps {
  readonly datasetId: string;
  readonly stateId: string;
  readonly q: string;
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
  readonly below?: string;
  /** Of the outermost ones, only those that have this in their path are shown; in lower case. */
  readonly find?: string;
}
/** Folders side by side beyond this are not drawn; the search finds them by name. */
const MAX_SHOWN = 200;

/** The folders that items were added from; each level is asked for when it is opened. */
export function FolderTree({ below = "", find = "", ...props }: FolderTreeProps) {
  const { datasetId, stateId, q, choice } = props;
  const { data, error } = useQuery({
    ...foldersQuery(datasetId, stateId, q, below),
    enabled: stateId !== "",
    placeholderData: keepPreviousData,
  });
  const [opened, setOpened] = useState<Readonly<Record<string, boolean>>>({});
  // No alert: a search that cannot be read is told once, at the search.
  if (error) return <p className="px-2 text-[13px] wrap-anywhere text-danger">{error.message}</p>;
  if (!data) return <p className="px-2 py-1 text-[13px] text-muted">Reading folders…</p>;
  if (data.folders.length === 0)
    return <p className="px-2 py-1 text-[13px] text-muted">The files are in no folders.</p>;
  const found = data.folders.filter(({ path }) => isFound(path, find));
  const largest = Math.max(1, ...found.map(({ count }) => count));
  return (
    <ul
      aria-label={below ? `Folders in ${below}` : "Folders"}
      className={below ? "ml-3 border-l border-line pl-1" : undefined}
    >
      {found.slice(0, MAX_SHOWN).map(({ path, count, has_folders }) => {
        const name = path.slice(below === "" ? 0 : below.length + 1);
        const open =
          opened[path] ?? [...choice.include, ...choice.exclude].some((chosen) => chosen.startsWith(`${path}/`));
        const state = choice.include.includes(path) ? "include" : choice.exclude.includes(path) ? "exclude" : null;
        return (
          <li key={path}>
            <div className="flex items-start">
              {has_folders ? (
                <button
                  type="button"
                  aria-expanded={open}
                  aria-label={`Folders in ${path}`}
                  onClick={() => setOpened({ ...opened, [path]: !open })}
                  className="grid shrink-0 place-items-center rounded py-1.5 text-muted pointer-coarse:size-12 pointer-coarse:py-0"
                >
                  {open ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
                </button>
              ) : (
                <span className="w-3.5 shrink-0 pointer-coarse:w-12" />
              )}
              <div className="min-w-0 flex-1">
                <FacetButton
                  name={name}
                  count={count}
                  share={count / largest}
                  state={state}
                  onInclude={() => props.onChange(toggled(choice, path, state === "exclude" ? "exclude" : "include"))}
                  onExclude={() => props.onChange(toggled(choice, path, "exclude"))}
                />
              </div>
            </div>
            {open && has_folders ? <FolderTree {...props} below={path} /> : null}
          </li>
        );
      })}
    </ul>
  );
}
