import type { ReactNode } from "react";
import { Versions } from "@/components/auth/versions";
import { QueryProvider } from "@/components/layout/query-provider";
import { Logo } from "@/components/layout/shell";

/** Where one comes in: the form, and beside it, where there is room, what this is about. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(26rem,2fr)_3fr]">
      <main className="grid place-items-center p-5">
        <div className="grid w-full max-w-sm gap-7">
          <div className="flex items-center gap-3">
            <Logo size={36} />
            <div>
              <p className="text-lg leading-tight font-semibold">Stillframe</p>
              <p className="text-muted">Version control for visual datasets</p>
            </div>
          </div>
          <div className="rounded-xl bg-surface p-6 shadow-sm ring-1 ring-line">
            <QueryProvider>{children}</QueryProvider>
          </div>
        </div>
      </main>
      <Versions />
    </div>
  );
}
