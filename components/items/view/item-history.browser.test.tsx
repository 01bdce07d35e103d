import { beforeEach, describe, expect, it } from "vitest";
import { page } from "vitest/browser";
import { server } from "@/components/testing/server";
import { objectChanges } from "@/lib/objects/changes";
import type { ItemObject } from "@/lib/objects/model";
import type { BlameFact, HistoryChange, HistoryDto } from "@/lib/items/schema";
import { dataset, itemWith, serve, show } from "./testing";

const box = (id: string, label: string, col_x = 0): ItemObject => ({
  object_id: id,
  type: "box",
  label,
  col_x,
  row_y: 0,
  width: 10,
  height: 10,
});
const history = () => page.getByRole("list", { name: "History" });

async function openHistory(changes: readonly Partial<HistoryChange>[], facts: readonly BlameFact[] = []) {
  const { items } = serve([itemWith(1)]);
  server.on(`GET /dataset/${dataset.id}/items/${items[0]!.media_id}/blame`, () => ({ facts }));
  server.on(`GET /dataset/${dataset.id}/items/${items[0]!.media_id}/history`, (): HistoryDto => ({
    entries: changes.map((change, index) => ({
      snapshot_id: index === 0 ? null : `snapshot ${index}`,
      snapshot_name: index === 0 ? null : `Snapshot ${index}`,
      created_at: null,
      created_by: null,
      changes: [{ kind: "objects", by: "ada@example.org", at: null, did: "edited", ...change }],
    })),
    next_cursor: null,
  }));
  await show(items, items[0]!);
  await page.getByText("History", { exact: true }).click();
  await expect.element(history()).toBeVisible();
}

beforeEach(() => page.viewport(1280, 800));

describe("the history of an item", () => {
  it("tells what became of its objects, a line for each", async () => {
    const long = "x".repeat(255);
    const before = [box("1", "car"), box("2", "van"), box("3", long)];
    const after = [box("1", "car", 5), box("3", long, 5), box("4", "pier"), box("5", "boat")];
    await openHistory([{ before, after, object_changes: objectChanges(before, after) }]);
    const lines = [...history().element().querySelectorAll("[data-phrase]")].map((line) => line.textContent);
    expect(lines).toEqual(["2 boxes added: pier, boat", "1 box removed: van", "car moved", `${long} moved`]);
    await expect.element(history().getByText("ada@example.org")).toBeVisible();
    // A label without a space breaks where the panel ends.
    for (const line of history().element().querySelectorAll("[data-phrase]"))
      expect(line.scrollWidth).toBeLessThanOrEqual(line.clientWidth);
  });

  it("tells who wrote what is there now, and where nobody is on record", async () => {
    const nobody = { by: null, at: null, did: null, event_id: null };
    await openHistory(
      [{ kind: "caption", before: "A view", after: "A pier" }],
      [
        { ...nobody, kind: "caption", value: null, by: "ada@example.org", did: "edited", event_id: "7" },
        { ...nobody, kind: "tags", value: "night" },
      ],
    );
    const blame = page.getByRole("list", { name: "Who wrote what is there now" });
    await expect.element(blame).toHaveTextContent("Caption: ada@example.orgTags night: not on record");
  });

  it("tells captions as they were and are", async () => {
    await openHistory([{ kind: "caption", before: "A view", after: "A pier" }]);
    expect(history().element().querySelector("del")!.textContent).toBe("A view");
    expect(history().element().querySelector("ins")!.textContent).toBe("A pier");
  });
});
