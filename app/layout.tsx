import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { publicAddress, settings } from "@/lib/env";
import "./globals.css";

/** Served by ourselves. Its stand-in has its measures, so nothing moves when it arrives; what it has no letters for, the system has. */
const inter = localFont({
  src: "../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  weight: "100 900",
  display: "swap",
  adjustFontFallback: "Arial",
  variable: "--font-inter",
});

const description = "Version control for visual datasets";

/** The icon is app/icon.svg, by the framework's convention. What is linked goes by the public address, read when asked for. */
export function generateMetadata(): Metadata {
  return {
    metadataBase: new URL(publicAddress(settings())),
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
    <html lang="en" className={inter.variable} data-theme={theme === "light" || theme === "dark" ? theme : undefined}>
      <body>{children}</body>
    </html>
  );
}
