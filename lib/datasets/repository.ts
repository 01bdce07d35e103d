import "server-only";
import { db } from "@/lib/db";

export async function addStar(userId: string, datasetId: string): Promise<void> {
  await db.datasetStar.createMany({ data: [{ userId, datasetId }], skipDuplicates: true });
}

export async function removeStar(userId: string, datasetId: string): Promise<void> {
  await db.datasetStar.deleteMany({ where: { userId, datasetId } });
}
