import sharp from "sharp";
import { drawnImage, expect, test } from "../fixtures";

test("a re-index flags what is blurred or there twice, scores uniqueness, and offers similar items", async ({
  view,
  ownerPage,
  dataset,
  api,
}) => {
  const original = await drawnImage(1);
  const form = new FormData();
  form.append(
    "files",
    new File([new Uint8Array(await sharp(original).resize(480).jpeg({ quality: 60 }).toBuffer())], "smaller.jpg", {
      type: "image/jpeg",
    }),
  );
  form.append(
    "files",
    new File(
      [
        new Uint8Array(
          await sharp(await drawnImage(2))
            .blur(14)
            .jpeg()
            .toBuffer(),
        ),
      ],
      "soft.jpg",
      { type: "image/jpeg" },
    ),
  );
  await api.run(`/dataset/${dataset.id}/add_media`, { multipart: form });
  expect(await api.settle(dataset.id)).toBe("PARTIAL INDEX");
  await view.becomes("Partial Index");
  const menu = await view.openProcess();
  await expect(menu.getByRole("menuitem", { name: "Enrich" })).toHaveAttribute("aria-disabled", "true");
  await expect(menu).toContainText("Items can be enriched once every item is indexed: re-index first.");
  await ownerPage.keyboard.press("Escape");

  await expect(ownerPage.getByText("2 items aren't indexed yet; snapshots unlock once they are.")).toBeVisible();
  await ownerPage.getByRole("button", { name: "Re-index now" }).click();
  await ownerPage.getByRole("dialog", { name: "Re-index" }).getByRole("button", { name: "Yes" }).click();
  await view.told("Dataset re-indexed", "Indexed 2 items");
  await view.becomes("Ready");
  const filters = ownerPage.getByRole("complementary", { name: "Filters" });
  await filters
    .getByRole("region", { name: "Issues" })
    .getByRole("button", { name: /^duplicates/ })
    .click();
  await expect(view.tile("smaller.jpg")).toBeVisible();
  await expect(view.tile("image-1.jpg")).toBeVisible();
  await expect(view.tile("image-4.jpg")).toBeHidden();

  await view.tile("smaller.jpg").dblclick();
  const item = ownerPage.getByRole("dialog");
  await expect(item).toContainText("Uniqueness");
  const similar = item.getByRole("region", { name: "Similar items" });
  await expect(similar.getByRole("button").first()).toHaveAttribute("title", /^image-1\.jpg, (9[6-9]|100) % alike$/);
  await similar.getByRole("button").first().click();
  await expect(item.getByRole("heading", { name: "image-1.jpg" })).toBeVisible();
  await similar.getByRole("button", { name: "Show all in the grid" }).click();
  await expect(item).toBeHidden();
  await expect(view.tile("image-1.jpg")).toHaveAttribute("aria-description", /100 % alike/);
  await expect(view.tile("smaller.jpg")).toHaveAttribute("aria-description", /(9[6-9]|100) % alike/);
});
