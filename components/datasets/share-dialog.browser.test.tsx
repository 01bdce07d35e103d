import { describe, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { render } from "@/components/testing/render";
import { datasetWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { ShareDto } from "@/lib/sharing/schema";
import { ShareDialog } from "./share-dialog";

const dataset = datasetWith();
const account = { pending: false, expires_at: null };
const me = { email: "owner@stillframe.test", role: "OWNER", ...account } as const;
const editor = { email: "editor@stillframe.test", role: "EDITOR", ...account } as const;

async function open(people: readonly ShareDto[], onClose: () => void = () => undefined) {
  const shares = { people };
  server.on(`GET /manage/${dataset.id}/share`, () => shares.people);
  await render(<ShareDialog dataset={dataset} onClose={onClose} />);
  await expect.element(page.getByRole("list", { name: "People" })).toBeVisible();
  return shares;
}

describe("the people of a dataset", () => {
  it("get another role by choosing it", async () => {
    const sent = vi.fn(() => server.done(null));
    server.action("changeRoleAction", sent);
    const shares = await open([me, editor]);
    shares.people = [me, { ...editor, role: "VIEWER" }];
    await page.getByRole("combobox", { name: `Role of ${editor.email}` }).selectOptions("Viewer");
    await expect.element(page.getByText("Role changed")).toBeVisible();
    expect(sent).toHaveBeenCalledWith({
      dataset_id: dataset.id,
      grant_to_user_email: editor.email,
      role: "VIEWER",
    });
    await expect.element(page.getByRole("combobox", { name: `Role of ${editor.email}` })).toHaveValue("VIEWER");
  });

  it("keep theirs where the change is refused, and the reason is told", async () => {
    server.action("changeRoleAction", () => server.refused("This needs the Owner role on the dataset"));
    await open([me, editor]);
    const role = page.getByRole("combobox", { name: `Role of ${editor.email}` });
    await role.selectOptions("Owner");
    await expect.element(page.getByText("This needs the Owner role on the dataset")).toBeVisible();
    await expect.element(role).toHaveValue("EDITOR");
  });

  it("are removed once that is confirmed in their row", async () => {
    const sent = vi.fn(() => server.done(null));
    server.action("revokeShareAction", sent);
    const shares = await open([me, editor]);
    await page.getByRole("button", { name: `Remove ${editor.email}` }).click();
    await expect.element(page.getByRole("button", { name: "Keep" })).toHaveFocus();
    expect(sent).not.toHaveBeenCalled();
    shares.people = [me];
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await expect.element(page.getByText("Person removed")).toBeVisible();
    expect(sent).toHaveBeenCalledWith({ dataset_id: dataset.id, grant_to_user_email: editor.email });
    await expect.element(page.getByRole("listitem", { name: editor.email })).not.toBeInTheDocument();
  });

  it("are still there when all links to files are ended, once that is confirmed", async () => {
    const ended = vi.fn(() => null);
    server.on(`DELETE /dataset/${dataset.id}/links`, ended);
    await open([me, editor]);
    await page.getByRole("button", { name: "End all links" }).click();
    await expect.element(page.getByRole("button", { name: "Keep" })).toHaveFocus();
    expect(ended).not.toHaveBeenCalled();
    await page.getByRole("button", { name: "End them" }).click();
    await expect.element(page.getByText("All links to files ended")).toBeVisible();
    expect(ended).toHaveBeenCalledOnce();
    await expect.element(page.getByRole("listitem", { name: editor.email })).toBeVisible();
  });

  it("who have no account are invited by a link, told once; it can be taken back", async () => {
    server.action("shareAction", () => server.done({ email: "new@example.org", path: "/invite/abc" }));
    const shares = await open([me]);
    shares.people = [
      me,
      { email: "new@example.org", role: "VIEWER", pending: true, expires_at: "2026-12-24T12:00:00Z" },
    ];
    await page.getByRole("textbox", { name: "Email" }).fill("new@example.org");
    await page.getByRole("button", { name: "Share", exact: true }).click();
    await expect.element(page.getByRole("textbox", { name: "Link" })).toHaveValue(`${location.origin}/invite/abc`);
    const row = page.getByRole("listitem", { name: "new@example.org" });
    await expect.element(row).toHaveTextContent("invited");
    await expect.element(row.getByRole("button", { name: /the owner$/ })).not.toBeInTheDocument();
    const sent = vi.fn(() => server.done(null));
    server.action("revokeShareAction", sent);
    await row.getByRole("button", { name: "Remove new@example.org" }).click();
    await expect.element(row).toHaveTextContent("The link that they were given will not work any more.");
    await row.getByRole("button", { name: "Remove", exact: true }).click();
    await expect.element(page.getByText("Invitation taken back")).toBeVisible();
  });

  it("can be handed the dataset, once that is confirmed", async () => {
    const sent = vi.fn(() => server.done(null));
    server.action("transferOwnershipAction", sent);
    const shares = await open([me, editor]);
    await page.getByRole("button", { name: `Make ${editor.email} the owner` }).click();
    await expect.element(page.getByRole("button", { name: "Keep" })).toHaveFocus();
    expect(sent).not.toHaveBeenCalled();
    shares.people = [
      { ...editor, role: "OWNER" },
      { ...me, role: "EDITOR" },
    ];
    await page
      .getByRole("form", { name: /the owner/ })
      .getByRole("button", { name: "Hand over" })
      .click();
    await expect.element(page.getByText("Dataset handed over")).toBeVisible();
    expect(sent).toHaveBeenCalledWith({ dataset_id: dataset.id, to_user_email: editor.email });
  });

  it("cannot lose their last owner, and are told why", async () => {
    await open([me, editor]);
    const row = page.getByRole("listitem", { name: me.email });
    await expect.element(row).toHaveTextContent("you");
    await expect.element(row).toHaveTextContent("Make someone else an owner first.");
    await expect.element(row.getByRole("combobox")).toBeDisabled();
    await expect.element(row.getByRole("button", { name: "Leave" })).toBeDisabled();
  });

  it("include oneself, who can leave", async () => {
    const closed = vi.fn();
    server.action("revokeShareAction", () => server.done(null));
    await open([me, { ...editor, role: "OWNER" }], closed);
    await page.getByRole("button", { name: "Leave" }).click();
    await page.getByRole("form", { name: "Leave this dataset?" }).getByRole("button", { name: "Leave" }).click();
    await expect.poll(() => closed.mock.calls.length).toBe(1);
    await expect.element(page.getByText("Dataset left")).toBeVisible();
  });

  it("fit, however long an address is, and are told in full on hover", async () => {
    await page.viewport(390, 700);
    const email = `${"very.long.name.".repeat(16)}x@stillframe.test`;
    await open([me, { ...editor, email }]);
    const dialog = page.getByRole("dialog").element();
    expect(dialog.scrollWidth).toBeLessThanOrEqual(dialog.clientWidth);
    await expect.element(page.getByTitle(email)).toBeVisible();
    const { right } = page
      .getByRole("button", { name: `Remove ${email}` })
      .element()
      .getBoundingClientRect();
    expect(right).toBeLessThanOrEqual(390);
  });
});
