/**
 * A person at the dataset's page: real keys and clicks, a pause after each until the page is quiet. Only such input counts as an
 * interaction to the browser, and only what it does not explain as a layout shift.
 */
import type { Locator, Page } from "@playwright/test";
import { takeVitals, type Vitals } from "./vitals";

export interface Phase {
  readonly name: string;
  readonly vitals: Vitals;
}

const ROUNDS = 11;

/** Nothing is loading, and what was answered is drawn. */
async function quiet(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      new Promise<boolean>((resolve) =>
        requestAnimationFrame(() =>
          requestAnimationFrame(() =>
            resolve(
              [...document.querySelectorAll('[aria-busy="true"]')].every((element) => !element.checkVisibility()) &&
                [...document.querySelectorAll("[data-place] img")].every(
                  (image) => (image as HTMLImageElement).complete,
                ),
            ),
          ),
        ),
      ),
  );
}

/** Goes through what people do here most. It leaves the data as it was. @param url of the dataset's page */
export async function tour(page: Page, url: string): Promise<Phase[]> {
  const phases: Phase[] = [];
  const tiles = page.locator("[data-place]");
  const filters = page.getByRole("complementary", { name: "Filters" });
  /** The filters are there, be it behind a drawer. */
  const counted = () => page.locator('aside[aria-label="Filters"] input').first().waitFor();
  const open = async (query = "") => {
    await page.goto(url + query);
    await tiles.first().waitFor();
    await counted();
    await quiet(page);
  };
  const press = async (key: string) => {
    await page.keyboard.press(key);
    await quiet(page);
  };
  const click = async (target: Locator) => {
    await target.click();
    await quiet(page);
  };
  const phase = async (name: string, act: () => Promise<void>) => {
    await act();
    await quiet(page);
    phases.push({ name, vitals: await takeVitals(page) });
  };
  const rounds = async (act: (round: number) => Promise<void>) => {
    for (let round = 0; round < ROUNDS; round += 1) await act(round);
  };

  for (const query of ["", "?q=tag%3Anone-such", "?sort=name", "?group=cluster", "?panel=snapshots"])
    await phase(`opening ${query || "the page"}`, async () => {
      await page.goto("/settings");
      await page.goto(url + query);
      await counted();
    });

  await open();
  await phase("scrolling", async () => {
    await page.mouse.move(900, 600);
    for (let step = 0; step < 100; step += 1) {
      await page.mouse.wheel(0, 240);
      await page.waitForTimeout(16);
    }
  });
  await phase("going by keys", async () => {
    await tiles.first().focus();
    for (const key of ["End", "Home", ...Array.from({ length: 9 }, () => "ArrowDown"), "j", "k"]) await press(key);
  });
  const scrubber = page.getByRole("slider", { name: "Position in the list" });
  if (await scrubber.isVisible())
    await phase("jumping", () =>
      rounds(async (round) => {
        const box = (await scrubber.boundingBox())!;
        await page.mouse.click(box.x + 8, box.y + 18 + ((box.height - 36) * ((round * 37) % 97)) / 97);
        await quiet(page);
      }),
    );
  const labels = filters.getByRole("region", { name: "Labels" }).getByRole("listitem");
  await phase("facets", async () => {
    const count = Math.min(ROUNDS, await labels.count());
    for (let at = 1; at < count; at += 1) {
      const value = labels.nth(at).getByRole("button", { pressed: false }).first();
      await click(value);
      await click(labels.nth(at).getByRole("button", { pressed: true }).first());
    }
  });
  const search = page.getByRole("combobox", { name: "Search items" });
  await phase("searching", async () => {
    await click(search);
    for (const key of "tag:night label:sea") await press(key === " " ? "Space" : key);
    await press("Escape");
    await press("Enter");
    await click(page.getByRole("button", { name: "Clear search" }));
  });
  await open();
  await phase("size of the tiles", async () => {
    await page.getByRole("slider", { name: "Size of the tiles" }).focus();
    for (let step = 0; step < ROUNDS; step += 1) await press(step % 2 === 0 ? "ArrowRight" : "ArrowLeft");
  });
  await phase("grouping", async () => {
    for (let step = 0; step < 6; step += 1) await click(page.getByRole("button", { name: "Group by cluster" }));
  });
  await phase("selecting", async () => {
    await rounds((round) => click(tiles.nth(round)));
    await press("Control+a");
    await press("Escape");
  });
  await phase("an item, the next ones, and back", async () => {
    await tiles.first().focus();
    await press("Enter");
    await page.getByRole("dialog").waitFor();
    await rounds(() => press("ArrowRight"));
    await press("Escape");
  });
  await phase("menus and dialogs", async () => {
    for (const name of [
      "Process",
      "More about this dataset",
      "Look of the tiles",
      "Add media",
      "Share",
      "Saved views",
    ]) {
      await click(page.getByRole("button", { name, exact: true }));
      await press("Escape");
    }
    await click(page.getByRole("button", { name: "Snapshots", exact: true }));
    await press("Escape");
    await press("Control+k");
    await press("Escape");
    await press("?");
    await press("Escape");
  });
  await phase("tagging and undoing", async () => {
    await click(tiles.first());
    for (const key of ["t", ..."benched"]) await press(key);
    await press("Enter");
    await page
      .getByText(/item tagged/)
      .first()
      .waitFor();
    await click(page.getByRole("button", { name: "Undo", exact: true }).first());
    await page
      .getByText(/^Undone: /)
      .first()
      .waitFor();
    await press("Escape");
  });
  return phases;
}
