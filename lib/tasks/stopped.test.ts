import { expect, it } from "vitest";
import { STARTING, stoppedAt } from "./stopped";

it.each([
  [null, "Stopped before its first step; nothing was changed"],
  [STARTING, "Stopped before its first step; nothing was changed"],
  ["Read 16 of 60 files", "Stopped at “Read 16 of 60 files”; nothing was changed"],
])("a task that told %j last", (step, message) => expect(stoppedAt(step)).toBe(message));
