import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { expectNoSidewaysScroll, WIDTHS, withTouch } from "@/components/testing/fit";
import { render } from "@/components/testing/render";
import { apiDocument } from "@/lib/api/document";
import { ApiReference } from "./api-reference";

const document = apiDocument();
const count = Object.values(document.paths).flatMap((methods) => Object.keys(methods)).length;
const operation = (summary: string) =>
  page.getByRole("group").filter({ has: page.getByRole("heading", { name: summary, exact: true }) });
const open = (summary: string) => page.getByRole("heading", { name: summary, exact: true }).click();

beforeEach(() => page.viewport(1024, 800));
afterEach(() => history.replaceState(null, "", location.pathname));

it("groups operations, and says of one what it asks, what it answers, and how it is called", async () => {
  const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  await render(<ApiReference document={document} />);
  await expect.element(page.getByRole("status")).toHaveTextContent(`${count} operations`);
  await open("List items");
  const shown = operation("List items");
  await expect.element(shown.getByText("dataset_id", { exact: true }).first()).toBeVisible();
  await expect.element(shown.getByText("query, integer, 60 unless told")).toBeVisible();
  await expect.element(shown.getByText("The input is not valid")).toBeVisible();
  await shown.getByText("Fields of items").click();
  await expect.element(shown.getByText("media_id", { exact: true })).toBeVisible();
  await shown.getByRole("button", { name: "Copy the example: List items" }).click();
  expect(copied.mock.calls[0]![0]).toContain('"$STILLFRAME_URL/api/v1/dataset/$DATASET_ID/items"');
  copied.mockRestore();
});

it("shows the fields of a body", async () => {
  await render(<ApiReference document={document} />);
  await open("Save a snapshot");
  const shown = operation("Save a snapshot");
  await expect.element(shown.getByRole("heading", { name: "Body, optional" })).toBeVisible();
  await expect.element(shown.getByText("training_model_name").first()).toBeVisible();
});

it("finds operations by words in what they are, ask and take", async () => {
  await render(<ApiReference document={document} />);
  const search = page.getByRole("searchbox", { name: "Search operations" });
  await search.fill("snapshot restore");
  await expect.element(page.getByRole("heading", { name: "Restore a snapshot" })).toBeVisible();
  await expect.element(page.getByRole("heading", { name: "List tasks" })).not.toBeInTheDocument();
  await search.fill("min_confidence");
  await expect.element(page.getByRole("status")).toHaveTextContent(`2 of ${count} operations`);
  await search.fill("no such thing");
  await expect.element(page.getByText("No operation has all of these words")).toBeVisible();
});

it("opens what its address leads to", async () => {
  history.replaceState(null, "", "#cloneSnapshot");
  await render(<ApiReference document={document} />);
  await expect
    .element(page.getByRole("button", { name: "Copy the example: Clone a snapshot into a new dataset" }))
    .toBeVisible();
});

it("works by keyboard", async () => {
  await render(<ApiReference document={document} />);
  await page.getByRole("searchbox").fill("getTask ");
  await expect.element(page.getByRole("heading", { name: "Get a task" })).toBeVisible();
  await userEvent.keyboard("{Tab}{Enter}");
  await expect.element(page.getByRole("button", { name: "Copy the example: Get a task" })).toBeVisible();
});

it.each(WIDTHS)("fits a screen of %i px with everything open", async (width) => {
  await page.viewport(width, 844);
  await withTouch(async () => {
    await render(<ApiReference document={document} />);
    for (const name of ["List items", "Change a dataset", "Begin a file that can be resumed"]) await open(name);
    await expect.element(page.getByRole("button", { name: "Copy the example: Change a dataset" })).toBeVisible();
    expectNoSidewaysScroll();
  });
});
