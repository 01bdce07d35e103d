import { beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { itemsFrom, serveItems } from "@/components/testing/items";
import { render } from "@/components/testing/render";
import { server } from "@/components/testing/server";
import { CoverDialog } from "./cover-dialog";

beforeEach(() => page.viewport(1000, 900));

async function open(chosen = false) {
  const dataset = { ...serveItems({ items: itemsFrom(1, 3) }), cover_chosen: chosen };
  server.on("GET /datasets", () => []);
  server.on(`GET /dataset/${dataset.id}`, () => dataset);
  const sent: unknown[] = [];
  server.on(`PUT /dataset/${dataset.id}/cover`, ({ body }) => (sent.push(body), { ...dataset, cover_chosen: true }));
  server.on(`PATCH /dataset/${dataset.id}`, ({ body }) => (sent.push(body), { ...dataset, cover_chosen: false }));
  const onClose = vi.fn();
  await render(<CoverDialog dataset={dataset} onClose={onClose} />);
  return { dataset, sent, onClose };
}

describe("the cover of a dataset", () => {
  it("becomes one of its items, found by a search", async () => {
    const { sent, onClose } = await open();
    const items = page.getByRole("region", { name: "Items" });
    await userEvent.fill(items.getByRole("searchbox"), "name:2");
    await items.getByRole("button").first().click();
    await expect.poll(() => sent).toEqual([{ media_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string }]);
    await expect.poll(() => onClose.mock.calls.length).toBe(1);
  });

  it("can be given up where people chose one, and only there", async () => {
    await open();
    await expect.element(page.getByRole("button", { name: "Remove cover image" })).not.toBeInTheDocument();
  });

  it("gives way to the first item again", async () => {
    const { sent } = await open(true);
    await page.getByRole("button", { name: "Remove cover image" }).click();
    await expect.poll(() => sent).toEqual([{ action: "remove" }]);
  });
});
