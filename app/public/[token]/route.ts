import { beginGuest } from "@/lib/auth/page";
import { openPublicLink } from "@/lib/sharing/public-link";

/**
 * Opens a public link: whoever has it is a guest of its dataset from now on, and is led there, so that the address does not
 * keep the secret. One that is good no more, or never was, leads to a page that says so.
 */
export async function GET(_request: Request, { params }: { params: Promise<{ token: string }> }): Promise<Response> {
  const opened = await openPublicLink((await params).token);
  if (opened) await beginGuest(opened.dataset_id, opened.guest_id);
  const location = opened ? `/datasets/${opened.dataset_id}` : "/public";
  return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
}
