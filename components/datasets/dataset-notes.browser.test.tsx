import { expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { render } from "@/components/testing/render";
import { datasetWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import { DatasetNotes } from "./dataset-notes";

const REASON = "This needs the Editor or Owner role on the dataset; yours is Viewer";

it("are written in Markdown, shown beforehand, and saved", async () => {
  const changed = vi.fn((fields) => server.done(datasetWith({ notes: String(fields.notes) })));
  server.action("changeNotesAction", changed);
  const dataset = datasetWith({ notes: "Taken from the **pier**" });
  await render(<DatasetNotes dataset={dataset} />);
  await expect.element(page.getByRole("region", { name: "Notes" })).toHaveTextContent("Taken from the pier");
  await page.getByRole("button", { name: "Edit notes" }).click();
  const dialog = page.getByRole("dialog", { name: "Notes" });
  await dialog.getByRole("textbox", { name: "Notes in Markdown" }).fill("## At dawn");
  await dialog.getByRole("button", { name: "Preview" }).click();
  await expect.element(dialog.getByRole("heading", { name: "At dawn" })).toBeVisible();
  await expect.element(dialog.getByRole("textbox")).not.toBeInTheDocument();
  await dialog.getByRole("button", { name: "Preview" }).click();
  await expect.element(dialog.getByRole("textbox")).toHaveValue("## At dawn");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect.element(page.getByText("Notes updated")).toBeVisible();
  expect(changed).toHaveBeenCalledWith({ dataset_id: dataset.id, notes: "## At dawn" });
});

it("are read by who may not write them, and missed by nobody else", async () => {
  const can = { dataset_describe: REASON };
  const { unmount } = await render(<DatasetNotes dataset={datasetWith({ notes: "Words", can })} />);
  await expect.element(page.getByText("Words")).toBeVisible();
  await expect.element(page.getByRole("button")).not.toBeInTheDocument();
  await unmount();
  const { container } = await render(<DatasetNotes dataset={datasetWith({ can })} />);
  expect(container.textContent).toBe("");
});
