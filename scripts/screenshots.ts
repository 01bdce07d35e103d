/** `npm run screenshots`: takes the README's pictures from the running demo (`npm start`; another address with E2E_BASE_URL). */
import { chromium, type Browser, type Page } from "@playwright/test";
import { readSettings } from "./stack/stack";
import { findChromium } from "./stack/browser";

const baseURL = process.env.E2E_BASE_URL ?? `http://localhost:${readSettings().port}`;

async function signedIn(browser: Browser, colorScheme: "light" | "dark", width = 1280): Promise<Page> {
  const context = await browser.newContext({
    baseURL,
    colorScheme,
    viewport: { width, height: width < 500 ? 844 : 800 },
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Owner" }).click();
  await page.getByRole("link", { name: "Landscapes", exact: true }).click();
  await page.getByRole("button", { name: "landscape-0003.jpg", exact: true }).waitFor();
  await page.waitForLoadState("networkidle");
  return page;
}

/** Images are there, not only their placeholders. */
const settled = (page: Page) =>
  page.waitForFunction(() =>
    [...document.images]
      .filter((image) => image.getBoundingClientRect().top < innerHeight)
      .every((image) => image.complete),
  );

async function shoot(page: Page, name: string): Promise<void> {
  await settled(page);
  await page.screenshot({ path: `docs/pictures/${name}.png` });
  console.log(`docs/pictures/${name}.png`);
}

async function main(): Promise<void> {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [
      "--no-sandbox",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const light = await signedIn(browser, "light");
  await shoot(light, "dataset-light");
  await light.getByRole("button", { name: "Snapshots", exact: true }).click();
  await light.getByRole("button", { name: "Actions for First labels" }).click();
  await light.getByRole("menuitem", { name: "Restore" }).click();
  await light.getByText("will come back").waitFor();
  await shoot(light, "restore-light");
  await light.keyboard.press("Escape");
  await light.keyboard.press("Escape");
  await light.getByRole("button", { name: "Group by cluster" }).click();
  await light
    .getByRole("list", { name: "Items" })
    .getByRole("button", { name: /^Cluster / })
    .nth(2)
    .click();
  await light
    .getByRole("button", { name: /^landscape-/ })
    .first()
    .waitFor();
  await shoot(light, "clusters-light");
  await light.goto("/tasks");
  await light.getByRole("table").waitFor();
  await shoot(light, "tasks-light");

  const dark = await signedIn(browser, "dark");
  await dark.getByRole("button", { name: "Snapshots", exact: true }).click();
  await dark.getByRole("heading", { name: "First labels" }).waitFor();
  await shoot(dark, "catalog-dark");
  await dark.keyboard.press("Escape");
  await dark.getByRole("button", { name: "landscape-0003.jpg", exact: true }).dblclick();
  await dark.getByRole("region", { name: "Similar items" }).getByRole("button").first().waitFor();
  await shoot(dark, "item-dark");

  await shoot(await signedIn(browser, "light", 390), "phone-light");
  await browser.close();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
