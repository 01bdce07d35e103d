/**
 * What a story starts with: pages signed in as owner, editor and viewer, and a dataset of its own, made through the REST
 * API: a clone, in milliseconds, of one that the worker imported. Every page fails its story on a console error, an
 * uncaught exception or a hydration warning.
 */
import { rm } from "node:fs/promises";
import { test as base, expect, type APIRequestContext, type Browser, type Page } from "@playwright/test";
import sharp from "sharp";
import { drawScene, planScenes } from "../prisma/scenes";
import { DatasetView } from "./pages/dataset-view";
import { holdBackAnswers, SLOW } from "./slow-answers";
import { answering, completed, settled } from "./waiting";

export const PASSWORD = process.env.E2E_PASSWORD ?? process.env.STILLFRAME_DEMO_PASSWORD ?? "";
export type RoleName = "owner" | "editor" | "viewer";
export const emailOf = (role: RoleName): string =>
  process.env[`E2E_${role.toUpperCase()}_EMAIL`] ?? `${role}@stillframe.test`;

type Session = Awaited<ReturnType<APIRequestContext["storageState"]>>;
const sessions = new Map<RoleName, Promise<Session>>();

/** Signs in as the sign-in form does, without the form: that has a story of its own. */
export async function signIn(request: APIRequestContext, email: string, password: string): Promise<void> {
  const { csrfToken } = (await (await request.get("/api/auth/csrf")).json()) as { csrfToken: string };
  const response = await request.post("/api/auth/callback/credentials", {
    form: { csrfToken, email, password, json: "true" },
  });
  expect(response.ok(), `signing in as ${email}`).toBe(true);
}

async function openSession(role: RoleName, browser: Browser, baseURL: string): Promise<Session> {
  const context = await browser.newContext({ baseURL });
  try {
    await signIn(context.request, emailOf(role), PASSWORD);
    return await context.storageState();
  } finally {
    await context.close();
  }
}

function sessionOf(role: RoleName, browser: Browser, baseURL: string): Promise<Session> {
  let session = sessions.get(role);
  if (!session) sessions.set(role, (session = openSession(role, browser, baseURL)));
  return session;
}

interface MediaFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
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

  /** Starts a task and waits, for as long as it moves, until it is completed. @returns the dataset that it works on */
  async run(path: string, options: Parameters<APIRequestContext["post"]>[1] = {}): Promise<string> {
    const response = await this.request.post(`/api/v1${path}`, options);
    expect(response.status(), `post ${path}: ${await response.text()}`).toBe(202);
    return (await completed(this.request, response.headers().location!.split("/").at(-1)!)).dataset_id;
  }

  /** Waits until no task holds the dataset. */
  settle = (datasetId: string): Promise<string> => settled(this.request, datasetId);

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
  async addMedia(datasetId: string, files: readonly MediaFile[]): Promise<void> {
    const form = new FormData();
    for (const { name, type, bytes } of files) form.append("files", new File([bytes], name, { type }));
    form.append("auto_reindex", "true");
    await this.run(`/dataset/${datasetId}/add_media`, { multipart: form });
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

/** Many images that take no time to read: small, all alike, of different bytes. Named image-{first}.jpg and so on. */
export async function manyImages(first: number, count: number): Promise<MediaFile[]> {
  const image = await sharp(await drawnImage(7))
    .resize(64)
    .jpeg()
    .toBuffer();
  return Array.from({ length: count }, (_, index) => ({
    name: `image-${first + index}.jpg`,
    type: "image/jpeg",
    bytes: Uint8Array.from([...image, count & 0xff, index & 0xff, index >> 8]),
  }));
}

/** A second of moving colour, recorded by the browser itself. */
export const recordVideo = (page: Page): Promise<number[]> =>
  page.evaluate(async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 96, height: 64 });
    const context = canvas.getContext("2d")!;
    const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: "video/webm" });
    const parts: Blob[] = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    const over = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    for (let frame = 0; frame < 12; frame += 1) {
      context.fillStyle = `hsl(${frame * 30} 80% 50%)`;
      context.fillRect(0, 0, 96, 64);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    recorder.stop();
    await over;
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
  });

export interface Dataset {
  readonly id: string;
  readonly name: string;
}

interface Fixtures {
  /** Whether the dataset is imported for the story alone, where it matters how it came to be. */
  fresh: boolean;
  pageOf: (role: RoleName) => Promise<Page>;
  ownerPage: Page;
  editorPage: Page;
  viewerPage: Page;
  /** Six images, shared with editor and viewer, READY. */
  dataset: Dataset;
  /** The dataset's page, as its owner. */
  view: DatasetView;
}
interface WorkerFixtures {
  /** The REST API as the owner. */
  api: Api;
  /** What the stories' datasets are clones of. */
  original: Dataset;
}

let counter = 0;

async function importDataset(api: Api, name: string): Promise<Dataset> {
  const { dataset_id: id } = await api.json<{ dataset_id: string }>("post", "/dataset", { name });
  const form = new FormData();
  for (let number = 1; number <= 6; number += 1)
    form.append(
      "files",
      new File([new Uint8Array(await drawnImage(number))], `image-${number}.jpg`, { type: "image/jpeg" }),
    );
  await api.run(`/dataset/${id}/add_media`, { multipart: form });
  expect(await api.settle(id)).toBe("READY");
  return { id, name };
}

/** Makes a page ready for a story: what waits for an answer waits until the page can be used. @returns its problems */
async function prepare(page: Page, story: string): Promise<string[]> {
  const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)];
  page.goto = (...args) => goto(...args).then(async (response) => (await answering(page), response));
  page.reload = (...args) => reload(...args).then(async (response) => (await answering(page), response));
  if (SLOW) await holdBackAnswers(page, story);
  return watchProblems(page);
}

const noProblems = (problems: readonly string[]) =>
  expect(problems, "console errors and uncaught exceptions").toEqual([]);

export const test = base.extend<Fixtures, WorkerFixtures>({
  api: [
    async ({ playwright, browser }, use, workerInfo) => {
      const baseURL = workerInfo.project.use.baseURL!;
      const request = await playwright.request.newContext({
        baseURL,
        storageState: await sessionOf("owner", browser, baseURL),
      });
      await use(new Api(request));
      await request.dispose();
    },
    { scope: "worker" },
  ],
  original: [
    async ({ api }, use) => {
      const original = await importDataset(api, `Story ${Date.now().toString(36)}${process.pid.toString(36)}`);
      await use(original);
      await api.json("delete", `/dataset/${original.id}`);
    },
    { scope: "worker" },
  ],
  fresh: [false, { option: true }],
  pageOf: async ({ browser, baseURL }, use, testInfo) => {
    const opened: { page: Page; problems: string[] }[] = [];
    await use(async (role) => {
      const context = await browser.newContext({
        baseURL,
        storageState: await sessionOf(role, browser, baseURL!),
        permissions: ["clipboard-read", "clipboard-write"],
        ...(process.env.E2E_VIDEO === "1" ? { recordVideo: { dir: testInfo.outputPath() } } : {}),
      });
      const page = await context.newPage();
      opened.push({ page, problems: await prepare(page, `${testInfo.title} ${role}`) });
      return page;
    });
    const passed = testInfo.status === testInfo.expectedStatus;
    for (const { page } of opened) {
      await page.context().close();
      const video = page.video();
      if (!passed && video) await testInfo.attach("video", { path: await video.path(), contentType: "video/webm" });
    }
    if (passed) await rm(testInfo.outputDir, { recursive: true, force: true });
    if (passed) noProblems(opened.flatMap(({ problems }) => problems));
  },
  // Of nobody who is signed in.
  page: async ({ page }, use, testInfo) => {
    const problems = await prepare(page, testInfo.title);
    await use(page);
    if (testInfo.status === testInfo.expectedStatus) noProblems(problems);
  },
  ownerPage: async ({ pageOf }, use) => use(await pageOf("owner")),
  editorPage: async ({ pageOf }, use) => use(await pageOf("editor")),
  viewerPage: async ({ pageOf }, use) => use(await pageOf("viewer")),
  dataset: async ({ api, original, fresh }, use) => {
    const dataset = fresh
      ? await importDataset(api, `Fresh ${Date.now().toString(36)}${(counter += 1)}`)
      : {
          id: await api.run(`/dataset/${original.id}/snapshot/current/clone`),
          name: `${original.name} (cloned)`,
        };
    for (const role of ["editor", "viewer"] as const)
      await api.json("put", `/manage/${dataset.id}/invite`, {
        grant_to_user_email: emailOf(role),
        role: role.toUpperCase(),
      });
    await use(dataset);
    await api.settle(dataset.id);
    await api.json("delete", `/dataset/${dataset.id}`);
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
