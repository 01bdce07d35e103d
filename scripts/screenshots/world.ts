/** What the scenes show: the demo, a dataset of long and unusual names, and one of nothing. All of it made through REST. */
import { request, type Browser, type BrowserContextOptions } from "@playwright/test";
import pg from "pg";
import { Api, drawnImage, recordVideo, signIn } from "../../e2e/fixtures";
import type { Product } from "../stack/product";

/**
 * Who looks: nobody yet, or a demo user; a newcomer has an account and nothing else; the first visitor sees a server
 * without any account.
 */
export type Role = "first visitor" | "newcomer" | "nobody" | "owner" | "viewer";
export type Session = BrowserContextOptions["storageState"];

export interface World {
  readonly api: Api;
  readonly landscapes: string;
  readonly longNames: string;
  readonly emoji: string;
  readonly arabic: string;
  readonly empty: string;
  /** Runs SQL as the database's owner. */
  readonly sql: (text: string) => Promise<void>;
}

export const LONG_NAME = "Dataset_with_a_name_that_never_ends_".repeat(8).slice(0, 255);
export const LONG_SNAPSHOT = "Snapshot_of_everything_before_the_second_delivery_".repeat(6).slice(0, 255);
export const EMOJI_NAME = "🌄🏔️ Sunrise 👩‍👩‍👧‍👦 🏳️‍🌈 🚀";
export const ARABIC_NAME = "صور المناظر الطبيعية من الرحلة الأولى (٢٠٢٦)";
const LONG_WORD = "a_tag_that_somebody_made_from_a_whole_sentence_".repeat(3).slice(0, 120);

async function addFiles(api: Api, datasetId: string, numbers: readonly number[], nameOf: (number: number) => string) {
  await api.addMedia(
    datasetId,
    await Promise.all(
      numbers.map(async (number) => ({
        name: nameOf(number),
        type: "image/jpeg",
        bytes: Uint8Array.from(await drawnImage(number)),
      })),
    ),
  );
}

const create = async (api: Api, name: string, description = ""): Promise<string> =>
  (await api.json<{ dataset_id: string }>("post", "/dataset", { name, description })).dataset_id;

/** Names of 255 characters, other scripts, many words, boxes, fields, a video, and a file that is broken. */
async function makeLongNames(api: Api, browser: Browser): Promise<string> {
  const id = await create(api, LONG_NAME, "One long word after another. ".repeat(40));
  const long = `${"photo-of-the-harbour-at-dusk-".repeat(7)}.jpg`;
  await addFiles(api, id, [1, 2, 3, 4, 5, 6], (number) => (number === 2 ? long : `image-${number}.jpg`));
  const page = await browser.newPage();
  const clip = { name: "clip.webm", type: "video/webm", bytes: Uint8Array.from(await recordVideo(page)) };
  await page.close();
  await api.addMedia(id, [clip]);
  const items = await api.items(id);
  const ids = items.map((item) => item.media_id);
  await api.createSnapshot(id, LONG_SNAPSHOT, "A_description_without_a_space_".repeat(20));
  for (const tag of [LONG_WORD, EMOJI_NAME, ARABIC_NAME]) await api.tag(id, ids.slice(0, 4), tag);
  await api.createSnapshot(id, EMOJI_NAME, "🎉".repeat(60));
  await api.json("post", `/dataset/${id}/items/tag`, {
    item_ids: ids.slice(0, 1),
    tags: Array.from({ length: 40 }, (_, index) => `word-${index}`),
  });
  await api.json("post", `/dataset/${id}/items/label`, { item_ids: ids.slice(0, 3), labels: [LONG_WORD, "boat"] });
  await api.json("patch", `/dataset/${id}/items/${ids[0]}`, {
    caption: "A harbour at dusk, seen from the pier. ".repeat(12),
    objects: [
      { label: LONG_WORD, col_x: 40, row_y: 60, width: 240, height: 180 },
      { label: "boat", col_x: 400, row_y: 300, width: 160, height: 120 },
    ],
  });
  await api.setField(
    id,
    ids.slice(0, 3),
    "a_field_whose_name_is_much_longer_than_its_value",
    "x".repeat(200),
    "string",
  );
  for (const [index, item] of ids.entries()) await api.setField(id, [item], "speed", index * 10, "float");
  await api.createSnapshot(id, ARABIC_NAME, "أول تسليم كامل مع جميع الوسوم.");
  await api.tag(id, ids.slice(0, 2), "since then");
  const form = new FormData();
  form.append("files", new File(["no image at all"], "broken.jpg", { type: "image/jpeg" }));
  await api.request.post(`/api/v1/dataset/${id}/add_media`, { multipart: form });
  await api.settle(id);
  return id;
}

/** Makes it as the demo's owner. */
export async function makeWorld(product: Product, owner: Session, browser: Browser): Promise<World> {
  const api = new Api(await request.newContext({ baseURL: product.url, storageState: owner }));
  const datasets = await api.json<{ id: string; display_name: string }[]>("get", "/datasets");
  const longNames = await makeLongNames(api, browser);
  const [emoji, arabic] = [await create(api, EMOJI_NAME), await create(api, ARABIC_NAME)];
  await addFiles(api, emoji, [7, 8], (number) => `🌄 ${number}.jpg`);
  await addFiles(api, arabic, [9, 10], (number) => `صورة ${number}.jpg`);
  const landscapes = datasets.find((dataset) => dataset.display_name === "Landscapes")!.id;
  await api.json("post", `/dataset/${landscapes}/views`, { name: LONG_NAME, view: { q: "tag:night" } });
  await api.json("post", "/api-keys", { name: "Training script" });
  return {
    api,
    landscapes,
    longNames,
    emoji,
    arabic,
    empty: await create(api, "Nothing yet"),
    sql: async (text) => {
      const client = new pg.Client({ connectionString: product.adminUrl });
      await client.connect();
      await client.query(text).finally(() => client.end());
    },
  };
}

/** Signs in and returns what a browser needs to be that user. */
export async function sessionOf(baseURL: string, email: string, password: string): Promise<Session> {
  const context = await request.newContext({ baseURL });
  await signIn(context, email, password);
  const session = await context.storageState();
  await context.dispose();
  return session;
}

const NEWCOMER = { name: "Nora Newcomer", email: "newcomer@stillframe.test", password: "end-to-end-password" };

/** Makes the first account of a server that has none. */
export async function makeNewcomer(product: Product, token: string): Promise<Session> {
  const context = await request.newContext({ baseURL: product.url });
  const response = await context.post("/api/v1/setup", { data: { ...NEWCOMER, token } });
  if (!response.ok()) throw new Error(`The first account could not be made: ${await response.text()}`);
  await context.dispose();
  return sessionOf(product.url, NEWCOMER.email, NEWCOMER.password);
}
