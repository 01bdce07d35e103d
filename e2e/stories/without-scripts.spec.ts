/** Forms of pages work before the page's scripts do: the browser posts them, and the server answers with a page. */
import { expect, test as plain } from "@playwright/test";
import { emailOf, PASSWORD } from "../fixtures";

plain.use({ javaScriptEnabled: false });

plain("a person signs in, is told of a wrong password, and makes an API key", async ({ page }) => {
  await page.goto("/settings");
  await expect(page).toHaveURL(/\/sign-in\?from=%2Fsettings/);
  await page.getByLabel("Email").fill(emailOf("viewer"));
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: "wrong" })).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue(emailOf("viewer"));
  await expect(page.getByLabel("Password")).toHaveValue("");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/settings$/);

  const name = `Key ${Date.now().toString(36)}`;
  await page.getByRole("textbox", { name: "Name of the new key" }).fill(name);
  await page.getByRole("button", { name: "Create key" }).click();
  const made = page.getByRole("region", { name: "API key created" });
  await expect(made).toContainText("Copy the secret now");
  await expect(made).toContainText("sf_");
  await expect(page.getByRole("list", { name: "Your API keys" })).toContainText(name);
});
