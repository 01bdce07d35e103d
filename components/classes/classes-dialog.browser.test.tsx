import { beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { itemsFrom, serveItems } from "@/components/testing/items";
import { render } from "@/components/testing/render";
import { server } from "@/components/testing/server";
import type { ClassDto, ClassEdit } from "@/lib/classes/schema";
import { ClassesDialog } from "./classes-dialog";

beforeEach(() => page.viewport(1000, 900));
const button = (name: string) => page.getByRole("button", { name, exact: true });
const CLASSES: ClassDto[] = [
  { index: 0, name: "car", color: "#ff0000" },
  { index: 2, name: "person", color: "#00ff00", skeleton: { keypoints: ["head", "foot"], edges: [[0, 1]] } },
  { index: 3, name: "bus", color: "#0000ff", attributes: [{ name: "length", type: "number" }] },
];

async function open({ version = null as string | null, refusal = null as string | null } = {}) {
  const dataset = serveItems({ items: itemsFrom(1, 2) });
  const edits: ClassEdit[] = [];
  server.on(`GET /dataset/${dataset.id}/classes`, () => ({ classes: CLASSES }));
  server.on(`PATCH /dataset/${dataset.id}/classes`, ({ body }) => {
    edits.push(body as ClassEdit);
    return { changed: 2, edit_id: "7" };
  });
  const onDone = vi.fn();
  const onClose = vi.fn();
  const known = { ...dataset, can: { ...dataset.can, items_edit: refusal } };
  await render(<ClassesDialog dataset={known} {...{ version, onDone, onClose }} />);
  await expect.element(page.getByRole("list", { name: "Classes" })).toBeVisible();
  return { edits, onDone };
}
const choose = async (name: string, item: string) => {
  await button(`More about ${name}`).click();
  await page.getByRole("menuitem", { name: item }).click();
};

describe("the classes of a dataset", () => {
  it("stand in their order with index, keypoints and attributes", async () => {
    await open();
    const rows = page.getByRole("listitem").elements();
    expect(rows.map((row) => row.textContent)).toEqual(["0car", "2person2 keypoints", "3busattributes length"]);
  });

  it("are renamed, unless another one has the name", async () => {
    const { edits, onDone } = await open();
    await choose("car", "Rename");
    const name = page.getByRole("textbox", { name: "New name of car" });
    await expect.element(name).toHaveFocus();
    await userEvent.fill(name, "bus");
    await expect.element(page.getByText("There is a class “bus” already: merge “car” into it")).toBeVisible();
    await expect.element(button("Rename")).toBeDisabled();
    await userEvent.fill(name, " auto ");
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => edits).toEqual([{ rename: { from: "car", to: "auto" } }]);
    await expect.poll(() => onDone.mock.calls).toEqual([["7", "car is called auto now"]]);
    await expect.element(name).not.toBeInTheDocument();
  });

  it("are merged, removed and moved", async () => {
    const { edits } = await open();
    await choose("car", "Merge into another class");
    await page.getByRole("combobox", { name: "Merge car into" }).selectOptions("bus");
    await button("Merge").click();
    await choose("bus", "Remove");
    await expect.element(button("Cancel")).toHaveFocus();
    await button("Remove").click();
    await button("Move person up").click();
    await expect
      .poll(() => edits)
      .toEqual([{ merge: { from: ["car"], to: "bus" } }, { remove: "bus" }, { reorder: ["person", "car", "bus"] }]);
    await expect.element(button("Move car up")).toBeDisabled();
  });

  it("get keypoints and attributes, with what is wrong said before", async () => {
    const { edits } = await open();
    await choose("person", "Keypoints and attributes");
    await userEvent.fill(page.getByRole("textbox", { name: "Joined, one pair a line" }), "head, hand");
    await expect.element(page.getByText("“head, hand” is not two of the keypoints with a comma between")).toBeVisible();
    await userEvent.fill(page.getByRole("textbox", { name: "Keypoints, one a line" }), "head\nhand");
    await button("Add attribute").click();
    await userEvent.fill(page.getByRole("textbox", { name: "Name", exact: true }), "pose");
    await page.getByRole("combobox", { name: "Type of pose" }).selectOptions("One of");
    await userEvent.fill(page.getByRole("textbox", { name: "Values, with commas between" }), "sits, stands");
    await button("Save").click();
    await expect
      .poll(() => edits)
      .toEqual([
        {
          define: {
            name: "person",
            skeleton: { keypoints: ["head", "hand"], edges: [[0, 1]] },
            attributes: [{ name: "pose", type: "select", values: ["sits", "stands"] }],
          },
        },
      ]);
  });

  it("are added at the end", async () => {
    const { edits } = await open();
    await userEvent.fill(page.getByRole("textbox", { name: "New class" }), "car");
    await expect.element(button("Add class")).toBeDisabled();
    await userEvent.fill(page.getByRole("textbox", { name: "New class" }), "tram");
    await button("Add class").click();
    await expect.poll(() => edits).toEqual([{ define: { name: "tram" } }]);
    await expect.element(page.getByRole("textbox", { name: "New class" })).toHaveValue("");
  });

  it("can only be looked at in an older version", async () => {
    await open({ version: "00000000-0000-4000-8000-000000000009" });
    await expect.element(page.getByText("This is an older version: it can be looked at only.")).toBeVisible();
    await expect.element(button("More about car")).not.toBeInTheDocument();
    await expect.element(page.getByLabelText("Colour of car")).toBeDisabled();
  });

  it("fit a phone, with long names", async () => {
    await page.viewport(390, 800);
    CLASSES.push({ index: 4, name: "x".repeat(255), color: "#abcdef" });
    try {
      await open();
      const dialog = page.getByRole("dialog").element();
      expect(dialog.scrollWidth).toBeLessThanOrEqual(dialog.clientWidth);
    } finally {
      CLASSES.pop();
    }
  });
});
