import { toast } from "sonner";

/** Puts a text on the clipboard and says so. @param what it is: `Dataset ID` */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast.success(`${what} copied`, { description: text });
  } catch {
    // Browsers offer the clipboard on HTTPS and localhost only; the text can still be selected.
    toast.error("The browser did not allow copying", { description: text, duration: 30_000 });
  }
}
