import type { ReactElement } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { render } from "@/components/testing/render";
import { datasetWith, taskWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { ImportPreview } from "@/lib/pipeline/schema";
import { AddMediaDialog, ImportAnnotationsDialog } from "./add-media-dialog";

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

const found = (facts: Partial<ImportPreview> = {}): ImportPreview => ({
  upload_id: UPLOAD,
  formats: ["COCO"],
  media: { total: 0, known: 0, addresses: 0 },
  pictures: { matched: 1, existing: 0, unmatched: 0, matched_names: ["a.jpg"], unmatched_names: [] },
  annotations: { by_kind: { box: 1 }, by_class: { car: 1 } },
  splits: {},
  losses: [],
  problems: [],
  problem_count: 0,
  failures: [],
  failed: 0,
  ...facts,
});

async function add(...names: string[]) {
  const onClose = vi.fn();
  await choose(<AddMediaDialog dataset={dataset} onClose={onClose} />, ...names);
  return onClose;
}

async function choose(dialog: ReactElement, ...names: string[]) {
  await render(dialog);
  const files = new DataTransfer();
  for (const name of names) files.items.add(new File(["abc"], name));
  const input = document.querySelector<HTMLInputElement>("input[aria-label=Files]")!;
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
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

  it("shows what annotations say before anything runs, and sends how they are taken", async () => {
    server.on(`POST /dataset/${dataset.id}/import_preview`, ({ body }) => {
      expect(body).toEqual({ upload_id: UPLOAD });
      return found({ media: { total: 1, known: 0, addresses: 0 } });
    });
    server.on(`GET /tasks/${TASK}`, () => taskWith({ task_id: TASK }));
    await add("a.jpg", "annotations.json");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("textbox", { name: "Name to use for car" }).fill("vehicle");
    expect(began).toEqual([]);
    await page.getByRole("button", { name: "Add 1 item" }).click();
    await expect.element(page.getByText("Media added")).toBeVisible();
    expect(began).toEqual([
      {
        upload_id: UPLOAD,
        labels_from_folders: false,
        auto_reindex: true,
        on_duplicate: "keep",
        mapping: { car: "vehicle" },
      },
    ]);
  });

  it("costs no further click where the files say nothing of pictures", async () => {
    server.on(`POST /dataset/${dataset.id}/import_preview`, () =>
      found({ formats: [], media: { total: 9, known: 0, addresses: 0 } }),
    );
    server.on(`GET /tasks/${TASK}`, () => taskWith({ task_id: TASK }));
    await add("pictures.zip");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect.element(page.getByText("Media added")).toBeVisible();
    expect(began).toHaveLength(1);
  });
});

describe("importing annotations", () => {
  const task = taskWith({
    task_id: TASK,
    task_type: "ANNOTATION_IMPORT",
    status_message: "Changed 1 item: 1 object added",
  });
  const items = { matched: 1, existing: 1, unmatched: 0, matched_names: ["a.jpg"], unmatched_names: [] };

  it("gives them to items that are there, and can be undone from the message", async () => {
    const imported: unknown[] = [];
    const undone = vi.fn();
    server.on(`POST /dataset/${dataset.id}/import_preview`, () => found({ pictures: items }));
    server.on(`POST /dataset/${dataset.id}/annotations`, ({ body }) => {
      imported.push(body);
      return server.accepted(TASK);
    });
    server.on(`GET /tasks/${TASK}`, () => task);
    server.on(`POST /tasks/${TASK}/undo`, () => {
      undone();
      return {};
    });
    await choose(<ImportAnnotationsDialog dataset={dataset} onClose={() => undefined} />, "annotations.json");
    await page.getByRole("button", { name: "Check" }).click();
    await page.getByRole("radio", { name: "Merge" }).click();
    await page.getByRole("button", { name: "Import annotations" }).click();
    await expect.element(page.getByText("Changed 1 item: 1 object added")).toBeVisible();
    expect(imported).toEqual([{ upload_id: UPLOAD, mode: "merge" }]);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.element(page.getByText("Import undone")).toBeVisible();
    expect(undone).toHaveBeenCalledOnce();
  });

  it("from Add media does the same where no picture is new", async () => {
    const imported: unknown[] = [];
    server.on(`POST /dataset/${dataset.id}/import_preview`, () =>
      found({ pictures: items, media: { total: 1, known: 1, addresses: 0 } }),
    );
    server.on(`POST /dataset/${dataset.id}/annotations`, ({ body }) => {
      imported.push(body);
      return server.accepted(TASK);
    });
    server.on(`GET /tasks/${TASK}`, () => task);
    await add("a.jpg", "annotations.json");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("button", { name: "Import annotations" }).click();
    await expect.element(page.getByText("Annotations imported")).toBeVisible();
    expect([imported, began]).toEqual([[{ upload_id: UPLOAD, mode: "add" }], []]);
  });

  it("says why the files could not be looked into, and tries again without sending them twice", async () => {
    server.on(`POST /dataset/${dataset.id}/import_preview`, () => {
      throw new Error("The uploaded files are gone");
    });
    await choose(<ImportAnnotationsDialog dataset={dataset} onClose={() => undefined} />, "annotations.json");
    await page.getByRole("button", { name: "Check" }).click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("The uploaded files are gone");
    server.on(`POST /dataset/${dataset.id}/import_preview`, () => found({ pictures: items }));
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.element(page.getByRole("form", { name: "Check" })).toBeVisible();
    expect(sent).toEqual(["annotations.json"]);
  });
});
