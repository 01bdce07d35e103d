import { beforeEach, describe, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { expectInReach, expectNoSidewaysScroll, expectTouchable, WIDTHS, withTouch } from "@/components/testing/fit";
import { render } from "@/components/testing/render";
import { datasetWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import { FOR_EVER, type Retention } from "@/lib/retention/schema";
import { RetentionDialog } from "./retention-dialog";

const dataset = datasetWith();
const url = `/dataset/${dataset.id}/retention`;
const OLD = ["51111111-1111-4111-8111-111111111111", "52222222-2222-4222-8222-222222222222"];

async function open(rule: Retention = FOR_EVER) {
  const sent: unknown[] = [];
  server.on(`GET ${url}`, () => rule);
  // What it removes is told by the rule that was asked about.
  server.on(`POST ${url}/preview`, ({ body }) =>
    (body as Retention).automatic.days === 30
      ? { remove: OLD, frees_bytes: 12 * 1024 * 1024 }
      : { remove: [], frees_bytes: 0 },
  );
  server.on(`PUT ${url}`, ({ body }) => (sent.push(body), body));
  server.on(`POST ${url}/apply`, () => (sent.push("apply"), { retired: 2 }));
  const onClose = vi.fn();
  await render(<RetentionDialog dataset={dataset} onClose={onClose} />);
  return { sent, onClose };
}
const field = (group: string, label: string) => page.getByRole("group", { name: group }).getByLabelText(label);

beforeEach(() => page.viewport(1000, 900));

describe("retention", () => {
  it("is for ever at first, and tells in numbers what a rule removes before it is saved", async () => {
    const { sent, onClose } = await open();
    const status = page.getByRole("status");
    await expect.element(field("Automatic revisions", "Remove after (days)")).toHaveValue("");
    await expect.element(status).toHaveTextContent("Removes no snapshot now.");
    await field("Automatic revisions", "Remove after (days)").fill("30");
    await field("Automatic revisions", "But keep at least").fill("10");
    await expect.element(status).toHaveTextContent(/^Removes 2 snapshots now.* Frees 12 MB, 30 days after\.$/);
    expect(sent).toEqual([]);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect.poll(() => onClose.mock.calls.length).toBe(1);
    expect(sent).toEqual([{ automatic: { days: 30, at_least: 10 }, named: { days: null, at_least: null } }]);
  });

  it("is carried out at once if wanted, and says how many went", async () => {
    const { sent } = await open({ automatic: { days: 30, at_least: null }, named: { days: 365, at_least: 3 } });
    await expect.element(field("Named snapshots", "Remove after (days)")).toHaveValue("365");
    await page.getByRole("button", { name: "Save and apply now" }).click();
    await expect.element(page.getByText("2 snapshots removed")).toBeVisible();
    expect(sent).toEqual([{ automatic: { days: 30, at_least: null }, named: { days: 365, at_least: 3 } }, "apply"]);
  });

  it("says what is wrong with a number, and saves nothing", async () => {
    const { sent } = await open();
    await field("Named snapshots", "Remove after (days)").fill("0");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect.element(page.getByText("Give at least one day")).toBeVisible();
    await expect.element(page.getByRole("button", { name: "Save and apply now" })).toBeDisabled();
    expect(sent).toEqual([]);
  });

  it("keeps what was typed where it could not be saved", async () => {
    const { onClose } = await open();
    server.on(`PUT ${url}`, () => {
      throw new Error("Others keep changing this dataset.");
    });
    await field("Automatic revisions", "Remove after (days)").fill("30");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("Others keep changing this dataset.");
    await expect.element(field("Automatic revisions", "Remove after (days)")).toHaveValue("30");
    expect(onClose.mock.calls).toEqual([]);
  });

  it.each(WIDTHS)("is in reach at %d px, with fingers", async (width) => {
    await page.viewport(width, 800);
    await withTouch(async () => {
      await open();
      await expect.element(page.getByRole("status")).toBeVisible();
      await expectInReach(page.getByRole("button", { name: "Save", exact: true }));
      expectTouchable(page.getByRole("button"));
      expectTouchable(page.getByRole("textbox"));
      expectNoSidewaysScroll(page.getByRole("dialog").element());
    });
  });
});
