import { describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { CreateSnapshotDialog } from "@/components/snapshots/create-snapshot-dialog";
import { RemoveSnapshotDialog } from "@/components/snapshots/remove-snapshot-dialog";
import { ShareDialog } from "@/components/datasets/share-dialog";
import { render } from "@/components/testing/render";
import { datasetWith, entryWith, ODD_NAMES } from "@/components/testing/samples";
import { server } from "@/components/testing/server";

const dataset = datasetWith();

describe("a form of a server action", () => {
  it("sends nothing that its schema refuses, and says what is wrong at the field", async () => {
    const sent = vi.fn(() => server.done(null));
    server.action("createSnapshotAction", sent);
    await render(<CreateSnapshotDialog dataset={dataset} onClose={() => undefined} />);
    await page.getByRole("button", { name: "Create" }).click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("Enter a name for the snapshot");
    await expect.element(page.getByRole("textbox", { name: "Name" })).toHaveFocus();
    expect(sent).not.toHaveBeenCalled();
  });

  it("sends its fields, closes when it is done, and says so", async () => {
    const sent = vi.fn(() => server.done(null));
    const closed = vi.fn();
    server.action("createSnapshotAction", sent);
    server.on(`GET /dataset/${dataset.id}`, () => dataset);
    await render(<CreateSnapshotDialog dataset={dataset} onClose={closed} />);
    await page.getByRole("textbox", { name: "Name" }).fill("Before relabelling");
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => closed.mock.calls.length).toBe(1);
    expect(sent).toHaveBeenCalledWith({ dataset_id: dataset.id, name: "Before relabelling", description: "" });
    await expect.element(page.getByText("Snapshot created")).toBeVisible();
  });

  it("tells a refusal in the server's words, and keeps what was typed", async () => {
    server.action("createSnapshotAction", () => server.refused("Others are changing this dataset right now."));
    await render(<CreateSnapshotDialog dataset={dataset} onClose={() => undefined} />);
    await page.getByRole("textbox", { name: "Name" }).fill("Before relabelling");
    await page.getByRole("button", { name: "Create" }).click();
    await expect.element(page.getByText("Snapshot creation failed")).toBeVisible();
    await expect.element(page.getByText("Others are changing this dataset right now.")).toBeVisible();
    await expect.element(page.getByRole("textbox", { name: "Name" })).toHaveValue("Before relabelling");
  });

  it("leaves the focus on its button while the answer is awaited and after a refusal, and is sent once", async () => {
    let answer = () => {};
    const sent = vi.fn(
      () =>
        new Promise<ReturnType<typeof server.refused>>((resolve) => (answer = () => resolve(server.refused("Busy")))),
    );
    server.action("createSnapshotAction", sent);
    await render(<CreateSnapshotDialog dataset={dataset} onClose={() => undefined} />);
    await page.getByRole("textbox", { name: "Name" }).fill("Before relabelling");
    await userEvent.keyboard("{Tab}{Tab}{Tab}{Enter}");
    const create = page.getByRole("button", { name: "Create" });
    await expect.element(create).toHaveAttribute("aria-busy", "true");
    // Neither another key nor a click sends it again.
    await userEvent.keyboard("{Enter}");
    await create.click({ force: true });
    answer();
    await expect.element(page.getByText("Snapshot creation failed")).toBeVisible();
    await expect.element(create).toHaveAttribute("aria-busy", "false");
    expect(sent).toHaveBeenCalledOnce();
    await expect.element(create).toHaveFocus();
  });

  it("shows a refusal in the form where no toast tells it", async () => {
    server.on(`GET /manage/${dataset.id}/share`, () => []);
    server.on("GET /groups", () => []);
    server.action("shareAction", () => server.refused("User nobody@stillframe.test not found"));
    await render(<ShareDialog dataset={dataset} onClose={() => undefined} />);
    await page.getByRole("combobox", { name: "Email or group" }).fill("nobody@stillframe.test");
    await page.getByRole("button", { name: "Share" }).click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("User nobody@stillframe.test not found");
  });

  it("begins a dialog that takes something away on the way out of it", async () => {
    await render(<RemoveSnapshotDialog dataset={dataset} entry={entryWith()} onClose={() => undefined} />);
    await expect.element(page.getByRole("button", { name: "Cancel" })).toHaveFocus();
  });

  it.each(ODD_NAMES)("keeps its buttons in reach whatever the name: %s", async (snapshot_name) => {
    await page.viewport(390, 700);
    await render(
      <RemoveSnapshotDialog dataset={dataset} entry={entryWith({ snapshot_name })} onClose={() => undefined} />,
    );
    const dialog = page.getByRole("dialog").element();
    expect(dialog.scrollWidth).toBeLessThanOrEqual(dialog.clientWidth);
    const { right } = page.getByRole("button", { name: "Yes" }).element().getBoundingClientRect();
    expect(right).toBeLessThanOrEqual(390);
  });
});
