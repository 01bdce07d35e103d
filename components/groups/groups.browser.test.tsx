import { describe, expect, it, vi } from "vitest";
import { page } from "vitest/browser";
import { expectNoSidewaysScroll, expectTouchable, withTouch } from "@/components/testing/fit";
import { render } from "@/components/testing/render";
import { groupWith } from "@/components/testing/samples";
import { server } from "@/components/testing/server";
import type { GroupDetailsDto, GroupDto, GroupMemberDto } from "@/lib/groups/schema";
import { GroupDialog } from "./group-dialog";
import { Groups } from "./groups";

const me = { email: "owner@stillframe.test", name: "Ann Owner", manager: true };
const ben = { email: "ben@stillframe.test", name: "Ben", manager: false };
const { group_id } = groupWith();

/** The dialog of a group with these people. */
async function open(members: readonly GroupMemberDto[] | null, facts: Partial<GroupDto> = {}, onClose = () => {}) {
  const group = groupWith({ people: members?.length ?? 3, ...facts });
  const state: { members: readonly GroupMemberDto[] | null } = { members };
  server.on("GET /groups", () => [group]);
  server.on(
    `GET /groups/${group_id}`,
    () => ({ ...group, members: state.members && [...state.members] }) satisfies GroupDetailsDto,
  );
  await render(<GroupDialog group={group} onClose={onClose} />);
  await expect.element(page.getByRole("dialog", { name: group.name })).toBeVisible();
  return state;
}
const row = (email: string) => page.getByRole("listitem", { name: email });

describe("the groups in Settings", () => {
  it("are told with their people, what one is in them, and where they come from; opening one shows it", async () => {
    const provided = groupWith({
      group_id: "c0000000-0000-4000-8000-000000000002",
      name: "staff",
      people: 1,
      from_provider: true,
      role_everywhere: "VIEWER",
      you: "member",
    });
    server.on("GET /groups", () => [groupWith(), provided]);
    server.on(`GET /groups/${provided.group_id}`, () => ({ ...provided, members: [me] }));
    await render(<Groups initial={[groupWith(), provided]} />);
    const items = page.getByRole("list", { name: "All groups" }).getByRole("listitem");
    await expect.element(items.nth(0)).toHaveTextContent("2 people · you manage it");
    await expect
      .element(items.nth(1))
      .toHaveTextContent("1 person · you are in it · from the identity provider · Viewer of every dataset");
    await page.getByRole("button", { name: "Open staff" }).click();
    await expect.element(page.getByRole("dialog", { name: "staff" })).toBeVisible();
  });

  it("are made by a name, and open at once to be filled; a name that is taken is told", async () => {
    const made = groupWith({ name: "Boats", people: 1 });
    const sent = vi.fn(() => server.refused("There is a group called Boats already."));
    server.action("createGroupAction", sent);
    server.on("GET /groups", () => []);
    server.on(`GET /groups/${group_id}`, () => ({ ...made, members: [me] }));
    await render(<Groups initial={[]} />);
    await expect.element(page.getByText("No groups")).toBeVisible();
    await page.getByRole("textbox", { name: "Name of the new group" }).fill("Boats");
    await page.getByRole("button", { name: "Create group" }).click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("There is a group called Boats already.");
    server.action("createGroupAction", () => server.done(made));
    await page.getByRole("button", { name: "Create group" }).click();
    await expect.element(page.getByRole("dialog", { name: "Boats" })).toBeVisible();
    await expect.element(row(me.email)).toHaveTextContent("you");
  });
});

describe("a group", () => {
  it("gets people by their address, and tells where nobody has it", async () => {
    server.action("setMemberAction", () => server.refused("An account with the address x@y.example was not found"));
    const state = await open([me]);
    const email = page.getByRole("textbox", { name: "Email" });
    await email.fill("x@y.example");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("was not found");
    const sent = vi.fn(() => server.done(null));
    server.action("setMemberAction", sent);
    state.members = [me, ben];
    await email.fill(ben.email);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect.element(row(ben.email)).toBeVisible();
    expect(sent).toHaveBeenCalledWith({ group_id, email: ben.email });
  });

  it("has managers made by choosing it; the last one stays, and a refusal takes the choice back", async () => {
    const state = await open([me, ben]);
    await expect.element(page.getByRole("combobox", { name: `What ${me.email} is` })).toBeDisabled();
    const choice = page.getByRole("combobox", { name: `What ${ben.email} is` });
    server.action("setMemberAction", () => server.refused("Only managers of the group can change it"));
    await choice.selectOptions("Manager");
    await expect.element(page.getByText("Only managers of the group can change it")).toBeVisible();
    await expect.element(choice).toHaveValue("false");
    const sent = vi.fn(() => server.done(null));
    server.action("setMemberAction", sent);
    state.members = [me, { ...ben, manager: true }];
    await choice.selectOptions("Manager");
    await expect.element(page.getByText("Manager made")).toBeVisible();
    expect(sent).toHaveBeenCalledWith({ group_id, email: ben.email, manager: "true" });
    await expect.element(choice).toHaveValue("true");
  });

  it("is left, or deleted, once that is confirmed; what stands against it is told there", async () => {
    const closed = vi.fn();
    await open([me, ben], {}, closed);
    server.action("deleteGroupAction", () => server.refused("“Boats” would be left without an owner."));
    await page.getByRole("button", { name: "Delete group" }).click();
    await expect.element(page.getByRole("button", { name: "Keep" })).toHaveFocus();
    await expect.element(page.getByText(/Its 2 people lose the roles/)).toBeVisible();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("“Boats” would be left without an owner.");
    expect(closed).not.toHaveBeenCalled();
    await page.getByRole("button", { name: "Keep" }).click();
    const left = vi.fn(() => server.done(null));
    server.action("removeMemberAction", left);
    await page.getByRole("button", { name: "Leave group" }).click();
    await page.getByRole("button", { name: "Leave", exact: true }).click();
    await expect.poll(() => closed.mock.calls.length).toBe(1);
    expect(left).toHaveBeenCalledWith({ group_id, email: me.email });
  });

  it("is renamed by its managers", async () => {
    const sent = vi.fn(() => server.done(groupWith({ name: "Boats" })));
    server.action("renameGroupAction", sent);
    await open([me]);
    await page.getByRole("textbox", { name: "Name" }).fill("Boats");
    await page.getByRole("button", { name: "Rename" }).click();
    await expect.element(page.getByText("Group renamed")).toBeVisible();
    expect(sent).toHaveBeenCalledWith({ group_id, name: "Boats" });
  });

  it("shows its people to its members, and nothing to change", async () => {
    await open(
      [
        { ...me, manager: false },
        { ...ben, manager: true },
      ],
      {
        you: "member",
        can: { manage: "Only managers of the group can change it", leave: null },
      },
    );
    await expect.element(row(ben.email)).toHaveTextContent("Manager");
    for (const name of ["Add", "Rename", "Delete group", `Remove ${ben.email}`])
      await expect.element(page.getByRole("button", { name, exact: true })).not.toBeInTheDocument();
    await expect.element(page.getByRole("button", { name: "Leave group" })).toBeVisible();
  });

  it("shows nobody to others, and says where its people come from", async () => {
    await open(null, {
      you: null,
      from_provider: true,
      role_everywhere: "VIEWER",
      can: { manage: "Who is in this group is said by the identity provider.", leave: "You are not in this group" },
    });
    await expect.element(page.getByText("Its people are shown to those who are in it.")).toBeVisible();
    await expect.element(page.getByText(/Viewer of every dataset/)).toBeVisible();
    await expect.element(page.getByRole("button", { name: "Leave group" })).not.toBeInTheDocument();
  });

  it("fits a phone, under a finger", async () => {
    await page.viewport(390, 700);
    await withTouch(async () => {
      const email = `${"very.long.name.".repeat(16)}x@stillframe.test`;
      await open([me, { ...ben, email, name: "A ".repeat(120) }], { name: "Harbour ".repeat(30) });
      await expect.element(row(email)).toBeVisible();
      expectNoSidewaysScroll(page.getByRole("dialog").element());
      expectTouchable(page.getByRole("dialog").getByRole("button"));
      expectTouchable(page.getByRole("dialog").getByRole("combobox"));
    });
  });
});
