import type { MetadataRoute } from "next";

export default function manifest(): MetadataRoute.Manifest {
  return {
    name: "Stillframe",
    short_name: "Stillframe",
    description: "Version control for visual datasets",
    start_url: "/datasets",
    display: "standalone",
    background_color: "#f4f4f3",
    theme_color: "#2f5bd0",
    icons: [
      { src: "/icon.svg", sizes: "any", type: "image/svg+xml" },
      { src: "/apple-touch-icon.png", sizes: "180x180", type: "image/png" },
    ],
  };
}
