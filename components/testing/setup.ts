import { toast } from "sonner";
import { afterEach, beforeEach, vi } from "vitest";
import "@/app/globals.css";
import { fetchFromTest, server } from "./server";

const realFetch = window.fetch;
// Only what the product asks its own server for: the test runner has a server as well.
beforeEach(() => {
  vi.stubGlobal("fetch", ((input, init) =>
    String(input instanceof Request ? input.url : input).includes("/api/v1")
      ? fetchFromTest(input, init)
      : realFetch(input, init)) as typeof fetch);
});
afterEach(() => {
  vi.unstubAllGlobals();
  server.reset();
  localStorage.clear();
  sessionStorage.removeItem("stillframe.hidden-objects");
  toast.dismiss();
});
