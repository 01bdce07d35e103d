import { beforeEach, describe, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { navigate, render } from "@/components/testing/render";
import { datasetWith, taskWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import { CreateDatasetDialog } from "./create-dataset-dialog";

vi.mock("tus-js-client", () => ({
  Upload: class {
    constructor(
      _file: File,
      readonly options: { readonly onSuccess: () => void },
    ) {}
    start() {
      this.options.onSuccess();
    }
    abort() {}
  },
}));

const dataset = datasetWith();
const UPLOAD = "81111111-1111-4111-8111-111111111111";
const TASK = "91111111-1111-4111-8111-111111111111";

beforeEach(() => {
  navigate.mockReset();
  server.action("createDatasetAction", () => server.done({ dataset_id: dataset.id }));
  server.on(`GET /dataset/${dataset.id}`, () => dataset);
  server.on(`POST /dataset/${dataset.id}/uploads`, () => ({ upload_id: UPLOAD }));
  server.on(`GET /dataset/${dataset.id}/uploads/${UPLOAD}`, () => ({ upload_id: UPLOAD, files: [], partial: [] }));
  for (const start of ["create", "add_media"])
    server.on(`POST /dataset/${dataset.id}/${start}`, () => server.accepted(TASK));
});

async function create(...names: string[]) {
  await render(<CreateDatasetDialog onClose={() => undefined} />);
  await page.getByRole("textbox", { name: "Name" }).fill("Harbour");
  const files = new DataTransfer();
  for (const name of names) files.items.add(new File(["abc"], name));
  const input = document.querySelector<HTMLInputElement>("input[aria-label=Files]")!;
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect.poll(() => navigate.mock.calls).toContainEqual([`/datasets/${dataset.id}`]);
}

describe("a dataset that is created with files", () => {
  it("tells which of them could not be used, by name and reason, with a way to add them again", async () => {
    const failures = [{ path: "broken.jpg", reason: "cannot be decoded: it ends too early" }];
    const status_message = "Added 1 item; 1 file could not be used";
    server.on(`GET /tasks/${TASK}`, () => taskWith({ task_id: TASK, status_message, result: { failed: 1, failures } }));
    await create("a.jpg", "broken.jpg");
    await expect.element(page.getByText(status_message)).toBeVisible();
    await page.getByRole("button", { name: "Show 1 file" }).click();
    const list = page.getByRole("list", { name: "Files that could not be used" });
    await expect.element(list).toHaveTextContent("broken.jpgcannot be decoded: it ends too early");
    await expect.element(page.getByRole("button", { name: "Add files again" })).toBeEnabled();
  });

  it("tells why none of them could", async () => {
    const error_message = "broken.jpg could not be used: cannot be decoded";
    server.on(`GET /tasks/${TASK}`, () => taskWith({ task_id: TASK, status: "FAILED", error_message }));
    await create("broken.jpg");
    await expect.element(page.getByText("Media could not be added")).toBeVisible();
    await expect.element(page.getByText(error_message)).toBeVisible();
  });
});
