import type { ReactNode } from "react";
import { QueryProvider } from "@/components/layout/query-provider";
import { Logo } from "@/components/layout/shell";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="grid w-full max-w-sm gap-6">
        <div className="flex items-center gap-3">
          <Logo size={34} />
          <div>
            <p className="text-lg leading-tight font-semibold">Stillframe</p>
            <p className="text-muted">Version control for visual datasets</p>
          </div>
        </div>
        <div className="rounded-lg border border-line bg-surface p-6">
          <QueryProvider>{children}</QueryProvider>
        </div>
      </div>
    </main>
  );
}
