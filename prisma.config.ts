import { defineConfig } from "prisma/config";

// `generate`, `validate` and `format` need no engine, but the CLI insists on a path to one; any executable
// satisfies it. Migrations are applied by scripts/migrate.ts, which needs no engine either.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
});
