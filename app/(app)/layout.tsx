import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "@/components/layout/providers";
import { Shell } from "@/components/layout/shell";
import { readSidebar } from "@/components/layout/sidebar-cookie";
import { findPageUser } from "@/lib/auth/page";

/** The frame of signed-in pages. It asks who is here only to show it: every page checks for itself. */
export default async function AppLayout({ children }: { children: ReactNode }) {
  const [user, kept] = await Promise.all([findPageUser(), cookies()]);
  const sidebar = readSidebar((name) => kept.get(name)?.value);
  return (
    <Providers email={user?.email ?? null}>
      {user ? (
        <Shell user={{ email: user.email, name: user.name }} sidebar={sidebar}>
          {children}
        </Shell>
      ) : (
        children
      )}
    </Providers>
  );
}
