"use client";

import { Link2 } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "@/components/ui/link";
import { GuestContext } from "./guest";
import { LiveUpdates } from "./live-updates";
import { Logo } from "./shell";

interface GuestPageProps {
  readonly datasetId: string;
  /** Who is signed in as well, and has no role on the dataset; null for nobody. */
  readonly person: string | null;
  readonly children: ReactNode;
}

/** A dataset's page as whoever opened its public link sees it, with what else there is to do: signing in. */
export function GuestPage({ datasetId, person, children }: GuestPageProps) {
  const page = (
    <GuestContext value={true}>
      {children}
      <LiveUpdates datasetId={datasetId} />
    </GuestContext>
  );
  if (person !== null)
    return (
      <>
        <p className="flex items-center gap-2 border-b border-line bg-accent-soft px-4 py-1.5 text-[13px] sm:px-5">
          <Link2 size={15} aria-hidden className="shrink-0" />
          You are looking at this dataset through a public link
        </p>
        {page}
      </>
    );
  return (
    <div className="flex h-dvh flex-col">
      <header className="sticky top-0 z-30 flex min-h-13 items-center gap-x-3 border-b border-line bg-surface px-3 py-1 sm:gap-x-4 sm:px-5">
        <span className="flex shrink-0 items-center gap-2 font-semibold">
          <Logo />
          <span className="max-sm:hidden">Stillframe</span>
        </span>
        <p className="min-w-0 flex-1 text-right text-[13px] text-muted">
          You are looking at this dataset through a public link
          <span aria-hidden> · </span>
          <Link
            href={`/sign-in?from=${encodeURIComponent(`/datasets/${datasetId}`)}`}
            className="inline-flex items-center rounded-sm font-medium text-accent-text underline pointer-coarse:min-h-12"
          >
            Sign in
          </Link>
        </p>
      </header>
      <main id="content" tabIndex={-1} className="flex min-h-0 flex-1 flex-col overflow-y-auto outline-none">
        {page}
      </main>
    </div>
  );
}
