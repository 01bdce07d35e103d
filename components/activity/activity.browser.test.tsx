import { beforeEach, expect, it } from "vitest";
import { page } from "vitest/browser";
import { render } from "@/components/testing/render";
import { datasetWith, LONG_NAME } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import { WorkspaceProvider } from "@/components/workspace/workspace";
import type { ActivityEntry } from "@/lib/activity/schema";
import type { RevertDto } from "@/lib/items/schema";
import { Activity } from "./activity";

const dataset = datasetWith({ snapshots_enabled: false });
const url = `/dataset/${dataset.id}`;
const entryWith = (facts: Partial<ActivityEntry> = {}): ActivityEntry => ({
  event_id: "7",
  at: "2026-05-04T10:00:00.000Z",
  actor: "ada@example.org",
  kind: "tag",
  words: "tagged “night”",
  changed: 60,
  task_id: null,
  via: { kind: "browser", name: null },
  before_state_id: "a1111111-1111-4111-8111-111111111111",
  after_state_id: "b1111111-1111-4111-8111-111111111111",
  revertible: true,
  refusal: null,
  taken_back: false,
  items: [],
  ...facts,
});
const told: RevertDto = { changed: 58, edit_id: null, skipped: 0, deleted: 0, conflicts: [] };

/** @param facts of the dataset */
async function show(entries: readonly ActivityEntry[], facts: Parameters<typeof datasetWith>[0] = {}) {
  const shown = { ...dataset, ...datasetWith({ snapshots_enabled: false, ...facts }) };
  server.on(`GET ${url}`, () => shown);
  server.on(`GET ${url}/items`, () => ({ items: [], total: 0, state_id: "s", offset: 0 }));
  server.on(`GET ${url}/activity`, ({ url: { searchParams } }) => ({
    events: entries.filter(
      ({ actor, kind }) =>
        [null, actor].includes(searchParams.get("actor")) && [null, kind].includes(searchParams.get("kind") as never),
    ),
    next_cursor: null,
  }));
  server.on(`GET ${url}/activity/filters`, () => ({
    actors: ["ada@example.org", "ben@example.org"],
    kinds: ["tag", "enrichment"],
  }));
  await render(
    <WorkspaceProvider initialDataset={shown} initialItems={null}>
      <Activity />
    </WorkspaceProvider>,
  );
}
const button = (name: string) => page.getByRole("button", { name, exact: true });

beforeEach(() => {
  history.replaceState(null, "", "/datasets/test?tab=activity");
  return page.viewport(1280, 800);
});

it("lists changes by day: who, what, from where; the number of items leads to them", async () => {
  await show([
    entryWith(),
    entryWith({
      event_id: "6",
      at: "2026-05-03T10:00:00.000Z",
      words: "enriched with “exif”",
      kind: "enrichment",
      via: { kind: "key", name: "nightly" },
      task_id: "c1111111-1111-4111-8111-111111111111",
      changed: null,
      taken_back: true,
    }),
  ]);
  const days = page.getByRole("region", { name: /2026/ });
  await expect.element(days.first()).toBeVisible();
  expect(days.elements()).toHaveLength(2);
  await expect.element(page.getByText("ada@example.org tagged “night”")).toBeVisible();
  await expect.element(page.getByText("in the browser")).toBeVisible();
  await expect.element(page.getByText("by the API key nightly")).toBeVisible();
  await expect.element(page.getByText("as a task")).toBeVisible();
  await expect.element(page.getByText("Taken back", { exact: true })).toBeVisible();
  await expect.element(button("Show the items: enriched with “exif”")).toBeVisible();
  await expect.element(button("Take back: enriched with “exif”")).toBeDisabled();
  await button("60 items: tagged “night”").click();
  expect(new URLSearchParams(location.search).get("q")).toBe("changed:event=7");
  expect(new URLSearchParams(location.search).get("tab")).toBeNull();
});

it("is narrowed to a person and a kind, which the address holds, and says where there is nothing", async () => {
  await show([entryWith()]);
  await page.getByRole("combobox", { name: "Who" }).selectOptions("ben@example.org");
  await expect.element(page.getByText("No such changes")).toBeVisible();
  expect(new URLSearchParams(location.search).get("actor")).toBe("ben@example.org");
  await button("Show all changes").click();
  await page.getByRole("combobox", { name: "What" }).selectOptions("Tags set");
  await expect.element(page.getByText("tagged “night”")).toBeVisible();
  expect(new URLSearchParams(location.search).get("change")).toBe("tag");
});

it("takes a change back once it has said what that comes to, and offers its undo", async () => {
  await show([entryWith()]);
  const asked: unknown[] = [];
  server.on(`POST ${url}/activity/7/revert`, ({ body }) => {
    asked.push(body);
    return (body as { dry_run?: boolean }).dry_run ? { ...told, deleted: 2 } : { ...told, edit_id: "8" };
  });
  await button("Take back: tagged “night”").click();
  await expect.element(page.getByText("58 items change back.")).toBeVisible();
  await expect.element(page.getByText("2 items were deleted since and stay as they are.")).toBeVisible();
  await button("Take back").click();
  await expect.element(page.getByText("58 items taken back: tagged “night”").first()).toBeVisible();
  await expect.element(button("Undo")).toBeVisible();
  expect(asked.slice(0, 2)).toEqual([{ dry_run: true }, { partial: false }]);
});

it("names the items that somebody wrote on since, and takes back the rest", async () => {
  await show([entryWith({ words: "edited caption" })]);
  const conflicts: RevertDto["conflicts"] = [
    { media_id: "d1111111-1111-4111-8111-111111111111", file_name: LONG_NAME, kinds: ["captions", "metadata"] },
  ];
  let sent: unknown;
  server.on(`POST ${url}/activity/7/revert`, ({ body }) => {
    if ((body as { dry_run?: boolean }).dry_run) return { ...told, skipped: 3, conflicts };
    sent = body;
    return { ...told, edit_id: "8", skipped: 3, conflicts };
  });
  await button("Take back: edited caption").click();
  const stay = page.getByRole("list", { name: "Items that stay" });
  await expect.element(stay).toHaveTextContent(`${LONG_NAME} (caption, metadata)and 2 others`);
  await button("Take back the rest").click();
  await expect.element(page.getByText("58 items taken back: edited caption").first()).toBeVisible();
  expect(sent).toEqual({ partial: true });
});

it("takes nothing back where that is not possible, and says why", async () => {
  const refusal = "The versions before and after this change are not kept any more.";
  await show([entryWith({ revertible: false, refusal })]);
  await expect.element(button("Take back: tagged “night”")).toBeDisabled();
  await expect.element(button("Take back: tagged “night”")).toHaveAttribute("title", refusal);
});

it("is read by Viewers, who take nothing back", async () => {
  const only = "This needs the Editor or Owner role on the dataset; yours is Viewer";
  await show([entryWith()], { role: "VIEWER", can: { items_edit: only } });
  await expect.element(button("60 items: tagged “night”")).toBeEnabled();
  await expect.element(button("Take back: tagged “night”")).toBeDisabled();
  await expect.element(button("Take back: tagged “night”")).toHaveAttribute("title", only);
});

it("fits a phone, with names and words of any length", async () => {
  await page.viewport(390, 800);
  await show([entryWith({ actor: `${"a".repeat(60)}@example.org`, words: `tagged “${LONG_NAME}”` })]);
  await expect.element(page.getByRole("list").first()).toBeVisible();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
});
