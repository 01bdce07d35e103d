/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Native modules and everything that must be one instance per process stay outside the bundle.
  serverExternalPackages: [
    "roaring",
    "roaring-wasm",
    "sharp",
    "pg",
    "@prisma/client",
    "@prisma/adapter-pg",
    "graphile-worker",
    "usearch",
    "exifr",
    "@huggingface/transformers",
    "onnxruntime-node",
  ],
  // `npm test` lints and type-checks as suites of their own, so a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  distDir: process.env.STILLFRAME_DIST_DIR || ".next",
  devIndicators: false,
};

export default config;
