import type { Metadata } from "next";
import { EndedLink } from "@/components/auth/ended-link";
import { Link } from "@/components/ui/link";

export const metadata: Metadata = { title: "Public link", robots: { index: false } };

/** Where a public link leads that is good no more, or never was. */
export default function EndedLinkPage() {
  return (
    <div className="grid gap-3">
      <h1 className="text-xl font-semibold">This link is good no more</h1>
      <EndedLink />
      <Link href="/sign-in" className="justify-self-start rounded-sm text-accent-text underline">
        Sign in
      </Link>
    </div>
  );
}
