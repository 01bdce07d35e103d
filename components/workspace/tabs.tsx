"use client";

import clsx from "clsx";
import { usePathname, useSearchParams } from "next/navigation";
import type { MouseEvent } from "react";
import { Link } from "@/components/ui/link";
import type { PageView } from "./read-view";
import { useWorkspace } from "./workspace";

const TABS: readonly { readonly tab: PageView["tab"]; readonly name: string }[] = [
  { tab: null, name: "Items" },
  { tab: "overview", name: "Overview" },
  { tab: "activity", name: "Activity" },
];

/** Links to open in another tab of the browser, too; a plain click changes the view without a page load. */
const isPlain = ({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean =>
  button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey;

/** Leads from the items of what is looked at to its numbers and back. Version and search stay. */
export function Tabs() {
  const { view, setView } = useWorkspace();
  const pathname = usePathname();
  const search = useSearchParams();
  const hrefOf = (tab: PageView["tab"]): string => {
    const parameters = new URLSearchParams(search);
    parameters.delete("item");
    if (tab === null) parameters.delete("tab");
    else parameters.set("tab", tab);
    return parameters.size > 0 ? `${pathname}?${parameters}` : pathname;
  };
  return (
    <nav aria-label="Views of the dataset" className="-mb-px flex gap-1">
      {TABS.map(({ tab, name }) => (
        <Link
          key={name}
          href={hrefOf(tab)}
          aria-current={view.tab === tab ? "page" : undefined}
          onClick={(event) => {
            if (!isPlain(event)) return;
            event.preventDefault();
            if (view.tab !== tab) setView({ tab, item: null });
          }}
          className={clsx(
            "flex h-9 items-center border-b-2 px-2.5 pointer-coarse:h-12",
            view.tab === tab
              ? "border-accent font-medium text-accent-text"
              : "border-transparent text-muted hover:text-ink",
          )}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
