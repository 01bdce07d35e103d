import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { itemsFrom } from "@/components/testing/items";
import { itemPageQuery, PAGE_SIZE } from "@/lib/items/queries";
import type { ItemDto } from "@/lib/items/schema";
import { flatList, type WantedView } from "./list-state";
import { findLoaded } from "./use-item-list";

const view: WantedView = { q: "tag:a", sort: "added", seed: null, group: null };
const items = itemsFrom(1, 4);
const [first, second, third, fourth] = items as [ItemDto, ItemDto, ItemDto, ItemDto];

/** What was read: pages of views, in the order in which they were. */
function clientWith(...pages: [view: WantedView, items: ItemDto[], page?: number][]): QueryClient {
  const client = new QueryClient();
  for (const [of, read, page = 0] of pages)
    client.setQueryData(itemPageQuery("d", "s", of, page).queryKey, {
      items: read,
      next_cursor: null,
      total: items.length,
      state_id: "s",
      offset: page * PAGE_SIZE,
      located: null,
    });
  return client;
}
const found = (client: QueryClient, mediaId: string, of: WantedView = view) =>
  findLoaded(client, "d", flatList(of, "s", items.length), mediaId);

describe("findLoaded", () => {
  it("finds an item with those beside it, over the edges of pages", () => {
    const client = clientWith([view, [first, second]], [view, [third, fourth], 1]);
    expect(found(client, second.media_id)).toEqual({
      item: second,
      position: 1,
      total: 4,
      previous: first,
      next: third,
    });
    expect(found(client, third.media_id)).toMatchObject({ position: PAGE_SIZE, previous: second, next: fourth });
    expect(found(client, "none")).toBeNull();
  });

  it.each([
    ["sort", { ...view, sort: "-added" }],
    ["seed", { ...view, sort: "random", seed: "1" }],
    ["search", { ...view, q: "tag:a cluster:3" }],
  ])("takes nothing of its place from a list of another %s", (_, other) => {
    const reversed = [...items].reverse();
    const alone = { item: second, position: null, total: 4, previous: null, next: null };
    expect(found(clientWith([other, reversed]), second.media_id)).toEqual(alone);
    // The list itself counts, whatever was read before it.
    expect(found(clientWith([other, reversed], [view, items]), second.media_id)).toMatchObject({
      position: 1,
      previous: first,
      next: third,
    });
  });

  it("tells two shuffles apart", () => {
    const [one, two] = ["1", "2"].map((seed): WantedView => ({ ...view, sort: "random", seed })) as [
      WantedView,
      WantedView,
    ];
    const client = clientWith([one, items], [two, [fourth, second, first, third]]);
    expect(found(client, second.media_id, two)).toMatchObject({ previous: fourth, next: first });
  });
});
