import { beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { facetsWith, itemsFrom, serveItems } from "@/components/testing/items";
import { render } from "@/components/testing/render";
import { server } from "@/components/testing/server";
import type { AssignedSplitsDto } from "@/lib/splits/schema";
import { AssignSplitsDialog } from "./assign-splits-dialog";
import { SplitDialog } from "./split-dialog";

beforeEach(() => page.viewport(1000, 900));
const button = (name: string) => page.getByRole("button", { name, exact: true });

describe("setting a split", () => {
  it("offers those that are there before the usual ones, and none", async () => {
    const facets = facetsWith({ facets: { split: [{ value: "holdout", count: 2 }] } });
    const dataset = serveItems({ items: itemsFrom(1, 2), facets: () => facets });
    const onSubmit = vi.fn();
    const onClose = vi.fn();
    await render(
      <SplitDialog datasetId={dataset.id} stateId={dataset.state_id} count={2} {...{ onSubmit, onClose }} />,
    );
    await expect.element(button("holdout")).toBeVisible();
    await button("test").click();
    await button("Take out of splits").click();
    await userEvent.fill(page.getByRole("textbox", { name: "Split" }), " mine ");
    await button("Set split").click();
    expect(onSubmit.mock.calls).toEqual([["test"], [null], ["mine"]]);
    expect(onClose).toHaveBeenCalledTimes(3);
  });
});

describe("assigning splits", () => {
  const answer = (facts: Partial<AssignedSplitsDto> = {}): AssignedSplitsDto => ({
    changed: 0,
    edit_id: null,
    splits: [
      { split: "train", items: 8, by_class: { dog: 6, cat: 2 } },
      { split: "val", items: 2, by_class: { dog: 2 } },
    ],
    straddling: { before: 3, after: 0 },
    ...facts,
  });

  it("shows what each split would get of every label, and does it only then", async () => {
    const dataset = serveItems({ items: itemsFrom(1, 10) });
    server.on("GET /dataset", () => []);
    server.on("GET /tasks", () => ({ tasks: [], total: 0 }));
    const asked: { dry_run?: boolean; ratios: Record<string, number>; stratify_by?: string }[] = [];
    server.on(`POST /dataset/${dataset.id}/splits/assign`, ({ body }) => {
      asked.push(body as (typeof asked)[number]);
      return (body as { dry_run?: boolean }).dry_run ? answer() : answer({ changed: 10, edit_id: "4" });
    });
    const onAssigned = vi.fn();
    const onClose = vi.fn();
    await render(<AssignSplitsDialog dataset={dataset} {...{ onAssigned, onClose }} />);
    const table = page.getByRole("table");
    await expect.element(table.getByRole("row", { name: "dog 6 2" })).toBeVisible();
    await expect.element(table.getByRole("row", { name: "cat 2 0" })).toBeVisible();
    await expect
      .element(page.getByText("No near duplicates lie in different splits. Now it is 3 items."))
      .toBeVisible();
    await userEvent.fill(page.getByRole("textbox", { name: "test, share" }), "0");
    await expect.poll(() => asked.at(-1)?.ratios.test).toBe(0);
    expect(asked.every(({ dry_run }) => dry_run)).toBe(true);
    await button("Assign").click();
    await expect.poll(() => onAssigned.mock.calls).toEqual([["4", "Splits assigned: 10 items changed"]]);
    expect(asked.at(-1)).toMatchObject({ ratios: { train: 80, val: 10, test: 0 }, stratify_by: "label" });
    expect(asked.at(-1)?.dry_run).toBeUndefined();
    expect(onClose).toHaveBeenCalledOnce();
  });

  it.each([
    ["train, share", "many", "Shares are numbers, 0 or more."],
    ["train, share", "-1", "Shares are numbers, 0 or more."],
    ["Seed", "1.5", "The seed is a whole number, 0 or more."],
  ])("says what is wrong with %s of %s", async (field, value, problem) => {
    const dataset = serveItems({ items: itemsFrom(1, 10) });
    server.on(`POST /dataset/${dataset.id}/splits/assign`, () => answer());
    await render(<AssignSplitsDialog dataset={dataset} onAssigned={() => undefined} onClose={() => undefined} />);
    await userEvent.fill(page.getByRole("textbox", { name: field }), value);
    await expect.element(page.getByText(problem)).toBeVisible();
    await expect.element(button("Assign")).toBeDisabled();
  });
});
