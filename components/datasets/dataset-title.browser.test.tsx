import { useQuery } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "@/components/testing/render";
import { datasetWith, ODD_NAMES } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import { datasetQuery } from "@/lib/datasets/queries";
import type { DatasetDto } from "@/lib/datasets/schema";
import { DatasetTitle } from "./dataset-title";

const dataset = datasetWith({ description: "The quays at dawn." });

/** A page that shows the dataset as it is known now. */
function Shown({ known }: { known: DatasetDto }) {
  const { data } = useQuery({ ...datasetQuery(known.id), initialData: known, staleTime: Infinity });
  return <DatasetTitle dataset={data} />;
}

const heading = page.getByRole("heading", { level: 1 });
const rename = page.getByRole("button", { name: "Rename dataset" });
const field = page.getByRole("textbox", { name: "Dataset name" });

describe("a dataset's name", () => {
  it("is changed where it stands, with Enter", async () => {
    const sent = vi.fn(() => server.done({ ...dataset, display_name: "Quays" }));
    server.action("renameDatasetAction", sent);
    await render(<Shown known={dataset} />);
    await rename.click();
    await expect.element(field).toHaveFocus();
    await expect.element(heading).toHaveTextContent("Harbour");
    await field.fill("Quays");
    await userEvent.keyboard("{Enter}");
    await expect.element(heading).toHaveTextContent("Quays");
    expect(sent).toHaveBeenCalledWith({ dataset_id: dataset.id, display_name: "Quays" });
    await expect.element(rename).toHaveFocus();
  });

  it("stays as it was with Esc, which nothing else hears", async () => {
    const heard = vi.fn();
    window.addEventListener("keydown", heard);
    await render(<Shown known={dataset} />);
    await rename.click();
    await field.fill("Quays");
    heard.mockClear();
    await userEvent.keyboard("{Escape}");
    window.removeEventListener("keydown", heard);
    await expect.element(field).not.toBeInTheDocument();
    await expect.element(heading).toHaveTextContent("Harbour");
    await expect.element(rename).toHaveFocus();
    expect(heard).not.toHaveBeenCalled();
  });

  it("is kept while it is typed where it is refused, with the reason", async () => {
    server.action("renameDatasetAction", () => server.refused("Others keep changing this dataset."));
    await render(<Shown known={dataset} />);
    await rename.click();
    await field.fill("");
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByRole("alert")).toHaveTextContent("Enter a name for the dataset");
    await field.fill("Quays");
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByRole("alert")).toHaveTextContent("Others keep changing this dataset.");
    await expect.element(field).toHaveValue("Quays");
  });

  it("offers no change to whoever may not make one", async () => {
    const reason = "This needs the Owner role";
    await render(<Shown known={datasetWith({ can: { dataset_rename: reason, dataset_describe: reason } })} />);
    await expect.element(heading).toBeVisible();
    await expect.element(page.getByRole("button")).not.toBeInTheDocument();
  });

  it.each(ODD_NAMES)("fits whatever it is: %s", async (display_name) => {
    await page.viewport(390, 700);
    await render(<Shown known={datasetWith({ display_name, description: display_name })} />);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    const { right } = rename.element().getBoundingClientRect();
    expect(right).toBeLessThanOrEqual(390);
  });
});

describe("a dataset's description", () => {
  it("is shown, and changed where it stands", async () => {
    const sent = vi.fn(() => server.done({ ...dataset, description: "" }));
    server.action("describeDatasetAction", sent);
    await render(<Shown known={dataset} />);
    await expect.element(page.getByText("The quays at dawn.")).toBeVisible();
    await page.getByRole("button", { name: "Edit description" }).click();
    await page.getByRole("textbox", { name: "Description" }).fill("");
    await page.getByRole("button", { name: "Save" }).click();
    await expect.element(page.getByRole("button", { name: "Add a description" })).toBeVisible();
    expect(sent).toHaveBeenCalledWith({ dataset_id: dataset.id, description: "" });
  });

  it("is folded where it is long", async () => {
    const { container } = await render(<Shown known={datasetWith({ description: "A line of it.\n".repeat(30) })} />);
    const before = container.getBoundingClientRect().height;
    await page.getByRole("button", { name: "Show all of it" }).click();
    expect(container.getBoundingClientRect().height).toBeGreaterThan(before * 3);
  });
});
