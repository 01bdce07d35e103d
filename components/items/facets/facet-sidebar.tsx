"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { placeholderUrl } from "@/components/media/placeholder";
import { useDialogs } from "@/components/dialogs/context";
import { LoadError } from "@/components/ui/alert";
import { Skeleton } from "@/components/ui/status";
import { useWorkspace } from "@/components/workspace/workspace";
import { clustersQuery, facetsQuery, foundFoldersQuery } from "@/lib/items/queries";
import { facetValues, type ClustersDto, type FacetsDto, type FoldersDto } from "@/lib/items/schema";
import {
  choiceOf,
  NO_CHOICE,
  toggleTerm,
  withChoice,
  withClusterRenamed,
  type Choice,
  type FacetKey,
  type Mode,
} from "@/lib/search/filters";
import { parentCluster } from "@/lib/versioning/names";
import { IssueIcon } from "../issue-icon";
import { clusterTitle } from "../cluster-title";
import { FacetButton } from "./facet-button";
import type { Shown } from "./facet-list";
import { FindBox } from "./find-box";
import { FolderTree, FoundFolders } from "./folder-tree";
import { Histogram } from "./histogram";
import { Objects } from "./objects";
import { isFound, type Value } from "./order";
import { Section } from "./section";
import { SetFacet, type SetFacetProps } from "./set-facet";

/** Sections of the sidebar, in their order; metadata fields follow them. */
const SECTIONS: readonly { key: FacetKey; title: string; without?: "tag" | "label" }[] = [
  { key: "label", title: "Labels", without: "label" },
  { key: "tag", title: "Tags", without: "tag" },
  { key: "split", title: "Splits" },
  { key: "issue", title: "Issues" },
  { key: "cluster", title: "Clusters" },
  { key: "kind", title: "Media type" },
];
const MEASURES = [
  { field: "taken", title: "Date taken" },
  { field: "size", title: "File size" },
  { field: "uniqueness", title: "Uniqueness" },
] as const;

/** What the items have in common, counted: a click includes a value, Alt or its own button excludes it. */
export function FacetSidebar() {
  const { dataset, list, view } = useWorkspace();
  // How several values are joined, where the search does not tell yet.
  const [modes, setModes] = useState<Readonly<Record<FacetKey, Mode>>>({});
  const [find, setFind] = useState("");
  const modeOf = (facet: FacetKey): Mode => modes[facet] ?? "any";
  // Which enumerations there are, and the order of values, does not depend on the search.
  const whole = useFacets(dataset.id, list.stateId, "");
  const enums = (whole.data?.fields ?? []).filter(({ type }) => type === "enum").map(({ name }) => name);
  // The other values of what is joined by OR are counted as if it were not chosen: else they would all be gone.
  const free = [...SECTIONS.map(({ key }) => key), ...enums.map((field) => `meta:${field}`)].filter((facet) => {
    const choice = choiceOf(view.q, facet, modeOf(facet));
    return choice.include.length > 0 && choice.mode === "any";
  });
  const matching = useFacets(dataset.id, list.stateId, view.q, free);
  // A search that cannot be read says so itself; what there is to choose from stays.
  const data = matching.data ?? (matching.error ? whole.data : undefined);
  // Sections come all at once: one after another they would push each other down.
  if (!data || !whole.data) {
    return whole.error ? (
      <LoadError message={whole.error.message} retry={() => void whole.refetch()} />
    ) : (
      <div aria-busy="true" className="grid gap-3">
        {Array.from({ length: 14 }, (_, index) => (
          <Skeleton key={index} className="h-5" />
        ))}
      </div>
    );
  }
  const setMode = (facet: FacetKey, mode: Mode) => setModes({ ...modes, [facet]: mode });
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1 pb-4">
      <FindBox find={find} onFind={setFind} />
      <Sections {...{ data, whole: whole.data, enums, modeOf, setMode }} find={find.trim().toLowerCase()} />
    </div>
  );
}

const useFacets = (datasetId: string, stateId: string, q: string, free: readonly string[] = []) =>
  useQuery({
    ...facetsQuery(datasetId, stateId, q, free),
    enabled: stateId !== "",
    placeholderData: keepPreviousData,
  });

interface SectionsProps {
  readonly data: FacetsDto;
  readonly whole: FacetsDto;
  readonly enums: readonly string[];
  /** What is looked for, in lower case. */
  readonly find: string;
  readonly modeOf: (facet: FacetKey) => Mode;
  readonly setMode: (facet: FacetKey, mode: Mode) => void;
}

function Sections({ data, whole, enums, find, modeOf, setMode }: SectionsProps) {
  const { view, setFilter: onChange } = useWorkspace();
  const { q } = view;
  const showCluster = useClusterLook();
  const renameCluster = useClusterRenaming(showCluster);
  const listOf = (facet: FacetKey, title: string, rest: Partial<SetFacetProps> = {}) => (
    <SetFacet
      key={facet}
      {...{ facet, title, data, whole, q, find, onChange }}
      mode={modeOf(facet)}
      onMode={(mode) => setMode(facet, mode)}
      {...rest}
    />
  );
  const shows: Readonly<Record<FacetKey, (value: string) => Shown>> = {
    cluster: showCluster,
    issue: (value) => ({ name: value, icon: <IssueIcon issue={value} /> }),
  };
  const sections = SECTIONS.map(({ key, title, without }) =>
    listOf(key, title, {
      ...(shows[key] ? { show: shows[key] } : {}),
      without,
      // What a cluster is made of shows once the cluster is chosen.
      ...(key === "cluster"
        ? {
            onRename: renameCluster,
            below: (value) => partsOf(value, facetValues(data, "subcluster"), q, onChange),
          }
        : {}),
    }),
  );
  const parts = [
    // Beside labels, which speak of whole pictures.
    sections[0],
    <Objects key="objects" find={find} mode={modeOf("object")} onMode={(mode) => setMode("object", mode)} />,
    ...sections.slice(1),
    <Folders key="folders" find={find} />,
    ...enums.map((field) => listOf(`meta:${field}`, field, { name: field })),
    <Fields key="fields" fields={data.fields} find={find} />,
  ];
  return (
    <>
      <div className="peer contents">{parts}</div>
      <p className="hidden px-2 text-[13px] text-muted peer-[:not(:has(section))]:block">Nothing is called that</p>
    </>
  );
}

function Folders({ find }: { find: string }) {
  const { dataset, list, view, setFilter } = useWorkspace();
  const choice = choiceOf(view.q, "folder");
  // Looked for by its title, the section shows what it has.
  const isLooking = !isFound("Folders", find);
  const { data, isPlaceholderData } = useQuery({
    ...foundFoldersQuery(dataset.id, list.stateId, view.q, find),
    enabled: list.stateId !== "" && isLooking,
    placeholderData: keepPreviousData,
  });
  // While the next answer is under way, the last one is still here; it was about fewer letters.
  const found = isPlaceholderData && data ? among(data, find) : data;
  if (isLooking && !found?.folders.length) return null;
  const choosing = {
    choice,
    onChange: (next: Choice) => setFilter(withChoice(view.q, "folder", next)),
  };
  return (
    <Section title="Folders" startsOpen={choice.include.length > 0} forcedOpen={find !== ""}>
      {isLooking && found ? (
        <FoundFolders found={found} {...choosing} />
      ) : (
        <FolderTree datasetId={dataset.id} stateId={list.stateId} q={view.q} {...choosing} />
      )}
    </Section>
  );
}

function among({ folders }: FoldersDto, find: string): FoldersDto {
  const left = folders.filter(({ path }) => isFound(path, find));
  return { folders: left, total: left.length };
}

/** Fields that are no enumerations, and what every file has: numbers and dates as histograms. */
function Fields({ fields, find }: { fields: FacetsDto["fields"]; find: string }) {
  const { dataset, list, view, setFilter: onChange } = useWorkspace();
  const { q } = view;
  const histogram = (field: string, title: string, startsOpen: boolean) => (
    <Section key={field} title={title} startsOpen={startsOpen}>
      <Histogram datasetId={dataset.id} stateId={list.stateId} {...{ q, field, title, onChange }} />
    </Section>
  );
  return (
    <>
      {fields
        .filter(({ name, type }) => type !== "enum" && isFound(name, find))
        .map(({ name, type, count }) =>
          type === "float" || type === "datetime" ? (
            histogram(`meta:${name}`, name, true)
          ) : (
            <Section key={name} title={name} startsOpen>
              <FacetButton
                name="Has a value"
                count={count}
                state={null}
                onInclude={() => onChange(toggleTerm(q, `meta:${/^[^\s()"\\<>=]+$/.test(name) ? name : `"${name}"`}`))}
              />
            </Section>
          ),
        )}
      {MEASURES.filter(({ title }) => isFound(title, find)).map(({ field, title }) =>
        histogram(field, title, new RegExp(`(^|\\s)${field}[:<>=]`).test(q)),
      )}
    </>
  );
}

/** A cluster's picture, and what its items share. */
function useClusterLook(): (cluster: string) => Shown {
  const { dataset, list } = useWorkspace();
  const { data } = useQuery({
    ...clustersQuery(dataset.id, list.stateId),
    enabled: list.stateId !== "",
    placeholderData: keepPreviousData,
  });
  return (cluster) => {
    const known = data?.clusters.find((one) => one.cluster === cluster);
    const words = known?.words.join(", ");
    return { name: clusterTitle(cluster), icon: <ClusterPicture cluster={known} />, ...(words ? { words } : {}) };
  };
}

/** Asks for a cluster's name and moves what the search says of it along; absent where nothing can be edited. */
function useClusterRenaming(look: (cluster: string) => Shown): ((cluster: string) => void) | undefined {
  const { dataset, edits, blocked, setFilter } = useWorkspace();
  const dialogs = useDialogs();
  if (blocked !== null) return undefined;
  return (cluster) =>
    dialogs.open({
      name: "rename-cluster",
      datasetId: dataset.id,
      cluster,
      words: look(cluster).words ?? "",
      onRenamed: (name, editId) => {
        // The search as it is by now: the answer may have taken a while.
        const q = new URLSearchParams(window.location.search).get("q") ?? "";
        setFilter(withClusterRenamed(q, cluster, name));
        edits.saved(editId, `${clusterTitle(cluster)} renamed to “${name}”`);
      },
    });
}

const ClusterPicture = ({ cluster }: { cluster: ClustersDto["clusters"][number] | undefined }) => (
  <span
    className="block size-7 overflow-hidden rounded bg-sunken bg-cover"
    style={cluster?.placeholder ? { backgroundImage: `url(${placeholderUrl(cluster.placeholder)})` } : undefined}
  >
    {cluster?.thumbnail_url ? (
      // eslint-disable-next-line @next/next/no-img-element -- thumbnails are made at import; nothing is left to optimise
      <img src={cluster.thumbnail_url} alt="" loading="lazy" decoding="async" className="size-full object-cover" />
    ) : null}
  </span>
);

function partsOf(cluster: string, values: readonly Value[], q: string, onChange: (q: string) => void): ReactNode {
  const inside = values.filter(({ value }) => parentCluster(value) === cluster);
  if (inside.length === 0) return null;
  const choice = choiceOf(q, "subcluster");
  return (
    <ul aria-label={`Parts of ${clusterTitle(cluster)}`} className="ml-3 border-l border-line pl-1">
      {inside.map(({ value, count }) => (
        <li key={value}>
          <FacetButton
            name={value}
            count={count}
            state={choice.include.includes(value) ? "include" : null}
            onInclude={() =>
              onChange(
                withChoice(
                  q,
                  "subcluster",
                  choice.include.includes(value) ? NO_CHOICE : { ...NO_CHOICE, include: [value] },
                ),
              )
            }
          />
        </li>
      ))}
    </ul>
  );
}
