import { describe, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { render } from "@/components/testing/render";
import { datasetWith, groupWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { Role } from "@/lib/auth/roles";
import type { PublicLinkDto, ShareDto } from "@/lib/sharing/schema";
import { ShareDialog } from "./share-dialog";

const dataset = datasetWith();
const account = { pending: false, expires_at: null, through: [] };
const me = { email: "owner@stillframe.test", role: "OWNER", granted: "OWNER", ...account } satisfies ShareDto;
const editor = { email: "editor@stillframe.test", role: "EDITOR", granted: "EDITOR", ...account } satisfies ShareDto;
const annotators = {
  group: "Annotators",
  group_id: "c0000000-0000-4000-8000-000000000001",
  people: 12,
  role: "EDITOR",
  granted: "EDITOR",
} satisfies ShareDto;
/** Somebody's role, as it comes by the group. */
const byGroup = (role: Role, everywhere = false) => ({
  role,
  through: [{ group_id: annotators.group_id, group: annotators.group, role, everywhere }],
});

const OFF = { is_public: false, created_at: null, created_by: null };
const ON = { is_public: true, created_at: "2026-11-03T10:00:00.000Z", created_by: editor.email };

async function open(people: readonly ShareDto[], onClose: () => void = () => undefined, link: PublicLinkDto = OFF) {
  const shares = { people, link };
  server.on(`GET /manage/${dataset.id}/share`, () => shares.people);
  server.on("GET /groups", () => [groupWith({ name: "Annotators", people: 12 })]);
  server.on(`GET /manage/${dataset.id}/public_link`, () => shares.link);
  await render(<ShareDialog dataset={dataset} onClose={onClose} />);
  await expect.element(page.getByRole("list", { name: "People" })).toBeVisible();
  return shares;
}

describe("the people of a dataset", () => {
  it("get another role by choosing it", async () => {
    const sent = vi.fn(() => server.done(null));
    server.action("changeRoleAction", sent);
    const shares = await open([me, editor]);
    shares.people = [me, { ...editor, role: "VIEWER", granted: "VIEWER" }];
    await page.getByRole("combobox", { name: `Role of ${editor.email}` }).selectOptions("Viewer");
    await expect.element(page.getByText("Role changed")).toBeVisible();
    expect(sent).toHaveBeenCalledWith({
      dataset_id: dataset.id,
      grant_to: editor.email,
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
    expect(sent).toHaveBeenCalledWith({ dataset_id: dataset.id, grant_to: editor.email });
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
      {
        email: "new@example.org",
        role: "VIEWER",
        pending: true,
        expires_at: "2026-12-24T12:00:00Z",
        granted: "VIEWER",
        through: [],
      },
    ];
    await page.getByRole("combobox", { name: "Email or group" }).fill("new@example.org");
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
      { ...editor, role: "OWNER", granted: "OWNER" },
      { ...me, role: "EDITOR", granted: "EDITOR" },
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
    await open([me, { ...editor, role: "OWNER", granted: "OWNER" }], closed);
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

describe("the groups of a dataset", () => {
  const field = page.getByRole("combobox", { name: "Email or group" });
  const row = (name: string) => page.getByRole("listitem", { name });

  it("are suggested where people are, and shared with by their name", async () => {
    const sent = vi.fn(() => server.done(null));
    server.action("shareAction", sent);
    const shares = await open([me]);
    const options = () => [...document.querySelectorAll("datalist option")] as HTMLOptionElement[];
    await expect
      .poll(() => options().map(({ value, label }) => `${value}: ${label}`))
      .toEqual(["Annotators: 12 people"]);
    shares.people = [me, annotators];
    await field.fill("Annotators");
    await page.getByRole("combobox", { name: "Role", exact: true }).selectOptions("Editor");
    await page.getByRole("button", { name: "Share", exact: true }).click();
    await expect.element(page.getByText("Dataset shared")).toBeVisible();
    expect(sent).toHaveBeenCalledWith({ dataset_id: dataset.id, grant_to: "Annotators", role: "EDITOR" });
    await expect.element(page.getByRole("list", { name: "Groups" })).toHaveTextContent("12 people");
  });

  it("are not taken for an address that is none", async () => {
    await open([me]);
    await field.fill("ann@");
    await page.getByRole("button", { name: "Share", exact: true }).click();
    await expect.element(page.getByText("This is not an email address")).toBeVisible();
  });

  it("get another role, and lose theirs once that is confirmed", async () => {
    const changed = vi.fn(() => server.done(null));
    server.action("changeRoleAction", changed);
    const shares = await open([me, annotators]);
    await page.getByRole("combobox", { name: "Role of Annotators" }).selectOptions("Viewer");
    await expect.element(page.getByText("Role changed")).toBeVisible();
    expect(changed).toHaveBeenCalledWith({ dataset_id: dataset.id, grant_to: annotators.group_id, role: "VIEWER" });
    const removed = vi.fn(() => server.done(null));
    server.action("revokeShareAction", removed);
    await page.getByRole("button", { name: "Remove Annotators" }).click();
    await expect.element(row("Annotators")).toHaveTextContent("12 people will not see this dataset any more");
    shares.people = [me];
    await row("Annotators").getByRole("button", { name: "Remove", exact: true }).click();
    await expect.element(page.getByText("Group removed")).toBeVisible();
    expect(removed).toHaveBeenCalledWith({ dataset_id: dataset.id, grant_to: annotators.group_id });
  });

  it("are told of people who have their role by them, which is not theirs to change", async () => {
    await open([me, { ...editor, granted: null, ...byGroup("EDITOR") }, annotators]);
    await expect.element(row(editor.email)).toHaveTextContent("Editor through Annotators");
    await expect.element(row(editor.email).getByRole("combobox")).not.toBeInTheDocument();
    await expect.element(row(editor.email).getByRole("button", { name: /Remove/ })).not.toBeInTheDocument();
  });

  it("keep those who were given less themselves, which is told before it is taken away", async () => {
    server.action("revokeShareAction", () => server.done(null));
    await open([me, { ...editor, granted: "VIEWER", ...byGroup("EDITOR") }, annotators]);
    await expect.element(row(editor.email)).toHaveTextContent("Editor through Annotators");
    await expect.element(row(editor.email).getByRole("combobox")).toHaveValue("VIEWER");
    await row(editor.email)
      .getByRole("button", { name: `Remove ${editor.email}` })
      .click();
    await expect.element(row(editor.email)).toHaveTextContent("They stay Editor through Annotators.");
    await row(editor.email).getByRole("button", { name: "Remove", exact: true }).click();
    await expect.element(page.getByText("Role taken away")).toBeVisible();
  });

  it("keep oneself where one is by them, and the only owners theirs", async () => {
    const closed = vi.fn();
    server.action("revokeShareAction", () => server.done(null));
    const people = [
      { ...me, granted: "VIEWER", ...byGroup("OWNER") },
      { ...annotators, role: "OWNER", granted: "OWNER" },
    ] satisfies ShareDto[];
    await open(people, closed);
    await expect.element(row("Annotators")).toHaveTextContent("Make someone else an owner first.");
    await expect.element(row("Annotators").getByRole("button", { name: /Remove/ })).toBeDisabled();
    await row(me.email).getByRole("button", { name: "Leave" }).click();
    await expect.element(row(me.email)).toHaveTextContent("You stay Owner through Annotators.");
    await row(me.email).getByRole("form").getByRole("button", { name: "Leave" }).click();
    await expect.element(page.getByText("Role taken away")).toBeVisible();
    expect(closed).not.toHaveBeenCalled();
  });

  it("have what the settings give them on every dataset, and fit a phone", async () => {
    await page.viewport(390, 700);
    const group = `${"Everybody of the harbour ".repeat(8)}team`;
    await open([me, { ...annotators, group, granted: null, role: "VIEWER" }]);
    await expect.element(row(group)).toHaveTextContent("Viewer everywhere");
    await expect.element(row(group).getByRole("button")).not.toBeInTheDocument();
    const dialog = page.getByRole("dialog").element();
    expect(dialog.scrollWidth).toBeLessThanOrEqual(dialog.clientWidth);
  });
});

describe("the public link of a dataset", () => {
  const row = page.getByRole("region", { name: "Public link" });
  const isPublic = row.getByRole("switch", { name: "Anyone with the link can look" });
  const address = row.getByRole("textbox", { name: "Public link" });

  it("is off, is made by switching it on, and is shown once", async () => {
    const sent = vi.fn(() => server.done({ path: "/public/secret" }));
    server.action("makePublicLinkAction", sent);
    const shares = await open([me]);
    await expect.element(isPublic).not.toBeChecked();
    await expect.element(row.getByText(/^Off\./)).toBeVisible();
    shares.link = ON;
    await isPublic.click();
    await expect.element(page.getByText("Public link made")).toBeVisible();
    expect(sent).toHaveBeenCalledWith({ dataset_id: dataset.id });
    await expect.element(isPublic).toBeChecked();
    await expect.element(address).toHaveValue(new URL("/public/secret", location.origin).href);
    await expect.element(row.getByText("Copy the link now: it is shown once.")).toBeVisible();
    await expect.element(row.getByRole("button", { name: "Copy link" })).toBeVisible();
  });

  it("says since when it is there and who made it; a new one is made once that is confirmed", async () => {
    const sent = vi.fn(() => server.done({ path: "/public/another" }));
    server.action("makePublicLinkAction", sent);
    await open([me], undefined, ON);
    await expect.element(row.getByText(`made by ${editor.email}`)).toBeVisible();
    await expect.element(address).not.toBeInTheDocument();
    await row.getByRole("button", { name: "Make a new link" }).click();
    await expect.element(row.getByText("The link that you gave out before ends, at once.")).toBeVisible();
    await expect.element(row.getByRole("button", { name: "Keep" })).toHaveFocus();
    expect(sent).not.toHaveBeenCalled();
    await row.getByRole("button", { name: "Make it" }).click();
    await expect.element(address).toHaveValue(new URL("/public/another", location.origin).href);
  });

  it("is ended once that is confirmed", async () => {
    const sent = vi.fn(() => server.done(null));
    server.action("endPublicLinkAction", sent);
    const shares = await open([me], undefined, ON);
    await isPublic.click();
    await row.getByRole("button", { name: "Keep" }).click();
    await expect.element(isPublic).toBeChecked();
    await isPublic.click();
    shares.link = OFF;
    await row.getByRole("button", { name: "End it" }).click();
    await expect.element(page.getByText("Public link ended")).toBeVisible();
    await expect.element(isPublic).not.toBeChecked();
    expect(sent).toHaveBeenCalledExactlyOnceWith({ dataset_id: dataset.id });
  });

  it("stays as it is where that is refused, and the reason is told", async () => {
    server.action("makePublicLinkAction", () => server.refused("This needs the Owner role on the dataset"));
    await open([me]);
    await isPublic.click();
    await expect.element(page.getByText("This needs the Owner role on the dataset")).toBeVisible();
    await expect.element(isPublic).not.toBeChecked();
  });
});
