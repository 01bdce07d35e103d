/**
 * `npm run screenshots`: takes the README's pictures from the running demo (`npm start`; another address with E2E_BASE_URL).
 * With `--all`, every page and dialog on a product of its own, compared with approved pictures (screenshots/all.ts); with
 * `--approve`, approves those that were taken.
 */
import path from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Browser, type Page } from "@playwright/test";
import { approve, takeScreenshots } from "./screenshots/all";
import { SCHEMES, WIDTHS, type Width } from "./screenshots/take";
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

const launch = (): Promise<Browser> =>
  chromium.launch({
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

async function takeForDocs(): Promise<void> {
  const browser = await launch();
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

const { values } = parseArgs({
  options: {
    all: { type: "boolean", default: false },
    approve: { type: "boolean", default: false },
    out: { type: "string", default: "screenshots" },
    approved: { type: "string" },
    widths: { type: "string", default: Object.keys(WIDTHS).join() },
    schemes: { type: "string", default: SCHEMES.join() },
    only: { type: "string", default: "" },
  },
});

async function main(): Promise<void> {
  if (!values.all && !values.approve) return takeForDocs();
  const folders = { out: values.out, approved: values.approved ?? path.join(values.out, "approved") };
  if (values.all) {
    const browser = await launch();
    const widths = (Object.keys(WIDTHS).map(Number) as Width[]).filter((width) =>
      values.widths.split(",").includes(String(width)),
    );
    const schemes = SCHEMES.filter((scheme) => values.schemes.split(",").includes(scheme));
    if (!(await takeScreenshots(browser, { ...folders, widths, schemes, only: values.only }))) process.exitCode = 1;
    await browser.close();
  }
  if (values.approve) console.log(`${await approve(folders)} pictures are approved, in ${folders.approved}`);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
