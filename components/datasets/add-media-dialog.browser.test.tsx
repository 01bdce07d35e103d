import { beforeEach, describe, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { render } from "@/components/testing/render";
import { datasetWith, taskWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import { AddMediaDialog } from "./add-media-dialog";

/** Paths that do not get through, with what the server says. */
const refused = new Map<string, string>();
const sent: string[] = [];
const arrived = new Set<string>();

interface Options {
  readonly metadata: { path: string };
  readonly onSuccess: () => void;
  readonly onError: (error: unknown) => void;
}
vi.mock("tus-js-client", () => ({
  Upload: class {
    constructor(
      readonly file: File,
      readonly options: Options,
    ) {}
    start() {
      const { path } = this.options.metadata;
      sent.push(path);
      const detail = refused.get(path);
      if (!detail) {
        arrived.add(path);
        return this.options.onSuccess();
      }
      const response = { getStatus: () => 413, getBody: () => JSON.stringify({ detail }) };
      this.options.onError(Object.assign(new Error(), { originalResponse: response }));
    }
    abort() {}
  },
}));

const dataset = datasetWith();
const UPLOAD = "81111111-1111-4111-8111-111111111111";
const TASK = "91111111-1111-4111-8111-111111111111";
let began: unknown[];
beforeEach(() => {
  refused.clear();
  sent.length = 0;
  arrived.clear();
  began = [];
  server.on(`GET /dataset/${dataset.id}`, () => dataset);
  server.on(`POST /dataset/${dataset.id}/uploads`, () => ({ upload_id: UPLOAD }));
  server.on(`GET /dataset/${dataset.id}/uploads/${UPLOAD}`, () => ({
    upload_id: UPLOAD,
    files: [...arrived].map((path) => ({ path, size: 3 })),
    partial: [],
  }));
  server.on(`POST /dataset/${dataset.id}/add_media`, ({ body }) => {
    began.push(body);
    return server.accepted(TASK);
  });
});

async function add(...names: string[]) {
  const onClose = vi.fn();
  await render(<AddMediaDialog dataset={dataset} onClose={onClose} />);
  const files = new DataTransfer();
  for (const name of names) files.items.add(new File(["abc"], name));
  const input = document.querySelector<HTMLInputElement>("input[aria-label=Files]")!;
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  return onClose;
}

describe("adding media", () => {
  it("re-indexes right away, unless told not to", async () => {
    server.on(`GET /tasks/${TASK}`, () => taskWith({ task_id: TASK }));
    await add("a.jpg");
    await expect.element(page.getByRole("checkbox", { name: "Re-index right away" })).toBeChecked();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect.element(page.getByText("Media added")).toBeVisible();
    expect(began).toEqual([
      { upload_id: UPLOAD, labels_from_folders: false, auto_reindex: true, on_duplicate: "keep" },
    ]);
  });

  it("tells which files were refused and why, and begins nothing before somebody decides", async () => {
    refused.set("huge.mp4", "huge.mp4 is larger than the limit of 512 MB");
    server.on(`GET /tasks/${TASK}`, () => taskWith({ task_id: TASK }));
    const closed = await add("a.jpg", "huge.mp4");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("1 of 2 files could not be sent");
    await expect.element(page.getByText("huge.mp4 is larger than the limit of 512 MB")).toBeVisible();
    await expect.element(page.getByText("3 B of 6 B · 50 %")).toBeVisible();
    expect(began).toEqual([]);
    expect(closed).not.toHaveBeenCalled();
    await page.getByRole("button", { name: "Add the other 1" }).click();
    await expect.poll(() => closed.mock.calls.length).toBe(1);
    expect(began).toHaveLength(1);
  });

  it("tries again only what did not arrive", async () => {
    refused.set("b.jpg", "The server's disk is almost full; free some space and try again");
    server.on(`GET /tasks/${TASK}`, () => taskWith({ task_id: TASK }));
    const closed = await add("a.jpg", "b.jpg");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect.element(page.getByRole("alert")).toBeVisible();
    refused.clear();
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.poll(() => closed.mock.calls.length).toBe(1);
    expect(sent).toEqual(["a.jpg", "b.jpg", "b.jpg"]);
    expect(began).toHaveLength(1);
  });

  it("shows on demand which files could not be used, by name and reason", async () => {
    const failures = [{ path: "broken.jpg", reason: "cannot be decoded: it ends too early" }];
    server.on(`GET /tasks/${TASK}`, () => taskWith({ task_id: TASK, result: { failed: 1, failures } }));
    await add("a.jpg", "broken.jpg");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("button", { name: "Show 1 file" }).click();
    const list = page.getByRole("list", { name: "Files that could not be used" });
    await expect.element(list).toHaveTextContent("broken.jpgcannot be decoded: it ends too early");
    await expect.element(page.getByRole("button", { name: "Add files again" })).toBeEnabled();
  });
});
