import { describe, expect, it } from "vitest";
import { addressOfRefusal, refusalIn, SignInRefused } from "./problems";

const asked = (address: string) => Object.fromEntries(new URL(address, "http://here").searchParams);

describe("a refusal", () => {
  it("is told by the sign-in page, which keeps where the person wanted to go", () => {
    const address = addressOfRefusal(new SignInRefused("unverified"), "/datasets?q=a b");
    expect(asked(address)).toEqual({ problem: "unverified", from: "/datasets?q=a b" });
    expect(refusalIn(asked(address), "Example ID")).toEqual({
      text: expect.stringMatching(/^Example ID has not verified your email address\./) as string,
      anew: true,
    });
  });

  it("names what the log has more under", () => {
    const address = addressOfRefusal(new SignInRefused("failed", "0a1b2c3d"), "/");
    expect(refusalIn(asked(address), "Example ID")).toEqual({
      text: expect.stringContaining("The server's log has more under 0a1b2c3d.") as string,
      anew: false,
    });
  });

  it.each([{}, { problem: "" }, { problem: "toString" }, { problem: "Call 555 1234" }])(
    "is none in an address of somebody else's words: %o",
    (words) => expect(refusalIn(words, "Example ID")).toBeNull(),
  );
  it("says nothing of a reference that is none", () =>
    expect(refusalIn({ problem: "failed", reference: "call 555 1234" }, "Example ID")!.text).not.toContain("555"));
});
