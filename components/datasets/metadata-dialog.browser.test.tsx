import { describe, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { expectInReach, expectNoSidewaysScroll } from "@/components/testing/fit";
import { render } from "@/components/testing/render";
import { datasetWith, LONG_NAME } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { MetadataColumn } from "@/lib/metadata-import/schema";
import type * as Upload from "@/components/media/upload";
import { MetadataDialog } from "./metadata-dialog";

vi.mock("@/components/media/upload", async (original) => ({
  ...(await original<typeof Upload>()),
  uploadFile: (_dataset: string, _purpose: string, file: File) =>
    Promise.resolve({ upload_id: "71111111-1111-4111-8111-111111111111", path: file.name }),
}));

const dataset = datasetWith();
const column = (name: string, facts: Partial<MetadataColumn> = {}): MetadataColumn => ({
  name,
  detected_type: "string",
  misfits: { count: 0, samples: [] },
  key: null,
  samples: ["a", "b"],
  ...facts,
});
const named = column("file", { key: "file_name" });

async function open(columns: MetadataColumn[]) {
  server.on(`GET /dataset/${dataset.id}`, () => dataset);
  server.on(`POST /datasets/${dataset.id}/custom_metadata/preview`, () => ({
    columns,
    rows: [],
    rows_read: 40,
    more: false,
  }));
  await render(<MetadataDialog dataset={dataset} onClose={() => undefined} />);
  const input = document.querySelector<HTMLInputElement>("input[type=file]")!;
  const files = new DataTransfer();
  files.items.add(new File(["file,weather\n"], "weather.csv"));
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  await expect.element(page.getByRole("table")).toBeVisible();
}

describe("the columns of a table", () => {
  it("begin with the suggested type, and tell which values do not fit it", async () => {
    const misfits = { count: 1, samples: [{ row: 7, value: "n/a" }] };
    await open([named, column("temperature", { detected_type: "float", misfits })]);
    const type = page.getByRole("combobox", { name: "Type of temperature" });
    await expect.element(type).toHaveValue("float");
    const told = page.getByText("1 of 40 values is no number: row 7 “n/a”");
    await expect.element(told).toBeVisible();
    // As text they all fit.
    await type.selectOptions("Text");
    await expect.element(told).not.toBeInTheDocument();
  });

  it("do not become options where they hold days", async () => {
    await open([named, column("taken", { detected_type: "datetime" }), column("weather", { detected_type: "enum" })]);
    const optionsOf = (name: string) =>
      [...(page.getByRole("combobox", { name: `Type of ${name}` }).element() as HTMLSelectElement).options].map(
        ({ text }) => text,
      );
    expect(optionsOf("taken")).toEqual(["Text", "Number", "Date and time", "Link"]);
    expect(optionsOf("weather")).toContain("Options");
  });

  it.each([390, 1440])("keep apart what is beside each other, however long the names are, at %d px", async (width) => {
    await page.viewport(width, 800);
    await open([named, column(LONG_NAME, { samples: [LONG_NAME] }), column("a name of several words ".repeat(10))]);
    const dialog = page.getByRole("dialog").element();
    expect(dialog.scrollWidth).toBeLessThanOrEqual(dialog.clientWidth);
    const whole = [...document.querySelectorAll("td")].filter((cell) => getComputedStyle(cell).overflow === "visible");
    expect(whole).toHaveLength(6);
    for (const cell of whole)
      expect(cell.scrollWidth, cell.textContent).toBeLessThanOrEqual(Math.ceil(cell.getBoundingClientRect().width));
  });

  it.each([390, 700, 1440])("are all in sight, with every type in whole words, at %d px", async (width) => {
    await page.viewport(width, 800);
    await open([named, column(LONG_NAME, { samples: [LONG_NAME] }), column("taken", { detected_type: "datetime" })]);
    expectNoSidewaysScroll(page.getByRole("region", { name: "Columns" }).element());
    for (const name of ["taken", LONG_NAME]) {
      const type = page.getByRole("combobox", { name: `Type of ${name}`, exact: true });
      await expectInReach(type);
      await expectInReach(page.getByRole("checkbox", { name: `Several values of ${name}, parted by semicolons` }));
      await type.selectOptions("Date and time");
      expect(widthOfChoice(type.element() as HTMLSelectElement)).toBeGreaterThan(0);
    }
    // On a phone, what stands over the columns elsewhere stands beside its box.
    const beside = page.getByText("Several values", { exact: true }).first();
    expect(beside.element().checkVisibility()).toBe(width === 390);
  });
});

/** How much room a closed select has left beside the words that it shows. */
function widthOfChoice(select: HTMLSelectElement): number {
  const copy = document.body.appendChild(select.cloneNode(true) as HTMLSelectElement);
  copy.value = select.value;
  copy.className = select.className;
  copy.style.cssText = "width: max-content; max-width: none";
  for (const option of [...copy.options]) if (!option.selected) option.remove();
  const needed = copy.getBoundingClientRect().width;
  copy.remove();
  return select.getBoundingClientRect().width - needed + 0.5;
}
