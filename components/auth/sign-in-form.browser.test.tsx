import { describe, expect, it } from "vitest";
import { page } from "vitest/browser";
import { render } from "@/components/testing/render";
import { SignInForm } from "./sign-in-form";

const NAME = "The Laboratory's Own Identity Provider 4";
const known = { from: "/tasks?x=1", demo: [], passwords: true, provider: NAME, refusal: null };
const link = (name: string) => page.getByRole("link", { name });
const shown = (name: string): boolean => page.getByRole("textbox", { name }).all().length > 0;

describe("signing in", () => {
  it("offers the provider beside the password, on a narrow screen too", async () => {
    await page.viewport(320, 700);
    await render(
      <div style={{ width: 260 }}>
        <SignInForm {...known} />
      </div>,
    );
    const leads = link(`Continue with ${NAME}`);
    await expect.element(leads).toHaveAttribute("href", "/sign-in/oidc?from=%2Ftasks%3Fx%3D1");
    expect(leads.element().getBoundingClientRect().width).toBeLessThanOrEqual(260);
    await expect.element(page.getByRole("button", { name: "Sign in" })).toBeVisible();
    expect([shown("Email"), shown("Password")]).toEqual([true, true]);
  });

  it("asks for no password where nobody signs in with one", async () => {
    await render(<SignInForm {...known} passwords={false} />);
    await expect.element(link(`Continue with ${NAME}`)).toBeVisible();
    expect(shown("Password")).toBe(false);
  });

  it("is as it was where there is no provider", async () => {
    await render(<SignInForm {...known} provider={null} />);
    await expect.element(page.getByRole("textbox", { name: "Password" })).toBeVisible();
    expect(page.getByRole("link").all()).toEqual([]);
  });

  it("says why nobody was signed in, and offers another account where it is a matter of that", async () => {
    await render(<SignInForm {...known} refusal={{ text: "Not verified", anew: true }} />);
    await expect.element(page.getByRole("alert")).toHaveTextContent("Not verified");
    await expect
      .element(link("Use another account"))
      .toHaveAttribute("href", "/sign-in/oidc?from=%2Ftasks%3Fx%3D1&anew=1");
  });

  it("offers no other account where it is a matter of time", async () => {
    await render(<SignInForm {...known} refusal={{ text: "Too late", anew: false }} />);
    await expect.element(page.getByRole("alert")).toHaveTextContent("Too late");
    expect(link("Use another account").all()).toEqual([]);
  });
});
