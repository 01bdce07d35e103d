import { beforeEach, expect, it } from "vitest";
import { page } from "vitest/browser";
import { expectNoSidewaysScroll, expectTouchable, withTouch } from "@/components/testing/fit";
import { render } from "@/components/testing/render";
import { datasetWith } from "@/components/testing/samples";
import { useIsGuest } from "./guest";
import { GuestPage } from "./guest-page";

const { id } = datasetWith();
const Inside = () => <p>{useIsGuest() ? "as a guest" : "as somebody"}</p>;
const open = (person: string | null) =>
  render(
    <GuestPage datasetId={id} person={person}>
      <Inside />
    </GuestPage>,
  );
const said = page.getByText("You are looking at this dataset through a public link");

// The event stream is the server's; nobody answers it here.
beforeEach(() => {
  class Silent extends EventTarget {
    close(): void {}
  }
  window.EventSource = Silent as unknown as typeof EventSource;
});

it.each([320, 390, 1440])("a stranger is told what this is and where to sign in, at %i px", async (width) => {
  await page.viewport(width, 844);
  await withTouch(async () => {
    await open(null);
    await expect.element(said).toBeVisible();
    await expect.element(page.getByText("as a guest")).toBeVisible();
    const signIn = page.getByRole("link", { name: "Sign in" });
    await expect.element(signIn).toHaveAttribute("href", `/sign-in?from=${encodeURIComponent(`/datasets/${id}`)}`);
    expectTouchable(signIn);
    expectNoSidewaysScroll();
    await expect.element(page.getByRole("navigation")).not.toBeInTheDocument();
  });
});

it("who is signed in is told the same inside of their own frame", async () => {
  await open("someone@stillframe.test");
  await expect.element(said).toBeVisible();
  await expect.element(page.getByText("as a guest")).toBeVisible();
  await expect.element(page.getByRole("link", { name: "Sign in" })).not.toBeInTheDocument();
});
