/**
 * Signing in through an OpenID Connect provider that runs here, on a product of its own where passwords are switched off. The
 * first of them without scripts, as it has to work before the page's scripts do.
 */
import type { Page } from "@playwright/test";
import { freePort } from "../../scripts/stack/free-port";
import { startProduct, type Product } from "../../scripts/stack/product";
import { CLIENT, issuerAt, startIdentityProvider, type Account } from "../../tests/identity-provider";
import { expect, test } from "../fixtures";

const FOLDER = ".data-test/provider-sign-in";
const ACCOUNTS = new Map<string, Account>([
  ["ada", { name: "Ada Example", email: "ada@example.org", email_verified: true, groups: ["cv-team"] }],
  ["vera", { name: "Vera", email: "viewer@stillframe.test", email_verified: true }],
  ["uma", { name: "Uma", email: "uma@example.org", email_verified: false }],
]);
let product: Product;
let provider: Awaited<ReturnType<typeof startIdentityProvider>>;

test.beforeAll(async () => {
  const port = await freePort();
  product = await startProduct(FOLDER, {
    ...CLIENT,
    STILLFRAME_OIDC_ISSUER: issuerAt(port),
    STILLFRAME_OIDC_NAME: "Example ID",
    STILLFRAME_OIDC_ROLES: "cv-team=editor",
    STILLFRAME_PASSWORD_SIGN_IN: "off",
  });
  provider = await startIdentityProvider(port, `${product.url}/sign-in/oidc/callback`, ACCOUNTS);
});
test.afterAll(async () => {
  await provider.stop();
  await product.stop();
});

/** Says at the provider who one is. */
async function sayThere(page: Page, account: string): Promise<void> {
  await page.getByLabel("Account").fill(account);
  await page.getByRole("button", { name: "That is me" }).click();
}
const withProvider = (page: Page) => page.getByRole("link", { name: "Continue with Example ID" });

test("somebody new turns back, signs in after all, and has no password", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  try {
    const page = await context.newPage();
    await page.goto(`${product.url}/sign-in?from=/settings`);
    await expect(page.getByLabel("Password")).toHaveCount(0);
    await withProvider(page).click();
    await page.getByRole("button", { name: "Turn back" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "Example ID did not let you through" })).toBeVisible();
    await withProvider(page).click();
    await sayThere(page, "ada");
    await expect(page).toHaveURL(`${product.url}/settings`);
    await expect(page.getByText("Ada Example, ada@example.org")).toBeVisible();
    await expect(page.getByText("You sign in with Example ID.")).toBeVisible();
    await expect(page.getByRole("region", { name: "Password" })).toHaveCount(0);
    // Nobody shared it with her: her group has a role on every dataset.
    await page.goto(`${product.url}/datasets`);
    await expect(page.getByRole("link", { name: "Landscapes", exact: true })).toBeVisible();
  } finally {
    await context.close();
  }
});

test("an address that is not verified is refused, and another account leads in: to the account that its address has", async ({
  page,
}) => {
  await page.goto(`${product.url}/datasets`);
  await withProvider(page).click();
  await sayThere(page, "uma");
  await expect(page.getByRole("alert").filter({ hasText: "has not verified your email address" })).toBeVisible();
  // The provider would send the same person back at once.
  await page.getByRole("link", { name: "Use another account" }).click();
  await sayThere(page, "vera");
  await expect(page.getByRole("button", { name: "Account of viewer@stillframe.test" })).toBeVisible();
  await expect(page).toHaveURL(`${product.url}/datasets`);
});

test("nobody signs in with a password, and the demo's accounts with one click as before", async ({ page }) => {
  const { csrfToken } = (await (await page.request.get(`${product.url}/api/auth/csrf`)).json()) as {
    csrfToken: string;
  };
  const form = { csrfToken, email: "owner@stillframe.test", password: product.password, json: "true" };
  const refused = await page.request.post(`${product.url}/api/auth/callback/credentials`, { form });
  expect(refused.status()).toBe(401);
  const { url } = (await refused.json()) as { url: string };
  expect(new URL(url).searchParams.get("error")).toContain("Nobody signs in with a password here");

  await page.goto(`${product.url}/sign-in?from=/tasks`);
  await page.getByRole("button", { name: "Owner" }).click();
  await expect(page).toHaveURL(`${product.url}/tasks`);
});
