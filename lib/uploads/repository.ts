import "server-only";
import { db } from "@/lib/db";

export interface UploadRow {
  readonly id: string;
  readonly dataset_id: string;
  readonly user_id: string;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

export const insertUpload = (upload: { id: string; datasetId: string; userId: string }): Promise<{ id: string }> =>
  db.upload.create({ data: upload, select: { id: true } });
export async function findUpload(id: string): Promise<UploadRow | null> {
  const upload = await db.upload.findUnique({ where: { id }, include: { files: { orderBy: { path: "asc" } } } });
  if (!upload) return null;
  const files = upload.files.map((file) => ({ path: file.path, size: Number(file.size) }));
  return { id: upload.id, dataset_id: upload.datasetId, user_id: upload.userId, files };
}
export const recordUploadFile = (uploadId: string, path: string, size: number) =>
  db.uploadFile.upsert({
    where: { uploadId_path: { uploadId, path } },
    create: { uploadId, path, size },
    update: { size },
  });
export const deleteUpload = (id: string) => db.upload.deleteMany({ where: { id } });
