import { expect, manyImages, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";

test("two people see each other's changes, and neither loses selection or place because of it @slow", async ({
  view,
  ownerPage,
  api,
  dataset,
  editorPage,
}) => {
  await api.addMedia(dataset.id, await manyImages(100, 60));
  const all = await api.items(dataset.id);
  await api.tag(
    dataset.id,
    all.map((item) => item.media_id),
    "night",
  );
  await ownerPage.setViewportSize({ width: 1100, height: 700 });
  await view.searchFor("tag:night", 66);
  await view.scrubber.press("End");
  await view.tile("image-150.jpg").click();
  await view.tile("image-152.jpg").click({ modifiers: ["Shift"] });
  await expect(view.selection).toContainText("3 items selected");
  const place = async () => (await view.tile("image-150.jpg").boundingBox())!;
  const before = await place();

  const other = new DatasetView(editorPage);
  await other.open(dataset.id);
  await other.select("image-1.jpg");
  // Ten of those before it leave the filter: what is looked at moves up in the list and stays where it is on the screen.
  await api.untag(
    dataset.id,
    all.slice(0, 10).map((item) => item.media_id),
    "night",
  );
  await view.expectCount(56);
  await expect(view.tile("image-150.jpg")).toBeInViewport();
  expect(Math.abs((await place()).y - before.y)).toBeLessThan(before.height * 1.5);
  await expect(view.tile("image-151.jpg")).toHaveAttribute("aria-pressed", "true");
  await expect(view.selection).toContainText("3 items selected");

  await view.apply("Label", "seen");
  await expect(other.facet("Labels").getByRole("button", { name: "seen 3", exact: true })).toBeVisible();
  await expect(other.selection).toContainText("1 item selected");
  await expect(other.tile("image-1.jpg")).toHaveAttribute("aria-pressed", "true");
});

test("a change of one person reaches the other within a second", async ({ view, api, dataset, viewerPage }) => {
  const other = new DatasetView(viewerPage);
  await other.open(dataset.id);
  await expect(other.tile("image-1.jpg")).toBeVisible();
  await expect(view.tile("image-1.jpg")).toBeVisible();
  // In the page's own time: when the tag was asked for, and when the other's tile shows it.
  await viewerPage.evaluate(() => {
    const seen = window as unknown as { seenAt: Promise<number> };
    seen.seenAt = new Promise((resolve) => {
      const look = () =>
        document.querySelector('[data-testid="grid-scroller"]')!.textContent!.includes("hello")
          ? resolve(Date.now())
          : requestAnimationFrame(look);
      look();
    });
  });
  const sent = Date.now();
  await api.tag(dataset.id, [(await api.items(dataset.id))[0]!.media_id], "hello");
  await expect(other.tile("image-1.jpg").locator("..")).toContainText("hello");
  const seenAt = await viewerPage.evaluate(() => (window as unknown as { seenAt: Promise<number> }).seenAt);
  test.info().annotations.push({ type: "measured", description: `${seenAt - sent} ms from asking to seeing` });
  await expect(view.tile("image-1.jpg").locator("..")).toContainText("hello");
});
