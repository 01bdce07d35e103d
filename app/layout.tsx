import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Stillframe", template: "%s · Stillframe" },
  description: "Version control for visual datasets",
};
export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#1b1d1e" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // From a cookie, so that the first paint already has the colours that the person chose.
  const theme = (await cookies()).get("stillframe.theme")?.value;
  return (
    <html lang="en" data-theme={theme === "light" || theme === "dark" ? theme : undefined}>
      <body>{children}</body>
    </html>
  );
}
