import { describe, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { render } from "@/components/testing/render";
import { server } from "@/components/testing/server";
import { useEdits } from "./use-edits";
import { useOverlays } from "./use-overlays";

const target = { request: { item_ids: ["a"] }, has: () => true, count: 1 };

function Buttons() {
  const edits = useEdits("d", "s", useOverlays("s"));
  return (
    <>
      {["first", "second"].map((word) => (
        <button key={word} type="button" onClick={() => void edits.words("tag", target, [word])}>
          {word}
        </button>
      ))}
      <button type="button" onClick={() => edits.undoLast()}>
        Undo
      </button>
    </>
  );
}

describe("undoing the last edit", () => {
  it("waits for the one that is not answered yet", async () => {
    const undone = vi.fn();
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    server.on("POST /dataset/d/items/tag", async ({ body }) => {
      const [word] = (body as { tags: string[] }).tags;
      if (word === "second") await held;
      return { changed: 1, edit_id: word };
    });
    for (const edit of ["first", "second"])
      server.on(`POST /dataset/d/edits/${edit}/undo`, () => {
        undone(edit);
        return { changed: 1, skipped: 0, edit_id: `undo-${edit}` };
      });
    await render(<Buttons />);
    await page.getByRole("button", { name: "first" }).click();
    await expect.element(page.getByText("1 item tagged “first”")).toBeVisible();
    await page.getByRole("button", { name: "second" }).click();
    await page.getByRole("button", { name: "Undo", exact: true }).first().click();
    expect(undone).not.toHaveBeenCalled();
    answer();
    await expect.poll(() => undone.mock.calls).toEqual([["second"]]);
  });
});

it.each([
  [1, "1 item stayed as it is, because someone changed it since"],
  [2, "2 items stayed as they are, because someone changed them since"],
])("an undo says of %d that somebody changed why it stayed", async (skipped, told) => {
  server.on("POST /dataset/d/items/tag", () => ({ changed: 3, edit_id: "first" }));
  server.on("POST /dataset/d/edits/first/undo", () => ({ changed: 3 - skipped, skipped, edit_id: "undo" }));
  await render(<Buttons />);
  await page.getByRole("button", { name: "first" }).click();
  await expect.element(page.getByText("3 items tagged “first”")).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).first().click();
  await expect.element(page.getByText(told)).toBeVisible();
});
