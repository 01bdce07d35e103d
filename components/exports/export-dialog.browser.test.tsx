import { describe, expect, it } from "vitest";
import { page } from "vitest/browser";
import { render } from "@/components/testing/render";
import { datasetWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { ExportPreviewDto, ExportStatusDto } from "@/lib/exports/schema";
import { ExportDialog } from "./export-dialog";

const dataset = datasetWith();
const EXPORT = "71111111-1111-4111-8111-111111111111";
const nothing: ExportPreviewDto = { items: 60, bytes: 2_048, losses: [] };
const LINK = `/api/v1/dataset/${dataset.id}/export/${EXPORT}?expires=1&signature=x`;
const statusWith = (facts: Partial<ExportStatusDto>): ExportStatusDto => ({
  id: EXPORT,
  export_format: "json",
  status: "RUNNING",
  progress: 40,
  status_message: "Reading the version",
  error_message: null,
  download_uri: null,
  expires_at: null,
  file_name: null,
  items: null,
  bytes: null,
  losses: [],
  ...facts,
});

/** @returns what was asked for, newest last */
async function open(
  {
    preview = () => nothing,
    status = () => statusWith({ status: "COMPLETED", download_uri: LINK, file_name: "Harbour-json.json" }),
  }: { preview?: (query: URLSearchParams) => ExportPreviewDto; status?: () => ExportStatusDto } = {},
  props: Partial<Parameters<typeof ExportDialog>[0]> = {},
) {
  const asked: { previews: string[]; exports: string[] } = { previews: [], exports: [] };
  server.on(`GET /dataset/${dataset.id}`, () => dataset);
  server.on(`GET /dataset/${dataset.id}/export_preview`, ({ url }) => {
    asked.previews.push(url.search);
    return preview(url.searchParams);
  });
  server.on(`GET /dataset/${dataset.id}/export_context_async`, ({ url }) => {
    asked.exports.push(url.search);
    return { id: EXPORT };
  });
  server.on(`GET /dataset/${dataset.id}/export_status`, status);
  await render(<ExportDialog dataset={dataset} onClose={() => undefined} {...props} />);
  return asked;
}
const generate = page.getByRole("button", { name: /^Generate/ });
const download = page.getByRole("link", { name: "Download" });

describe("exporting", () => {
  it("has JSON chosen, and says of each format what it keeps and loses in numbers", async () => {
    await open({
      preview: (query) =>
        query.get("export_format") === "voc"
          ? {
              items: 58,
              bytes: 5_000_000,
              losses: [{ what: "polygons", unit: "objects", count: 1_204, why: "Pascal VOC has boxes only" }],
            }
          : nothing,
    });
    await expect.element(page.getByRole("radio", { name: "JSON" })).toBeChecked();
    await expect.element(page.getByText("60 items, 2.0 KB")).toBeVisible();
    await expect.element(page.getByText("Nothing that is known of these items is left out.")).toBeVisible();
    await page.getByRole("radio", { name: "Pascal VOC" }).click();
    await expect.element(page.getByText("58 items, 4.8 MB")).toBeVisible();
    await expect
      .element(page.getByRole("list", { name: "Not in the file" }))
      .toHaveTextContent("1,204 polygons: Pascal VOC has boxes only");
  });

  it("says one of what there is one of", async () => {
    const lost = (what: string) => ({ what, unit: "objects" as const, count: 1, why: "COCO has none" });
    await open({
      preview: () => ({ items: 1, bytes: 900, losses: [lost("polylines"), lost("angles of rotated boxes")] }),
    });
    await expect.element(page.getByText("1 item, 900 B")).toBeVisible();
    await expect
      .element(page.getByRole("list", { name: "Not in the file" }))
      .toHaveTextContent("1 polyline: COCO has none1 angle of rotated boxes: COCO has none");
  });

  it("turns Generate into Download, and back for another file", async () => {
    let isMade = false;
    const asked = await open({
      status: () =>
        statusWith(isMade ? { status: "COMPLETED", download_uri: LINK, file_name: "Harbour-json.json" } : {}),
    });
    await generate.click();
    await expect.element(page.getByRole("button", { name: "Generate: 40 %" })).toBeDisabled();
    isMade = true;
    await expect.element(download).toHaveAttribute("href", LINK);
    await expect.element(download).toHaveAttribute("download", "Harbour-json.json");
    await expect.element(generate).not.toBeInTheDocument();
    await page.getByRole("checkbox", { name: "Include images and videos" }).click();
    await expect.element(generate).toBeEnabled();
    expect(asked.exports).toEqual(["?export_format=json&include_images=false"]);
  });

  it("asks for the kind of YOLO; folders of pictures have the pictures", async () => {
    const asked = await open();
    await page.getByRole("radio", { name: "YOLO" }).click();
    await page.getByRole("combobox", { name: "Kind of YOLO" }).selectOptions("classify");
    const images = page.getByRole("checkbox", { name: "Include images and videos" });
    await expect.element(images).toBeChecked();
    await expect.element(images).toBeDisabled();
    await generate.click();
    await expect.element(download).toBeVisible();
    expect(asked.exports).toEqual(["?export_format=yolo&variant=classify&include_images=true"]);
  });

  it("takes a snapshot, and only what is searched for where that is wanted", async () => {
    const snapshot = { id: "51111111-1111-4111-8111-111111111111", name: "Before cuts" };
    const asked = await open({}, { snapshot, q: "tag:night" });
    await expect.element(page.getByText("The version Before cuts of Harbour")).toBeVisible();
    await page.getByRole("checkbox", { name: "Only what is found: tag:night" }).click();
    await generate.click();
    await expect.element(download).toBeVisible();
    expect(asked.exports).toEqual([
      `?export_format=json&include_images=false&snapshot_id=${snapshot.id}&q=tag%3Anight`,
    ]);
  });

  it("says why a file could not be made, and lets it be tried again", async () => {
    await open({ status: () => statusWith({ status: "FAILED", error_message: "A part of this version is damaged" }) });
    await generate.click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("A part of this version is damaged");
    await expect.element(generate).toBeEnabled();
  });

  it.each([
    [900, 900],
    [900, 600],
    [390, 800],
  ])("keeps its buttons in sight and off the edge, however much is lost, at %d × %d px", async (width, height) => {
    await page.viewport(width, height);
    const losses = Array.from({ length: 14 }, (_, index) => ({
      what: `kinds of value that number ${index}`,
      unit: "values" as const,
      count: 1_204,
      why: "YOLO has no place for them",
    }));
    await open({ preview: () => ({ ...nothing, losses }) });
    await page.getByRole("radio", { name: "YOLO" }).click();
    await expect.element(page.getByRole("list", { name: "Not in the file" })).toBeVisible();
    const dialog = page.getByRole("dialog").element();
    dialog.scrollTop = 0;
    const edge = dialog.getBoundingClientRect();
    for (const button of [generate, page.getByRole("button", { name: "Close" }).last()]) {
      const { right, bottom } = button.element().getBoundingClientRect();
      expect(edge.bottom - bottom).toBeGreaterThanOrEqual(16);
      expect(edge.right - right).toBeGreaterThanOrEqual(16);
    }
    expect(edge.bottom).toBeLessThan(height);
    expect(dialog.scrollWidth).toBeLessThanOrEqual(dialog.clientWidth);
  });

  it("fits on a phone", async () => {
    await page.viewport(390, 800);
    await open();
    await expect.element(page.getByText("60 items, 2.0 KB")).toBeVisible();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    await expect.element(generate).toBeVisible();
  });
});
