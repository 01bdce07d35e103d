import { Prisma } from "@/lib/db";

/** Advisory lock of a lineage: writers share it until they commit, the collector takes it alone. */
export const lineageLockKey = (column: string): Prisma.Sql =>
  Prisma.raw(`hashtextextended('lineage ' || ${column}::text, 0)`);
