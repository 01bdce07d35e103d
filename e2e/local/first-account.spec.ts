/**
 * The first account, on a product of its own that has none yet: everywhere else the demo's accounts are there. Without scripts,
 * as the form has to work before the page's scripts do.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { startProduct, type Product } from "../../scripts/stack/product";

const FOLDER = ".data-test/first-account";
let product: Product;
let token: string;

test.use({ javaScriptEnabled: false });
test.beforeAll(async () => {
  product = await startProduct(FOLDER, { STILLFRAME_DEMO: "0" });
  const secrets = JSON.parse(await readFile(path.join(FOLDER, "secrets.json"), "utf8")) as { setupToken: string };
  token = secrets.setupToken;
});
test.afterAll(() => product.stop());

test("the first visitor is told of a wrong token, makes the first account, and nobody makes another", async ({
  page,
}) => {
  await page.goto(product.url);
  await expect(page).toHaveURL(/\/setup$/);
  await page.getByLabel("Set-up token").fill("not the token");
  await page.getByLabel("Name").fill("Nora First");
  await page.getByLabel("Email").fill("nora@example.org");
  await page.getByLabel("Password").fill("a-long-password");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "not the set-up token" })).toBeVisible();
  // What was filled in stays, but for the password.
  await expect(page.getByLabel("Name")).toHaveValue("Nora First");
  await expect(page.getByLabel("Email")).toHaveValue("nora@example.org");
  await expect(page.getByLabel("Password")).toHaveValue("");

  await page.getByLabel("Set-up token").fill(token);
  await page.getByLabel("Password").fill("a-long-password");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL(/\/datasets$/);
  await expect(page.getByText("No datasets yet")).toBeVisible();
  await expect(page.getByRole("button", { name: "Account of nora@example.org" })).toBeVisible();

  await page.context().clearCookies();
  await page.goto(`${product.url}/setup`);
  await expect(page).toHaveURL(/\/sign-in$/);
});
