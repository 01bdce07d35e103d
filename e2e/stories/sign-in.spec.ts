import { emailOf, expect, PASSWORD, test } from "../fixtures";
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

test("a link into the product leads there after signing in", async ({ dataset, page }) => {
  await page.goto(`/datasets/${dataset.id}?panel=snapshots&q=kind%3Aimage`);
  await page.getByLabel("Email").fill(emailOf("viewer"));
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("dialog", { name: "Snapshot Catalog" })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/datasets/${dataset.id}\\?panel=snapshots&q=kind`));
});
