import AxeBuilder from "@axe-core/playwright";
import { INDEXER_VERSION } from "../../lib/media/reading";
import { drawnImage, expect, test } from "../fixtures";
import { sql } from "./support";

const NAMES = ["image-401.jpg", "image-402.jpg", "image-403.jpg", "image-404.jpg"];

/** As an older version of the indexer left the files of a dataset that nobody has looked at yet. */
async function readByAnOlderIndexer(datasetId: string, names: readonly string[]): Promise<void> {
  const list = names.map((name) => `'${name}'`).join(", ");
  const files = `(SELECT r.media_sha256 FROM dataset d JOIN revision r ON r.lineage_id = d.lineage_id AND r.facet = 'file'
    WHERE d.id = '${datasetId}' AND r.payload->>'name' IN (${list}))`;
  // Triggers refuse it to everybody who does not switch them off.
  await sql(`SET session_replication_role = replica;
    UPDATE media SET indexer_version = ${INDEXER_VERSION - 1} WHERE sha256 IN ${files};
    UPDATE media_reading SET model = 'index@${INDEXER_VERSION - 1}' WHERE model = 'index@${INDEXER_VERSION}' AND media_sha256 IN ${files}`);
}

test("a version in numbers: stale readings are refreshed, a bar leads to exactly its items, an older version has its own", async ({
  ownerPage: page,
  view,
  api,
}) => {
  const { dataset_id: id } = await api.json<{ dataset_id: string }>("post", "/dataset", { name: "In numbers" });
  await api.addMedia(
    id,
    await Promise.all(
      NAMES.map(async (name) => ({
        name,
        type: "image/jpeg",
        bytes: new Uint8Array(await drawnImage(Number(name.slice(6, 9)))),
      })),
    ),
  );
  const items = await api.items(id);
  const label = (names: readonly string[], word: string) =>
    api.json("post", `/dataset/${id}/items/label`, {
      item_ids: items.filter(({ file_name }) => names.includes(file_name)).map(({ media_id }) => media_id),
      labels: [word],
    });
  await label(NAMES.slice(0, 2), "harbour");
  const { snapshot_id } = await api.createSnapshot(id, "Two in the harbour");
  await label([NAMES[2]!], "harbour");
  await readByAnOlderIndexer(id, NAMES.slice(0, 2));

  await page.goto(`/datasets/${id}?tab=overview`);
  const overview = page.getByRole("region", { name: "Overview" });
  await expect(overview.getByRole("link", { name: "harbour: 3 items" })).toBeVisible();
  await expect(overview.getByRole("link", { name: "Not read: 2 items" })).toHaveCount(2);
  await overview.getByRole("button", { name: "Refresh Metrics" }).click();
  const dialog = page.getByRole("dialog", { name: "Refresh Metrics" });
  await expect(dialog.getByText("Counts of 4 items: current.")).toBeVisible();
  await expect(
    dialog.getByText(/2 items were read by an older indexer \(image-401\.jpg, image-402\.jpg\)/),
  ).toBeVisible();
  await dialog.getByRole("button", { name: "Update status" }).click();
  await view.shows(dialog.getByText("Readings: 2 items were read by an older indexer, now re-read."));
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(overview.getByRole("link", { name: "Not read: 2 items" })).toHaveCount(0);
  await expect(overview.getByRole("link", { name: /^Before re-index.*: 4 items$/ })).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  expect(violations).toEqual([]);

  await page.getByRole("button", { name: "Labels as a table" }).click();
  await expect(page.getByRole("table", { name: "Labels" }).getByRole("row")).toHaveText([
    /Label\s*Items/,
    /harbour\s*3/,
  ]);
  await page.getByRole("button", { name: "Labels as a chart" }).click();
  await overview.getByRole("link", { name: "harbour: 3 items" }).click();
  await expect(page).toHaveURL(/q=label%3Aharbour/);
  for (const name of NAMES.slice(0, 3)) await expect(view.tile(name)).toBeVisible();
  await expect(view.tile(NAMES[3]!)).toBeHidden();

  await page.goto(`/datasets/${id}?tab=overview&snapshot=${snapshot_id}`);
  await overview.getByRole("link", { name: "harbour: 2 items" }).click();
  await expect(view.tile(NAMES[1]!)).toBeVisible();
  await expect(view.tile(NAMES[2]!)).toBeHidden();
  await expect(page).toHaveURL(new RegExp(`snapshot=${snapshot_id}`));
});
