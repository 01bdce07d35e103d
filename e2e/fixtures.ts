/**
 * What a story starts with: pages signed in as owner, editor and viewer, and a dataset of its own, made through the REST
 * API. Every page fails its story on a console error, an uncaught exception or a hydration warning.
 */
import { rm } from "node:fs/promises";
import { test as base, expect, type APIRequestContext, type Browser, type Page } from "@playwright/test";
import { drawScene, planScenes } from "../prisma/scenes";
import { DatasetView } from "./pages/dataset-view";

export const PASSWORD = process.env.E2E_PASSWORD ?? process.env.STILLFRAME_DEMO_PASSWORD ?? "";
export type RoleName = "owner" | "editor" | "viewer";
export const emailOf = (role: RoleName): string =>
  process.env[`E2E_${role.toUpperCase()}_EMAIL`] ?? `${role}@stillframe.test`;

type Session = Awaited<ReturnType<APIRequestContext["storageState"]>>;
const sessions = new Map<RoleName, Promise<Session>>();

/** Signs in as the sign-in form does, without the form: that has a story of its own. */
async function openSession(role: RoleName, browser: Browser, baseURL: string): Promise<Session> {
  const context = await browser.newContext({ baseURL });
  try {
    const { csrfToken } = (await (await context.request.get("/api/auth/csrf")).json()) as { csrfToken: string };
    const response = await context.request.post("/api/auth/callback/credentials", {
      form: { csrfToken, email: emailOf(role), password: PASSWORD, json: "true" },
    });
    expect(response.ok(), `signing in as ${emailOf(role)}`).toBe(true);
    return await context.storageState();
  } finally {
    await context.close();
  }
}

/** The REST API as one user. */
export class Api {
  constructor(readonly request: APIRequestContext) {}

  async json<T>(method: "get" | "post" | "put" | "patch" | "delete", path: string, data?: unknown): Promise<T> {
    const response = await this.request[method](`/api/v1${path}`, data === undefined ? {} : { data });
    const text = await response.text();
    expect(response.ok(), `${method} ${path}: ${response.status()} ${text}`).toBe(true);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  /** Waits until no task holds the dataset. */
  async settle(datasetId: string): Promise<string> {
    let status = "";
    await expect(async () => {
      ({ status_new: status } = await this.json<{ status_new: string }>("get", `/dataset/${datasetId}`));
      expect(["READY", "PARTIAL INDEX", "ERROR", "DRAFT"]).toContain(status);
    }).toPass({ timeout: 30_000 });
    return status;
  }

  items = async (datasetId: string) =>
    (
      await this.json<{ items: { media_id: string; file_name: string; tags: string[] }[] }>(
        "get",
        `/dataset/${datasetId}/items?limit=500`,
      )
    ).items;
  tag = (datasetId: string, ids: readonly string[], tag: string) =>
    this.json("post", `/dataset/${datasetId}/items/tag`, { item_ids: ids, tags: [tag] });
  untag = (datasetId: string, ids: readonly string[], tag: string) =>
    this.json("post", `/dataset/${datasetId}/items/untag`, { item_ids: ids, tags: [tag] });
  setField = (datasetId: string, ids: readonly string[], field: string, value: unknown, type: string) =>
    this.json("post", `/dataset/${datasetId}/items/metadata`, { item_ids: ids, field, value, type });

  /** Adds files and waits until they are indexed. */
  async addMedia(
    datasetId: string,
    files: readonly { name: string; type: string; bytes: Uint8Array<ArrayBuffer> }[],
  ): Promise<void> {
    const form = new FormData();
    for (const { name, type, bytes } of files) form.append("files", new File([bytes], name, { type }));
    form.append("auto_reindex", "true");
    const response = await this.request.post(`/api/v1/dataset/${datasetId}/add_media`, { multipart: form });
    expect(response.status(), await response.text()).toBe(202);
    expect(await this.settle(datasetId)).toBe("READY");
  }

  createSnapshot = (datasetId: string, name: string, description = "") =>
    this.json<{ snapshot_id: string }>("post", `/dataset/${datasetId}/snapshot`, { name, description });
}

const SEEDS = new Map<number, Promise<Buffer>>();
/** A drawn image; the same number gives the same bytes. */
export function drawnImage(number: number): Promise<Buffer> {
  let image = SEEDS.get(number);
  if (!image) SEEDS.set(number, (image = drawScene({ ...planScenes(1, number)[0]!, shift: 0, defect: null })));
  return image;
}

export interface Dataset {
  readonly id: string;
  readonly name: string;
}

interface Fixtures {
  pageOf: (role: RoleName) => Promise<Page>;
  ownerPage: Page;
  editorPage: Page;
  viewerPage: Page;
  api: Api;
  /** Six images, shared with editor and viewer, READY. */
  dataset: Dataset;
  /** The dataset's page, as its owner. */
  view: DatasetView;
}

let counter = 0;

export const test = base.extend<Fixtures>({
  pageOf: async ({ browser, baseURL }, use, testInfo) => {
    const opened: { page: Page; problems: string[] }[] = [];
    await use(async (role) => {
      if (!sessions.has(role)) sessions.set(role, openSession(role, browser, baseURL!));
      const context = await browser.newContext({
        baseURL,
        storageState: await sessions.get(role),
        permissions: ["clipboard-read", "clipboard-write"],
        ...(process.env.E2E_VIDEO === "0" ? {} : { recordVideo: { dir: testInfo.outputPath() } }),
      });
      const page = await context.newPage();
      opened.push({ page, problems: watchProblems(page) });
      return page;
    });
    const passed = testInfo.status === testInfo.expectedStatus;
    for (const { page } of opened) {
      await page.context().close();
      const video = page.video();
      if (!passed && video) await testInfo.attach("video", { path: await video.path(), contentType: "video/webm" });
    }
    if (passed) await rm(testInfo.outputDir, { recursive: true, force: true });
    if (passed)
      expect(
        opened.flatMap(({ problems }) => problems),
        "console errors and uncaught exceptions",
      ).toEqual([]);
  },
  ownerPage: async ({ pageOf }, use) => use(await pageOf("owner")),
  editorPage: async ({ pageOf }, use) => use(await pageOf("editor")),
  viewerPage: async ({ pageOf }, use) => use(await pageOf("viewer")),
  api: async ({ ownerPage }, use) => use(new Api(ownerPage.request)),
  dataset: async ({ api, ownerPage }, use, testInfo) => {
    const name = `${testInfo.title.slice(0, 40)} ${Date.now().toString(36)}${(counter += 1)}`;
    const { dataset_id: id } = await api.json<{ dataset_id: string }>("post", "/dataset", { name });
    const form = new FormData();
    for (let number = 1; number <= 6; number += 1)
      form.append(
        "files",
        new File([new Uint8Array(await drawnImage(number))], `image-${number}.jpg`, { type: "image/jpeg" }),
      );
    const response = await ownerPage.request.post(`/api/v1/dataset/${id}/add_media`, { multipart: form });
    expect(response.status()).toBe(202);
    expect(await api.settle(id)).toBe("READY");
    for (const role of ["editor", "viewer"] as const)
      await api.json("put", `/manage/${id}/invite`, { grant_to_user_email: emailOf(role), role: role.toUpperCase() });
    await use({ id, name });
    await api.settle(id);
    await api.json("delete", `/dataset/${id}`);
  },
  view: async ({ ownerPage, dataset }, use) => {
    const view = new DatasetView(ownerPage);
    await view.open(dataset.id);
    await use(view);
  },
});

/** Problems that a person with open developer tools would see. A refused request is told by the page itself. */
function watchProblems(page: Page): string[] {
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if ((message.type() === "error" || message.type() === "warning") && !/Failed to load resource/.test(message.text()))
      problems.push(`${message.type()}: ${message.text()}`);
  });
  return problems;
}

export { expect };
