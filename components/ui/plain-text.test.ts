import { expect, it } from "vitest";
import { firstLineOf } from "./plain-text";

it.each([
  ["", ""],
  ["Night drives.\nSecond line.", "Night drives."],
  ["# **Harbour** _at_ [dawn](https://example.org)\n\nMore", "Harbour at dawn"],
  ["\n\n---\n\n- one\n- two", "one"],
  ["<script>alert(1)</script>\n\nWords", "Words"],
  ["![A boat](boat.png) on water", "A boat on water"],
  ["1 < 2 & 3 > 2", "1 < 2 & 3 > 2"],
])("%j is told as %j", (markdown, line) => expect(firstLineOf(markdown)).toBe(line));
