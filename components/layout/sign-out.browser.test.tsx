import { beforeEach, describe, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import type { ItemDraft } from "@/components/items/view/drafts";
import { begunWith } from "@/components/items/view/drawing-steps";
import { useDraftStore } from "@/components/items/view/use-drafts";
import { render } from "@/components/testing/render";
import { LONG_NAME } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import { Shell } from "./shell";

const button = (name: string | RegExp) => page.getByRole("button", { name });
const draft = (number: number, caption: string | null, fileName = `image-${number}.jpg`): ItemDraft => ({
  datasetId: `dataset-${number}`,
  mediaId: String(number),
  fileName,
  caption: caption === null ? null : { value: caption, base: "", etag: "1" },
  objects: begunWith([], "1"),
});

/** What was written, as the item view keeps it. */
function Written({ drafts }: { drafts: readonly ItemDraft[] }) {
  const store = useDraftStore();
  return (
    <button type="button" onClick={() => drafts.forEach(store.put)}>
      Write
    </button>
  );
}

const signOut = vi.fn();
beforeEach(() => {
  signOut.mockReset();
  server.action("signOutAction", () => (signOut() as undefined) ?? server.done(undefined));
});

async function shown(...drafts: ItemDraft[]) {
  await render(
    <Shell sidebar={{ lists: true, grids: false }} user={{ email: "owner@stillframe.test", name: "Owner" }}>
      <Written drafts={drafts} />
    </Shell>,
  );
  await button("Write").click();
  await button(/^Account/).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
}

describe("signing out", () => {
  it("asks nothing where nothing is unsaved", async () => {
    await shown(draft(1, ""));
    await expect.poll(() => signOut.mock.calls.length).toBe(1);
    await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
  });

  it("asks before it loses what was written, in any dataset, and stays at once", async () => {
    await shown(draft(1, "Dusk"), draft(2, ""), draft(3, "Dawn", LONG_NAME));
    const asked = page.getByRole("dialog", { name: "Sign out" });
    await expect.element(asked).toHaveTextContent("2 items have changes that are not saved");
    const named = asked.getByRole("list", { name: "Items with unsaved changes" });
    expect(
      named
        .getByRole("listitem")
        .all()
        .map((one) => one.element().textContent),
    ).toEqual([LONG_NAME, "image-1.jpg"]);
    expect(asked.element().scrollWidth).toBeLessThanOrEqual(asked.element().clientWidth);
    // Enter does the safe thing.
    await expect.element(button("Stay")).toHaveFocus();
    await button("Stay").click();
    await expect.element(asked).not.toBeInTheDocument();
    expect(signOut).not.toHaveBeenCalled();
    await expect.element(button(/^Account/)).toHaveFocus();
  });

  it("goes where that is wanted, and tells where it did not work", async () => {
    signOut.mockReturnValueOnce(server.refused("The database is away"));
    await shown(draft(1, "Dusk"));
    const asked = page.getByRole("dialog", { name: "Sign out" });
    await expect.element(asked).toHaveTextContent("1 item has changes that are not saved");
    await button("Sign out and lose them").click();
    await expect.element(page.getByText("The database is away")).toBeVisible();
    await expect.element(asked).toBeVisible();
    await button("Sign out and lose them").click();
    await expect.element(asked).not.toBeInTheDocument();
    expect(signOut).toHaveBeenCalledTimes(2);
  });
});
