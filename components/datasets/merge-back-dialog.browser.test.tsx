import { beforeEach, describe, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { expectInReach, expectNoSidewaysScroll, WIDTHS } from "@/components/testing/fit";
import { render } from "@/components/testing/render";
import { datasetWith, ODD_NAMES, taskWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { MergeBackDto } from "@/lib/merging/schema";
import { MergeBackDialog } from "./merge-back-dialog";

const original = datasetWith();
const clone = datasetWith({
  id: "91111111-1111-4111-8111-111111111111",
  display_name: "Harbour (cloned)",
  source_dataset_id: original.id,
});
const conflict = (item_id: string, ours: string, theirs: string) => ({
  item_id,
  kind: "captions" as const,
  file_name: `${item_id}.jpg`,
  thumbnail_url: null,
  ours,
  theirs,
});
const preview = (facts: Partial<MergeBackDto> = {}): MergeBackDto => ({
  base_state_id: "a",
  source_state_id: "b",
  changed: 5,
  added: 1,
  removed: 2,
  by_kind: {
    tags: 2,
    labels: 0,
    captions: 1,
    objects: 0,
    metadata: 0,
    splits: 0,
    origins: 0,
    files: 0,
    issues: 0,
    clusters: 0,
  },
  items: [{ item_id: "i", file_name: "boat.jpg", thumbnail_url: null, change: "added" }],
  conflicts: [],
  n_conflicts: 0,
  ...facts,
});
const bodies: unknown[] = [];
const answer = (found: MergeBackDto) =>
  server.on(`POST /dataset/${original.id}/merge_back`, ({ body }) => {
    bodies.push(body);
    return (body as { dry_run?: boolean }).dry_run ? found : server.accepted("t1");
  });
const dialog = () => page.getByRole("dialog", { name: "Merge back" });
const merge = () => dialog().getByRole("button", { name: "Merge", exact: true });
const sent = () => bodies.filter((body) => !(body as { dry_run?: boolean }).dry_run);

beforeEach(() => {
  bodies.length = 0;
  server.on("GET /datasets", () => [original, clone]);
  server.on("GET /tasks/t1", () => taskWith({ task_id: "t1" }));
});

describe("merging back", () => {
  it("says what will change, and merges the clone into what it was cloned from", async () => {
    const onClose = vi.fn();
    answer(preview());
    await render(<MergeBackDialog dataset={clone} direction="from" onClose={onClose} />);
    await expect.element(dialog()).toHaveTextContent("From Harbour (cloned) into Harbour");
    await expect
      .element(dialog().getByRole("status"))
      .toHaveTextContent(
        "5 items will change: 1 will come, 2 will go, 2 will get other data. A snapshot of it is saved first.",
      );
    await expect.element(dialog().getByText("Tags")).toBeVisible();
    await expect.element(dialog().getByText("Labels")).not.toBeInTheDocument();
    await expect.element(dialog().getByRole("list", { name: "Items that change" })).toHaveTextContent("and 4 more");
    await merge().click();
    await expect.poll(() => onClose.mock.calls.length).toBe(1);
    expect(sent()).toEqual([{ source_dataset_id: clone.id, resolutions: [] }]);
  });

  it("asks about every conflict before it merges", async () => {
    answer(preview({ conflicts: [conflict("one", "here", "there"), conflict("two", "hier", "dort")], n_conflicts: 2 }));
    await render(<MergeBackDialog dataset={original} direction="into" onClose={() => undefined} />);
    await expect.element(merge()).toBeDisabled();
    const of = (name: string) => dialog().getByRole("group", { name });
    await of("one.jpg: Captions").getByRole("radio", { name: "there" }).click();
    await expect.element(merge()).toBeDisabled();
    await of("two.jpg: Captions").getByRole("radio", { name: "hier" }).click();
    await merge().click();
    await expect.poll(sent).toEqual([
      {
        source_dataset_id: clone.id,
        resolutions: [
          { item_id: "one", kind: "captions", take: "theirs" },
          { item_id: "two", kind: "captions", take: "ours" },
        ],
      },
    ]);
  });

  it("takes one side for all, and another for one of them", async () => {
    answer(preview({ conflicts: [conflict("one", "here", "there")], n_conflicts: 300 }));
    await render(<MergeBackDialog dataset={original} direction="into" onClose={() => undefined} />);
    await expect.element(dialog()).toHaveTextContent("299 more are not listed");
    await dialog().getByRole("button", { name: "Keep this side for all" }).click();
    await expect.element(dialog().getByRole("radio", { name: "Harbour: here" })).toBeChecked();
    await dialog().getByRole("radio", { name: "Harbour (cloned): there" }).click();
    await merge().click();
    await expect.poll(sent).toEqual([
      {
        source_dataset_id: clone.id,
        resolutions: [{ item_id: "one", kind: "captions", take: "theirs" }],
        take_all: "ours",
      },
    ]);
  });

  it("says so where there is nothing new, nothing to merge with, or it may not be done now", async () => {
    answer(preview({ changed: 0, added: 0, removed: 0, items: [] }));
    await render(<MergeBackDialog dataset={clone} direction="from" onClose={() => undefined} />);
    await expect.element(dialog().getByRole("status")).toHaveTextContent("There is nothing new to merge.");
    await expect.element(merge()).toBeDisabled();
  });

  it("leads on where no clone is seen", async () => {
    server.on("GET /datasets", () => [original]);
    await render(<MergeBackDialog dataset={original} direction="into" onClose={() => undefined} />);
    await expect.element(dialog()).toHaveTextContent("You see no clone of this dataset. Clone it");
  });

  it("refuses for the reason that the destination gives", async () => {
    const busy = datasetWith({ can: { merge: "A re-index is running." } });
    server.on("GET /datasets", () => [busy, clone]);
    answer(preview());
    await render(<MergeBackDialog dataset={clone} direction="from" onClose={() => undefined} />);
    await expect.element(dialog().getByRole("alert")).toHaveTextContent("A re-index is running.");
    await expect.element(merge()).toBeDisabled();
  });
});

describe.each(WIDTHS)("at %d px", (width) => {
  it.each(ODD_NAMES)("can be answered whatever the names: %s", async (name) => {
    await page.viewport(width, 800);
    server.on("GET /datasets", () => [
      { ...original, display_name: name },
      { ...clone, display_name: name },
    ]);
    answer(preview({ conflicts: [{ ...conflict("one", name, name), file_name: name }], n_conflicts: 1 }));
    await render(<MergeBackDialog dataset={clone} direction="from" onClose={() => undefined} />);
    await expect.element(merge()).toBeInTheDocument();
    merge().element().scrollIntoView();
    await expect.element(merge()).toBeInViewport();
    await dialog().getByRole("button", { name: "Take the clone for all" }).click();
    await expectInReach(merge());
    expectNoSidewaysScroll(dialog().element());
  });
});
