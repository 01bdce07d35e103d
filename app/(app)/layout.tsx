import type { ReactNode } from "react";
import { Providers } from "@/components/layout/providers";
import { Shell } from "@/components/layout/shell";
import { findPageUser } from "@/lib/auth/page";

/** The frame of signed-in pages. It asks who is here only to show it: every page checks for itself. */
export default async function AppLayout({ children }: { children: ReactNode }) {
  const user = await findPageUser();
  return (
    <Providers email={user?.email ?? null}>
      {user ? <Shell user={{ email: user.email, name: user.name }}>{children}</Shell> : children}
    </Providers>
  );
}
