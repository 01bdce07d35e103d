/** Items for component tests, and a dataset's page around what is shown of them. */
import type { ReactNode } from "react";
import { WorkspaceProvider } from "@/components/workspace/workspace";
import type { DatasetDto } from "@/lib/datasets/schema";
import type { ClustersDto, FacetsDto, ItemDto, ItemPage, ObjectFacetsDto } from "@/lib/items/schema";
import { render } from "./render";
import { datasetWith } from "./samples";
import { server } from "./server";

const picture = (hue: number) =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="400" height="300" fill="hsl(${hue} 45% 55%)"/></svg>`)}`;
const uuid = (number: number) => `a0000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** @param number gives its name, image-1.jpg, and all that has to differ */
export const itemWith = (number: number, facts: Partial<ItemDto> = {}): ItemDto => ({
  media_id: uuid(number),
  item_no: number,
  media_type: "image",
  file_name: `image-${number}.jpg`,
  file_path: `image-${number}.jpg`,
  file_size: 10_000,
  width: 400,
  height: 300,
  duration_ms: null,
  mime_type: "image/jpeg",
  taken_at: null,
  sha256: "0".repeat(64),
  tags: [],
  labels: [],
  propagated_labels: [],
  issues: [],
  caption: null,
  captions: [],
  objects: [],
  split: null,
  license: null,
  source_url: null,
  metadata: {},
  statistics: {},
  issue_confidences: {},
  cluster_id: null,
  subcluster_id: null,
  mislabel_score: null,
  duplicate_group: null,
  uniqueness_score: null,
  created_at: "2026-05-04T10:00:00.000Z",
  etag: `etag-${number}`,
  url: picture(number * 37),
  thumbnail_url: picture(number * 37),
  preview_url: picture(number * 37),
  placeholder: null,
  ...facts,
});

export const itemsFrom = (first: number, count: number, facts: (number: number) => Partial<ItemDto> = () => ({})) =>
  Array.from({ length: count }, (_, index) => itemWith(first + index, facts(first + index)));

export const facetsWith = (facts: Partial<FacetsDto> = {}): FacetsDto => ({
  total: 0,
  facets: {},
  without: { tag: 0, label: 0 },
  fields: [],
  ...facts,
});

interface Served {
  readonly dataset?: DatasetDto;
  /** What a search finds; without a function, any search finds all. */
  readonly items: readonly ItemDto[] | ((q: string, stateId: string) => readonly ItemDto[]);
  readonly facets?: (q: string) => FacetsDto;
  readonly clusters?: ClustersDto["clusters"];
  readonly objects?: (q: string) => Partial<ObjectFacetsDto>;
}

/** Says that the server has a dataset with these items. @returns the dataset */
export function serveItems({
  dataset = datasetWith(),
  items,
  facets = () => facetsWith(),
  clusters = [],
  objects = () => ({}),
}: Served) {
  const root = `/dataset/${dataset.id}`;
  const found = (url: URL) => {
    const stateId = url.searchParams.get("state_id") ?? dataset.state_id;
    return typeof items === "function" ? items(url.searchParams.get("q") ?? "", stateId) : items;
  };
  server.on(`GET ${root}`, () => dataset);
  server.on(`GET ${root}/items`, ({ url }): ItemPage => {
    const all = found(url);
    const offset = Number(url.searchParams.get("offset") ?? 0);
    const located = all.findIndex((item) => item.media_id === url.searchParams.get("locate"));
    return {
      items: all.slice(offset, offset + Number(url.searchParams.get("limit") ?? 60)),
      next_cursor: null,
      total: all.length,
      state_id: url.searchParams.get("state_id") ?? dataset.state_id,
      offset,
      located: located < 0 ? null : located,
    };
  });
  server.on(`GET ${root}/items/numbers`, ({ url }) => {
    const [offset, limit] = [
      Number(url.searchParams.get("offset") ?? 0),
      Number(url.searchParams.get("limit") ?? Infinity),
    ];
    const numbers = found(url)
      .slice(offset, offset + limit)
      .map(({ item_no: number }) => [number, number]);
    return { numbers, count: numbers.length };
  });
  server.on(`GET ${root}/facets`, ({ url }) => facets(url.searchParams.get("q") ?? ""));
  server.on(`GET ${root}/facets/objects`, ({ url }): ObjectFacetsDto => ({
    labels: [],
    kinds: [],
    attributes: [],
    ...objects(url.searchParams.get("q") ?? ""),
  }));
  server.on(`GET ${root}/facets/folders`, () => ({ folders: [] }));
  server.on(`GET ${root}/facets/histogram`, () => null);
  server.on(`GET ${root}/classes`, () => ({ classes: [] }));
  server.on(`GET ${root}/facets/clusters`, () => ({ clusters }));
  return dataset;
}

/** Renders a part of a dataset's page. @param q what is searched for at first */
export function renderOnPage(children: ReactNode, dataset: DatasetDto, q = "") {
  history.replaceState(null, "", q ? `?${new URLSearchParams({ q })}` : location.pathname);
  return render(
    <WorkspaceProvider initialDataset={dataset} initialItems={null}>
      {children}
    </WorkspaceProvider>,
  );
}
