import { expect, test } from "../fixtures";
import { answering } from "../waiting";

test("who has no account is invited by a link, makes one, and manages it", async ({
  view,
  dataset,
  api,
  browser,
  baseURL,
}) => {
  const email = `guest-${Date.now().toString(36)}@stillframe.test`;
  const { page } = view;
  await page.getByRole("button", { name: "Share" }).click();
  const share = page.getByRole("dialog", { name: "Share" });
  await share.getByRole("combobox", { name: "Email or group" }).fill(email);
  await share.getByRole("button", { name: "Share", exact: true }).click();
  await expect(share.getByRole("listitem", { name: email })).toContainText("invited");
  const link = await share.getByRole("textbox", { name: "Link" }).inputValue();

  const [first, second] = [await browser.newContext({ baseURL }), await browser.newContext({ baseURL })];
  try {
    const guest = await first.newPage();
    await guest.goto(link);
    await answering(guest);
    await expect(guest.getByText(`invites you to “${dataset.name}” as a Viewer`)).toBeVisible();
    await guest.getByRole("textbox", { name: "Name" }).fill("Guest");
    await guest.getByRole("textbox", { name: "Password" }).fill("a first password");
    await guest.getByRole("button", { name: "Make account" }).click();
    await expect(guest.getByRole("heading", { name: dataset.name })).toBeVisible();

    // Elsewhere, too; and from there the first browser is signed out, and the password is another.
    const elsewhere = await second.newPage();
    await elsewhere.goto("/sign-in?from=/settings");
    await answering(elsewhere);
    await elsewhere.getByRole("textbox", { name: "Email" }).fill(email);
    await elsewhere.getByRole("textbox", { name: "Password" }).fill("a first password");
    await elsewhere.getByRole("button", { name: "Sign in", exact: true }).click();
    const sessions = elsewhere.getByRole("list", { name: "Your sessions" }).getByRole("listitem");
    await expect(sessions).toHaveCount(2);
    await expect(sessions.filter({ hasText: "This browser" })).toHaveCount(1);
    await sessions.getByRole("button", { name: /^Sign out Chrome/ }).click();
    await expect(sessions).toHaveCount(1);
    await guest.goto("/datasets");
    await expect(guest).toHaveURL(/\/sign-in/);

    await answering(guest);
    await guest.getByRole("textbox", { name: "Email" }).fill(email);
    await guest.getByRole("textbox", { name: "Password" }).fill("a first password");
    await guest.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(guest.getByRole("heading", { name: "Datasets" })).toBeVisible();
    await elsewhere.reload();
    await answering(elsewhere);
    await elsewhere.getByRole("button", { name: "Sign out everywhere else" }).click();
    await expect(elsewhere.getByText("Signed out of 1 other browser")).toBeVisible();
    await expect(sessions).toHaveCount(1);
    await guest.reload();
    await expect(guest).toHaveURL(/\/sign-in/);

    await elsewhere.getByRole("textbox", { name: "Current password" }).fill("not the password");
    await elsewhere.getByRole("textbox", { name: "New password" }).fill("a second password");
    await elsewhere.getByRole("button", { name: "Change password" }).click();
    await expect(elsewhere.getByText("This is not your password.")).toBeVisible();
    await elsewhere.getByRole("textbox", { name: "Current password" }).fill("a first password");
    await elsewhere.getByRole("textbox", { name: "New password" }).fill("a second password");
    await elsewhere.getByRole("button", { name: "Change password" }).click();
    await expect(elsewhere.getByText("Password changed")).toBeVisible();
  } finally {
    await first.close();
    await second.close();
  }
  await api.json("delete", `/manage/${dataset.id}/share`, { grant_to_user_email: email });
  await expect(share.getByRole("listitem", { name: email })).toBeHidden();

  // The link was used.
  const late = await browser.newContext({ baseURL });
  try {
    const page = await late.newPage();
    await page.goto(link);
    await expect(page.getByRole("heading", { name: "This invitation is good no more" })).toBeVisible();
  } finally {
    await late.close();
  }
});
