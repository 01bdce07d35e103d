import { emailOf, expect, test } from "../fixtures";

test("a dataset is shared with a group: whoever is in it sees it, and nobody else", async ({
  view,
  ownerPage,
  viewerPage,
  dataset,
  api,
}) => {
  const name = `Annotators ${Date.now().toString(36)}`;
  await api.json("delete", `/manage/${dataset.id}/share`, { grant_to_user_email: emailOf("viewer") });
  await viewerPage.goto("/datasets");

  await ownerPage.goto("/settings");
  await ownerPage.getByRole("textbox", { name: "Name of the new group" }).fill(name);
  await ownerPage.getByRole("button", { name: "Create group" }).click();
  const group = ownerPage.getByRole("dialog", { name });
  await expect(group.getByRole("listitem", { name: emailOf("owner") })).toContainText("you");

  await view.open(dataset.id);
  await ownerPage.getByRole("button", { name: "Share", exact: true }).click();
  const share = ownerPage.getByRole("dialog", { name: "Share" });
  await share.getByRole("combobox", { name: "Email or group" }).fill(name);
  await share.getByRole("combobox", { name: "Role", exact: true }).selectOption("Editor");
  await share.getByRole("button", { name: "Share", exact: true }).click();
  const shared = share.getByRole("listitem", { name, exact: true });
  await expect(shared).toContainText("1 person");
  await share.getByRole("button", { name: "Close" }).click();

  // Whoever is added sees it at once, with the group's role.
  await ownerPage.goto("/settings");
  await ownerPage.getByRole("button", { name: `Open ${name}` }).click();
  await group.getByRole("textbox", { name: "Email" }).fill(emailOf("viewer"));
  await group.getByRole("button", { name: "Add", exact: true }).click();
  const member = group.getByRole("listitem", { name: emailOf("viewer") });
  await expect(member).toBeVisible();
  // Other stories' datasets have the same name.
  await viewerPage.locator(`[href="/datasets/${dataset.id}"]`).first().click();
  await expect(viewerPage.getByRole("button", { name: "Add media", exact: true })).toBeEnabled();
  await view.open(dataset.id);
  await ownerPage.getByRole("button", { name: "Share", exact: true }).click();
  await expect(share.getByRole("listitem", { name: emailOf("viewer") })).toContainText(`Editor through ${name}`);
  await share.getByRole("button", { name: "Close" }).click();

  // And nothing any more once they are taken out.
  await ownerPage.goto("/settings");
  await ownerPage.getByRole("button", { name: `Open ${name}` }).click();
  await member.getByRole("button", { name: `Remove ${emailOf("viewer")}` }).click();
  await expect(member).toBeHidden();
  expect((await viewerPage.request.get(`/api/v1/dataset/${dataset.id}`)).status()).toBe(404);

  await group.getByRole("button", { name: "Delete group" }).click();
  await group.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(group).toBeHidden();
  await expect(ownerPage.getByRole("button", { name: `Open ${name}` })).toHaveCount(0);
});
