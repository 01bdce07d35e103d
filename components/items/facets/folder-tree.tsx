"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState, type ComponentProps } from "react";
import { formatCount } from "@/components/ui/format";
import { toggled, type Choice } from "@/lib/search/filters";
import { foldersQuery } from "@/lib/items/queries";
import type { FoldersDto } from "@/lib/items/schema";
import { FacetButton } from "./facet-button";

interface Choosing {
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
}
interface FolderTreeProps extends Choosing {
  readonly datasetId: string;
  readonly stateId: string;
  readonly q: string;
  readonly below?: string;
}
/** Folders side by side beyond this are not drawn; they are found by name. */
const MAX_SHOWN = 200;

/** The folders that items were added from; each level is asked for when it is opened. */
export function FolderTree({ below = "", ...props }: FolderTreeProps) {
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
  const largest = largestOf(data.folders);
  return (
    <ul
      aria-label={below ? `Folders in ${below}` : "Folders"}
      className={below ? "ml-3 border-l border-line pl-1" : undefined}
    >
      {data.folders.slice(0, MAX_SHOWN).map(({ path, count, has_folders }) => {
        const name = path.slice(below === "" ? 0 : below.length + 1);
        const open =
          opened[path] ?? [...choice.include, ...choice.exclude].some((chosen) => chosen.startsWith(`${path}/`));
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
                <FolderButton {...props} path={path} name={name} count={count} share={count / largest} />
              </div>
            </div>
            {open && has_folders ? <FolderTree {...props} below={path} /> : null}
          </li>
        );
      })}
    </ul>
  );
}

/** Folders that were found by name, at any depth, by their whole paths. */
export function FoundFolders({ found: { folders, total }, ...choosing }: Choosing & { readonly found: FoldersDto }) {
  const largest = largestOf(folders);
  return (
    <>
      <ul aria-label="Folders">
        {folders.map(({ path, count }) => (
          <li key={path}>
            <FolderButton {...choosing} path={path} name={path} isPath count={count} share={count / largest} />
          </li>
        ))}
      </ul>
      {total > folders.length ? (
        <p className="px-2 py-1 text-[13px] text-muted">
          {`${formatCount(total - folders.length)} more: write more of their names`}
        </p>
      ) : null}
    </>
  );
}

const largestOf = (folders: FoldersDto["folders"]): number => Math.max(1, ...folders.map(({ count }) => count));

interface FolderButtonProps
  extends Choosing, Pick<ComponentProps<typeof FacetButton>, "name" | "isPath" | "count" | "share"> {
  readonly path: string;
}

function FolderButton({ path, choice, onChange, ...shown }: FolderButtonProps) {
  const state = choice.include.includes(path) ? "include" : choice.exclude.includes(path) ? "exclude" : null;
  return (
    <FacetButton
      {...shown}
      state={state}
      onInclude={() => onChange(toggled(choice, path, state === "exclude" ? "exclude" : "include"))}
      onExclude={() => onChange(toggled(choice, path, "exclude"))}
    />
  );
}
