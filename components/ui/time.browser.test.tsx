import { expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "@/components/testing/render";
import { formatExact } from "./format";
import { Time } from "./time";

const iso = "2026-05-04T10:00:00.000Z";

it("tells the exact time to a screen reader and on a tap, and takes no tab stop", async () => {
  await render(
    <p>
      <button type="button">Before</button> <Time iso={iso} /> <button type="button">After</button>
    </p>,
  );
  const time = page.getByRole("time");
  await expect.element(time).toHaveTextContent(formatExact(iso));
  await page.getByRole("button", { name: "Before" }).click();
  await userEvent.keyboard("{Tab}");
  await expect.element(page.getByRole("button", { name: "After" })).toHaveFocus();
  await time.click();
  await expect.element(page.getByRole("tooltip")).toHaveTextContent(formatExact(iso));
});
