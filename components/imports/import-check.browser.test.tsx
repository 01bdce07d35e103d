import { describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "@/components/testing/render";
import type { ImportPreview } from "@/lib/pipeline/schema";
import { AnnotationSummary } from "./annotation-summary";
import { ImportCheck } from "./import-check";

const found = (facts: Partial<ImportPreview> = {}): ImportPreview => ({
  upload_id: "81111111-1111-4111-8111-111111111111",
  formats: ["COCO"],
  media: { total: 0, known: 0, addresses: 0 },
  pictures: { matched: 2, existing: 2, unmatched: 0, matched_names: ["a.jpg", "b.jpg"], unmatched_names: [] },
  annotations: { by_kind: { box: 1_204, caption: 1 }, by_class: { car: 1_200, dog: 4 } },
  splits: {},
  losses: [],
  problems: [],
  problem_count: 0,
  failures: [],
  failed: 0,
  ...facts,
});

async function check(preview: ImportPreview, addsMedia = false) {
  const onStart = vi.fn();
  await render(
    // As in a dialog, whose padding its buttons reach into.
    <div className="p-5">
      <ImportCheck
        preview={preview}
        addsMedia={addsMedia}
        busy={false}
        error={null}
        onBack={() => undefined}
        onStart={onStart}
      />
    </div>,
  );
  return onStart;
}
const start = (name: string) => page.getByRole("button", { name, exact: true });

describe("what was found", () => {
  it("is told in numbers, with what will not be kept, what cannot be used, and which pictures are not here", async () => {
    await check(
      found({
        pictures: { matched: 2, existing: 2, unmatched: 30, matched_names: ["a.jpg"], unmatched_names: ["z.jpg"] },
        splits: { val: 1, train: 12 },
        losses: [{ what: "areas", unit: "values", count: 12, why: "a dataset has no place for them" }],
        problems: [{ path: "x.json", reason: "annotations[3]: it has no bbox" }],
        problem_count: 2,
      }),
    );
    await expect.element(page.getByText("1,204 boxes, 1 caption")).toBeVisible();
    await expect.element(page.getByText("train 12, val 1")).toBeVisible();
    await expect
      .element(page.getByRole("list", { name: "Not kept" }))
      .toHaveTextContent("12 areas: a dataset has no place for them");
    await page.getByText("30 pictures that the annotations name are not here").click();
    await expect.element(page.getByText("z.jpg and 29 more")).toBeVisible();
    await page.getByText("2 annotations cannot be used").click();
    await expect
      .element(page.getByRole("list", { name: "2 annotations cannot be used" }))
      .toHaveTextContent("x.json: annotations[3]: it has no bboxand 1 more");
  });

  it("starts as it is, with nothing renamed and what is there kept", async () => {
    const onStart = await check(found());
    await expect.element(page.getByText("Everything that these annotations say is kept.")).toBeVisible();
    await expect.element(page.getByRole("radio", { name: "Add" })).toBeChecked();
    await start("Import annotations").click();
    expect(onStart.mock.calls).toEqual([[{ mode: "add" }]]);
  });

  it("takes new names of classes, leaves some out, and what becomes of what is there", async () => {
    const onStart = await check(found());
    await page.getByRole("textbox", { name: "Name to use for car" }).fill(" vehicle ");
    await page.getByRole("checkbox", { name: "Leave out dog" }).click();
    await expect.element(page.getByRole("textbox", { name: "Name to use for dog" })).toBeDisabled();
    await page.getByRole("radio", { name: "Replace" }).click();
    await userEvent.keyboard("{Enter}");
    expect(onStart.mock.calls).toEqual([[{ mode: "replace", mapping: { car: "vehicle", dog: null } }]]);
  });

  it("an empty name is the one that the class has", async () => {
    const onStart = await check(found());
    await page.getByRole("textbox", { name: "Name to use for car" }).fill("");
    await start("Import annotations").click();
    expect(onStart.mock.calls).toEqual([[{ mode: "add" }]]);
  });

  it("says how many items are added, and asks nothing of items where none is spoken of", async () => {
    const onStart = await check(
      found({
        media: { total: 41, known: 1, addresses: 0 },
        pictures: { matched: 40, existing: 0, unmatched: 0, matched_names: ["a.jpg"], unmatched_names: [] },
      }),
      true,
    );
    await expect.element(page.getByText("40 pictures and videos to add")).toBeVisible();
    await expect.element(page.getByText("1 file is in the dataset already")).toBeVisible();
    await expect.element(page.getByRole("radio")).not.toBeInTheDocument();
    await start("Add 40 items").click();
    expect(onStart.mock.calls).toEqual([[{}]]);
  });

  it("cannot start where nothing would come of it, and says why", async () => {
    await check(
      found({
        pictures: { matched: 0, existing: 0, unmatched: 2, matched_names: [], unmatched_names: ["a.jpg", "b.jpg"] },
      }),
    );
    await expect.element(page.getByRole("alert")).toHaveTextContent("there is nothing to import");
    await expect.element(start("Import annotations")).toBeDisabled();
  });

  it("fits on a phone, with long names of classes", async () => {
    await page.viewport(390, 800);
    await check(found({ annotations: { by_kind: { box: 1 }, by_class: { ["vehicle_of_some_kind_".repeat(12)]: 1 } } }));
    await expect.element(page.getByRole("textbox")).toBeVisible();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  });
});

describe("what was imported", () => {
  it("repeats it with counts, and with what was not kept", async () => {
    await render(
      <AnnotationSummary
        result={{
          mode: "merge",
          formats: ["COCO", "YOLO"],
          pictures: { matched: 3, unmatched: 2 },
          unmatched_names: ["x.jpg", "y.jpg"],
          labelled: 0,
          captioned: 0,
          boxed: 0,
          existing: 3,
          objects: { added: 4, updated: 1, removed: 0, same: 7 },
          problems: [],
          problem_count: 0,
          losses: [{ what: "areas", unit: "values", count: 2, why: "no place" }],
          by_kind: { polygon: 12 },
          by_class: { dog: 2, car: 10 },
        }}
      />,
    );
    const said = page.getByText("COCO, YOLO");
    await expect.element(said).toBeVisible();
    for (const text of ["12 polygons", "car 10, dog 2", "3 items changed", "4 added, 1 updated", "2: x.jpg, y.jpg"])
      await expect.element(page.getByText(text, { exact: true })).toBeVisible();
    await expect.element(page.getByRole("list", { name: "Not kept" })).toHaveTextContent("2 areas: no place");
  });
});
