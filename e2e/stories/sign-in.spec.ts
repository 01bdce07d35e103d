import { emailOf, expect, PASSWORD, test } from "../fixtures";
import { DatasetView } from "../pages/dataset-view";
import { answering } from "../waiting";

test("a person signs in with email and password, and out again", async ({ page }) => {
  await page.goto("/datasets");
  await expect(page).toHaveURL(/\/sign-in\?from=%2Fdatasets/);
  await page.getByLabel("Email").fill(emailOf("owner"));
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "wrong" })).toBeVisible();
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Datasets" })).toBeVisible();
  await answering(page);
  await page.getByRole("button", { name: `Account of ${emailOf("owner")}` }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await page.goto("/tasks");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("signing out asks before it loses what is not saved", async ({ dataset, page }) => {
  await page.goto(`/datasets/${dataset.id}`);
  await page.getByLabel("Email").fill(emailOf("editor"));
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  const item = await new DatasetView(page).openItem("image-2.jpg");
  await item.getByRole("button", { name: "Edit caption" }).click();
  await item.getByRole("textbox", { name: "Caption" }).fill("Boats at dusk");
  await item.getByRole("button", { name: "Close" }).click();
  const signOut = async () => {
    await page.getByRole("button", { name: `Account of ${emailOf("editor")}` }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
  };
  await signOut();
  const asked = page.getByRole("dialog", { name: "Sign out" });
  await expect(asked).toContainText("1 item has changes that are not saved");
  await expect(asked).toContainText("image-2.jpg");
  await asked.getByRole("button", { name: "Stay" }).click();
  await expect(page.getByRole("button", { name: "1 unsaved change" })).toBeVisible();
  await signOut();
  await asked.getByRole("button", { name: "Sign out and lose them" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
});

test("a link into the product leads there after signing in", async ({ dataset, page }) => {
  await page.goto(`/datasets/${dataset.id}?panel=snapshots&q=kind%3Aimage`);
  await page.getByLabel("Email").fill(emailOf("viewer"));
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("dialog", { name: "Snapshot Catalog" })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/datasets/${dataset.id}\\?panel=snapshots&q=kind`));
});
