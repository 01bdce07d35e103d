"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, ArrowLeftRight, Download } from "lucide-react";
import { IconButton } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Button } from "@/components/ui/button";
import { Name } from "@/components/ui/name";
import { comparisonDownload } from "@/lib/comparing/queries";
import { datasetQuery } from "@/lib/datasets/queries";
import type { DatasetDto } from "@/lib/datasets/schema";
import type { ComparedSides } from "@/lib/query-keys";
import type { ComparisonDto } from "@/lib/snapshots/schema";
import { sideChange, swapped, type CompareView } from "./compare-view";
import type { ChangeCompareView } from "./use-compare-view";
import { useVersionName, VersionChoice } from "./version-choice";

interface CompareHeaderProps {
  readonly dataset: DatasetDto;
  readonly sides: ComparedSides;
  readonly view: CompareView;
  readonly setView: ChangeCompareView;
  /** Once it is known. */
  readonly comparison: ComparisonDto | undefined;
}

/** What is compared with what, and the way to other versions. */
export function CompareHeader({ dataset, sides, view, setView, comparison }: CompareHeaderProps) {
  const isAlone = sides.from.dataset === sides.to.dataset && sides.from.dataset === dataset.id;
  const choose = (side: "from" | "to") => (version: ComparedSides["from"]) =>
    setView({ ...sideChange(dataset.id, side, version), item: null });
  return (
    <div className="grid gap-2 border-b border-line bg-surface px-4 py-2.5 sm:px-5">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <Link
            href={`/datasets/${dataset.id}`}
            className="inline-flex max-w-full items-center gap-1.5 rounded text-[13px] text-accent-text underline pointer-coarse:min-h-12"
          >
            <ArrowLeft size={14} aria-hidden className="shrink-0" />
            <bdi className="truncate">{dataset.display_name}</bdi>
          </Link>
          <Title sides={sides} />
        </div>
        <ExportMenu sides={sides} view={view} comparison={comparison} />
      </div>
      <div className="flex max-w-3xl min-w-0 items-center gap-1.5 max-sm:flex-col max-sm:items-stretch">
        <VersionChoice label="From" value={sides.from} isAlone={isAlone} onChange={choose("from")} />
        <IconButton
          label="Swap the versions"
          onClick={() => setView({ ...swapped(view), item: null })}
          className="self-center"
        >
          <ArrowLeftRight size={17} aria-hidden className="max-sm:rotate-90" />
        </IconButton>
        <VersionChoice label="To" value={sides.to} isAlone={isAlone} onChange={choose("to")} />
      </div>
    </div>
  );
}

/** “Changes since First labels” where one side is what is there now, else from which version to which. */
function Title({ sides: { from, to } }: { sides: ComparedSides }) {
  const [was, is] = [useVersionName(from), useVersionName(to)];
  const isSame = from.dataset === to.dataset;
  const { data: other } = useQuery({ ...datasetQuery(to.dataset), enabled: !isSame });
  return (
    <h1 className="text-xl font-semibold wrap-anywhere">
      {isSame && to.version === "head" ? (
        <>
          Changes since <Name>{was ?? "…"}</Name>
        </>
      ) : (
        <>
          Changes from <Name>{was ?? "…"}</Name> to <Name>{is ?? "…"}</Name>
          {isSame ? null : (
            <>
              {" "}
              of <Name>{other?.display_name ?? "another dataset"}</Name>
            </>
          )}
        </>
      )}
    </h1>
  );
}

/** The comparison as a file: what is listed, with what each item was and is. */
function ExportMenu({ sides, view, comparison }: Pick<CompareHeaderProps, "sides" | "view" | "comparison">) {
  if (!comparison) return null;
  const { change, q, facet, sort, seed } = view;
  const download = (format: "csv" | "json") => {
    const link = document.createElement("a");
    link.href = comparisonDownload(sides, comparison, { change, q, facet, sort, seed }, format);
    link.download = "";
    link.click();
  };
  return (
    <Menu
      trigger={
        <Button className="shrink-0">
          <Download size={16} aria-hidden /> Export
        </Button>
      }
    >
      <MenuItem onSelect={() => download("csv")}>Listed changes as CSV</MenuItem>
      <MenuItem onSelect={() => download("json")}>Listed changes as JSON</MenuItem>
    </Menu>
  );
}
