/** For tests of the item view: items, a server that lists them, and the page around them. */
import type { ReactNode } from "react";
import { vi } from "vitest";
import { ItemGrid } from "@/components/items/grid/item-grid";
import { itemWith as sampleItem } from "@/components/testing/items";
import { render } from "@/components/testing/render";
import { datasetWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import { WorkspaceProvider } from "@/components/workspace/workspace";
import { ApiError } from "@/lib/api-client";
import type { ClassDto } from "@/lib/classes/schema";
import type { ItemDto, PatchItemInput } from "@/lib/items/schema";
import { ItemView } from "./item-view";
import { UnsavedGuard } from "./use-drafts";

export const dataset = datasetWith();

const PICTURE = (number: number) =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="400" height="300" fill="hsl(${number * 47} 40% 45%)"/><circle cx="${60 + ((number * 53) % 280)}" cy="150" r="50" fill="hsl(${number * 47 + 150} 60% 65%)"/></svg>`)}`;

export const itemWith = (number: number, facts: Partial<ItemDto> = {}): ItemDto => {
  const url = PICTURE(number);
  return sampleItem(number, { etag: "1", url, thumbnail_url: url, preview_url: url, ...facts });
};

/** A server that holds these items and lets them be patched, as the real one does. */
export function serve(items: ItemDto[], classes: readonly ClassDto[] = []) {
  const patched = vi.fn<(mediaId: string, patch: PatchItemInput, etag: string) => void>();
  const root = `/dataset/${dataset.id}`;
  const change = (mediaId: string, facts: Partial<ItemDto>): ItemDto => {
    const index = items.findIndex((item) => item.media_id === mediaId);
    const before = items[index]!;
    return (items[index] = { ...before, ...facts, etag: String(Number(before.etag) + 1) });
  };
  server.on(`GET ${root}`, () => dataset);
  server.on(`GET ${root}/items`, ({ url }) => {
    const offset = Number(url.searchParams.get("offset") ?? 0);
    const limit = Number(url.searchParams.get("limit"));
    const locate = url.searchParams.get("locate");
    return {
      items: items.slice(offset, offset + limit),
      next_cursor: null,
      total: items.length,
      state_id: dataset.state_id,
      offset,
      located: locate ? items.findIndex((item) => item.media_id === locate) : null,
    };
  });
  server.on(`GET ${root}/classes`, () => ({ classes }));
  server.on(`GET ${root}/facets`, () => ({
    total: items.length,
    facets: { label: [], tag: [] },
    without: { tag: 0, label: 0 },
    fields: [{ name: "site", type: "string", multi: false, count: 1 }],
  }));
  for (const { media_id: mediaId } of items) {
    const now = () => items.find((item) => item.media_id === mediaId)!;
    server.on(`GET ${root}/items/${mediaId}`, now);
    server.on(`GET ${root}/items/${mediaId}/similar`, () => ({ items: [] }));
    server.on(`GET ${root}/items/${mediaId}/blame`, () => ({ facts: [] }));
    server.on(`PATCH ${root}/items/${mediaId}`, ({ body, headers }) => {
      const etag = headers.get("if-match")!.replaceAll('"', "");
      patched(mediaId, body as PatchItemInput, etag);
      if (etag !== now().etag) throw new ApiError(412, "The item has changed");
      return { ...change(mediaId, body as Partial<ItemDto>), edit_id: null };
    });
  }
  return { items, patched, change };
}

const addressOf = (item: ItemDto | null) => (item ? `?item=${item.media_id}` : "?");

/** Shows the grid and, where one is given, an open item. @param within what stands around it */
export async function show(
  items: readonly ItemDto[],
  open: ItemDto | null,
  within: (children: ReactNode) => ReactNode = (children) => children,
) {
  history.replaceState(null, "", addressOf(open));
  const page = {
    items: items.slice(0, 120),
    next_cursor: null,
    total: items.length,
    state_id: dataset.state_id,
    offset: 0,
    located: null,
  };
  const view = {
    q: "",
    sort: "added",
    seed: null,
    group: null,
    snapshot: null,
    item: null,
    panel: null,
    tab: null,
    actor: null,
    change: null,
  };
  return render(
    within(
      <WorkspaceProvider initialDataset={dataset} initialItems={{ view, page }}>
        <div className="flex h-dvh flex-col">
          <ItemGrid />
          <ItemView />
          <UnsavedGuard />
        </div>
      </WorkspaceProvider>,
    ),
  );
}
