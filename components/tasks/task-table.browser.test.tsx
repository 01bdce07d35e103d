import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { page } from "vitest/browser";
import { expectInReach, expectNoSidewaysScroll, setFingers, WIDTHS } from "@/components/testing/fit";
import { navigate, render } from "@/components/testing/render";
import { ODD_NAMES, taskWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { TaskDto, TaskFiltersDto } from "@/lib/tasks/schema";
import { TaskTable } from "./task-table";
import { TaskTray } from "./task-tray";
import { useTellEnd } from "./use-tell-end";

const UNREADABLE = taskWith({
  status_message: "Added 14 items; 2 files could not be used",
  result: {
    failed: 2,
    failures: [
      { path: "broken.jpg", reason: "cannot be decoded" },
      { path: "notes.docx", reason: "not an image or a video, nor annotations of one" },
    ],
  },
});

const FILTERS: TaskFiltersDto = {
  task_types: ["MEDIA_ADDITION", "REINDEX"],
  task_statuses: ["COMPLETED", "FAILED"],
  created_by: ["owner@stillframe.test"],
  datasets: [],
};

function show(tasks: TaskDto[], filters = FILTERS, initialParameters = "") {
  const initial = { tasks, total: tasks.length, page: 1, page_size: 20 };
  server.on("GET /tasks", () => initial);
  server.on("GET /tasks/filters", () => filters);
  return render(<TaskTable initial={initial} initialParameters={initialParameters} filters={filters} />);
}

beforeEach(() => history.replaceState(null, "", location.pathname));

describe.each(WIDTHS)("at %d px", (width) => {
  beforeEach(() => page.viewport(width, 800));

  it.each(ODD_NAMES)("the Task Manager stays as wide as the screen: %s", async (name) => {
    const email = `${"o".repeat(240)}@stillframe.test`;
    const task = taskWith({
      dataset_name: name,
      dataset_status: null,
      created_by: email,
      status: "FAILED",
      status_message: `Stopped at “Restoring ${name}”; nothing was changed`,
      error_message: name,
      result: { failed: 1, failures: [{ path: name, reason: name }] },
    });
    await show([task], {
      ...FILTERS,
      created_by: [email],
      datasets: [{ dataset_id: task.dataset_id, dataset_name: name }],
    });
    for (const filter of ["Dataset", "Type", "Status", "User", "Time"])
      await expectInReach(page.getByRole("combobox", { name: filter, exact: true }));
    await page.getByRole("button", { name: "Show 1 file" }).click();
    await expect.element(page.getByRole("list", { name: "Files that could not be used" })).toBeVisible();
    expectNoSidewaysScroll();
    expectNoSidewaysScroll(page.getByRole("region", { name: "Tasks" }).element());
    for (const action of ["Copy dataset ID", "Retry", "Copy task ID", "Details"])
      await expectInReach(page.getByRole("row").nth(1).getByRole("button", { name: action }));
  });

  it.each(ODD_NAMES)("the tray of a dataset fits: %s", async (name) => {
    const task = taskWith({
      task_id: "72222222-2222-4222-8222-222222222222",
      status: "FAILED",
      status_message: `Stopped at “${name}”`,
      error_message: name,
    });
    server.on("GET /tasks", () => ({ tasks: [task, UNREADABLE], total: 2, page: 1, page_size: 5 }));
    await render(<TaskTray datasetId={task.dataset_id} busy={false} />);
    await page.getByRole("button", { name: "Tasks" }).click();
    const tray = page.getByRole("dialog", { name: "Tasks of this dataset" });
    await expectInReach(tray.getByRole("link", { name: "Show 2 files" }));
    expectNoSidewaysScroll(tray.element());
  });
});

describe("a task's row", () => {
  beforeEach(() => page.viewport(1440, 800));

  it("leads to the files that could not be read", async () => {
    await show([UNREADABLE]);
    await page.getByRole("button", { name: "Show 2 files" }).click();
    await expect
      .element(page.getByRole("list", { name: "Files that could not be used" }))
      .toHaveTextContent("broken.jpg: cannot be decoded");
    await expect.element(page.getByRole("button", { name: "Details" })).toHaveAttribute("aria-expanded", "true");
  });

  it("is open from the start where its address asks for it", async () => {
    history.replaceState(null, "", `?task=${UNREADABLE.task_id}`);
    await show([UNREADABLE, taskWith({ task_id: "72222222-2222-4222-8222-222222222222", task_type: "REINDEX" })]);
    await expect.element(page.getByRole("list", { name: "Files that could not be used" })).toBeVisible();
    await expect
      .element(page.getByRole("button", { name: "Details" }).nth(1))
      .toHaveAttribute("aria-expanded", "false");
    await page.getByRole("button", { name: "Details" }).first().click();
    await expect.element(page.getByRole("list", { name: "Files that could not be used" })).not.toBeInTheDocument();
  });

  it.each([
    ["صور المناظر الطبيعية من الرحلة الأولى ".repeat(6).trim(), "rtl"],
    ["Pictures of the harbour at dusk ".repeat(6).trim(), "ltr"],
  ])("cuts the name of its dataset at the end of it: %s", async (dataset_name, direction) => {
    await show([taskWith({ dataset_name, dataset_status: "READY" })]);
    const link = page.getByRole("link", { name: dataset_name }).element();
    expect(getComputedStyle(link).direction).toBe(direction);
    expect(link.scrollWidth).toBeGreaterThan(link.clientWidth);
    expect(getComputedStyle(link).textOverflow).toBe("ellipsis");
  });

  it("is called what its button is called", async () => {
    await show([taskWith({ task_type: "REINDEX" })]);
    await expect.element(page.getByRole("cell", { name: "Re-index" })).toBeVisible();
    await expect.element(page.getByRole("option", { name: "Re-index" })).toBeInTheDocument();
  });

  it("does not say twice that it failed", async () => {
    await show([taskWith({ status: "FAILED", status_message: "Failed" })]);
    await expect.element(page.getByRole("row").nth(1).getByText("Failed", { exact: true })).toBeVisible();
    expect(page.getByRole("row").nth(1).getByText("Failed", { exact: true }).elements()).toHaveLength(1);
  });
});

describe.each([
  { pointer: "a mouse", fingers: false, least: 24 },
  { pointer: "a finger", fingers: true, least: 48 },
])("with $pointer", ({ fingers, least }) => {
  beforeEach(() => setFingers(fingers));
  afterEach(() => setFingers(false));

  it.each(WIDTHS)(`everything in the table is ${least} pixels high and wide at least, at %d px`, async (width) => {
    await page.viewport(width, 800);
    const named = { dataset_name: "Sea", dataset_status: "READY" } as const;
    await show([
      { ...UNREADABLE, ...named, status: "FAILED" },
      taskWith({ ...named, task_id: "72222222-2222-4222-8222-222222222222", status: "RUNNING", end_time: null }),
    ]);
    await expect.element(page.getByRole("button", { name: "Abort" })).toBeVisible();
    const targets = [...page.getByRole("region", { name: "Tasks" }).element().querySelectorAll("a, button")];
    const extents = targets.map((element) => {
      const { width, height } = element.getBoundingClientRect();
      return { name: element.getAttribute("aria-label") ?? element.textContent, extent: Math.min(width, height) };
    });
    expect(extents.length).toBeGreaterThan(10);
    expect(extents.filter(({ extent }) => extent < least)).toEqual([]);
  });
});

function Ended({ task }: { task: TaskDto }) {
  const tellEnd = useTellEnd();
  return (
    <button type="button" onClick={() => tellEnd({ done: "Media added", failed: "Media could not be added" })(task)}>
      End
    </button>
  );
}

it("the toast of a task leads to what it could not use", async () => {
  await render(<Ended task={UNREADABLE} />);
  await page.getByRole("button", { name: "End" }).click();
  await expect.element(page.getByText("Added 14 items; 2 files could not be used")).toBeVisible();
  await page.getByRole("button", { name: "Show 2 files" }).click();
  expect(navigate).toHaveBeenCalledWith(`/tasks?dataset_id=${UNREADABLE.dataset_id}&task=${UNREADABLE.task_id}`);
});
