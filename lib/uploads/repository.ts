import "server-only";
import { db } from "@/lib/db";

export const insertUpload = (upload: { id: string; datasetId: string; userId: string }) =>
  db.upload.create({ data: upload });
export const findUpload = (id: string) =>
  db.upload.findUnique({ where: { id }, include: { files: { orderBy: { path: "asc" } } } });
export const recordUploadFile = (uploadId: string, path: string, size: number) =>
  db.uploadFile.upsert({
    where: { uploadId_path: { uploadId, path } },
    create: { uploadId, path, size },
    update: { size },
  });
export const deleteUpload = (id: string) => db.upload.deleteMany({ where: { id } });
