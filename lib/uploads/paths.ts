import { InvalidInputError } from "@/lib/errors";

/** A path that people chose, made safe to show: forward slashes, no `.` or `..` or empty parts. @throws InvalidInputError */
export function cleanPath(raw: string): string {
  const parts = raw
    .replaceAll("\\", "/")
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== "..");
  const clean = parts.join("/").replace(/[\u0000-\u001f\u007f]/g, "");
  if (clean === "" || clean.length > 1024)
    throw InvalidInputError.at(["query", "path"], "A file needs a path of 1 to 1,024 characters");
  return clean;
}
