import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../fixtures";

test("on a phone everything fits: filters, selection, an open item, and nothing scrolls sideways", async ({
  view,
  ownerPage,
  api,
  dataset,
}) => {
  await api.tag(
    dataset.id,
    (await api.items(dataset.id)).slice(0, 2).map((item) => item.media_id),
    "night",
  );
  await ownerPage.setViewportSize({ width: 390, height: 844 });
  const fits = () =>
    ownerPage.evaluate(
      () => document.documentElement.scrollWidth <= innerWidth && document.body.scrollWidth <= innerWidth,
    );
  await expect(view.tile("image-1.jpg")).toBeVisible();
  expect(await fits()).toBe(true);
  await ownerPage.getByRole("button", { name: "Filters", exact: true }).click();
  const filters = ownerPage.getByRole("dialog", { name: "Filters" });
  await filters.getByRole("button", { name: "night 2", exact: true }).click();
  await filters.getByRole("button", { name: "Close" }).click();
  await view.expectCount(2);
  await view.tile("image-2.jpg").click();
  await expect(view.selection).toBeVisible();
  expect(await fits()).toBe(true);
  for (const name of ["Tag", "Delete"])
    await expect(view.selection.getByRole("button", { name, exact: true })).toBeInViewport();
  await ownerPage.getByRole("button", { name: "Open image-2.jpg" }).click();
  const item = ownerPage.getByRole("dialog", { name: "image-2.jpg" });
  await expect(item.getByRole("img", { name: "image-2.jpg" })).toBeInViewport();
  await expect(item.getByRole("button", { name: "Close" })).toBeInViewport();
  expect(await fits()).toBe(true);
  const { violations } = await new AxeBuilder({ page: ownerPage }).setLegacyMode(true).analyze();
  expect(
    violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 200)}`),
  ).toEqual([]);
});
