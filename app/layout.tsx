import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { settings } from "@/lib/env";
import "./globals.css";

const description = "Version control for visual datasets";

/** The icon is app/icon.svg, by the framework's convention. What is linked goes by the public address, read when asked for. */
export function generateMetadata(): Metadata {
  const { publicUrl, port } = settings();
  return {
    metadataBase: new URL(publicUrl ?? `http://localhost:${port}`),
    title: { default: "Stillframe", template: "%s · Stillframe" },
    description,
    openGraph: {
      type: "website",
      siteName: "Stillframe",
      title: "Stillframe",
      description,
      images: [
        { url: "/social.png", width: 1200, height: 630, alt: "A sheet of pictures above earlier versions of it" },
      ],
    },
    twitter: { card: "summary_large_image" },
  };
}
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
