import { toast } from "sonner";

/** @param what as the message calls it, `Snapshot ID` */
export async function copyId(what: string, id: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(id);
    toast.success(`${what} copied`, { description: id });
  } catch {
    // Browsers offer the clipboard on HTTPS and localhost only; the id can still be selected.
    toast.error("The browser did not allow copying", { description: id, duration: 30_000 });
  }
}
