/**
 * Resumable uploads by the tus protocol: half a file stays where it is, and its sender goes on from there after a lost
 * connection or a reload. A finished file joins the staging area like any other.
 */
import "server-only";
import { findUpload, recordUploadFile } from "./repository";
import { createHash } from "node:crypto";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { FileStore } from "@tus/file-store";
import { Server } from "@tus/server";
import { LRUCache } from "lru-cache";
import type { CurrentUser } from "@/lib/auth/service";
import { requireDataset } from "@/lib/access/service";
import { settings } from "@/lib/env";
import { ifMissing, isSystemError, NotFoundError } from "@/lib/errors";
import { answerTo } from "@/lib/http";
import { hashFile, stagedFile, stagingPath } from "@/lib/media/blob-store";
import { processWide } from "@/lib/process-wide";
import { cleanPath, numberedPath } from "./paths";
import type { StagedUpload } from "./schema";
import { assertRoom } from "./service";

/** Halves of files, inside the staging area: whatever removes that removes them too. */
const halvesOf = (uploadId: string): string => path.join(stagingPath(uploadId), "tus");
/** A file's name in the protocol: the same for the same path, so that it can be found again without remembering anything. */
const idOf = (filePath: string): string => createHash("sha256").update(filePath).digest("hex").slice(0, 32);
const isAlready = (error: unknown): boolean => isSystemError(error) && error.code === "EEXIST";

/**
 * Moves a finished file to its path. Another content may have arrived under that already: two files can have one name,
 * and two names can become one when they are made safe. Then it gets a name of its own; the same content is the same
 * file, sent again.
 */
async function stageFinished(uploadId: string, half: string, size: number, sent: string): Promise<void> {
  for (let copy = 1; ; copy += 1) {
    const filePath = numberedPath(sent, copy);
    const target = stagedFile(uploadId, filePath);
    // Made empty and exclusively first: of two that finish at once one has the name.
    const isFree = await writeFile(target, "", { flag: "wx" }).then(
      () => true,
      (error: unknown) => {
        if (isAlready(error)) return false;
        throw error;
      },
    );
    if (!isFree && (await hashFile(target)) !== (await hashFile(half))) continue;
    await rename(half, target);
    await recordUploadFile(uploadId, filePath, size);
    return;
  }
}
const ID = /^[0-9a-f]{32}$/;

// A server holds the locks that keep two senders of one file apart, so there is one for each staging area; what holds locks
// is no derived value that could be made again.
const servers = processWide("upload-servers", () => new LRUCache<string, Server>({ max: 1_000 }));

type ProtocolError = { readonly status_code: number; readonly body: string };

/** The protocol's own errors answer as it says; others as they do on every route. */
function refusal(request: Request, error: Error | ProtocolError): ProtocolError | undefined {
  if ("status_code" in error) return undefined;
  const { status, detail } = answerTo(error, request);
  return { status_code: status, body: JSON.stringify({ detail }) };
}

function serverOf(datasetId: string, uploadId: string): Server {
  const known = servers.get(uploadId);
  if (known) return known;
  const server = new Server({
    path: `/api/v1/dataset/${datasetId}/uploads/${uploadId}/tus`,
    datastore: new FileStore({ directory: halvesOf(uploadId) }),
    maxSize: settings().maxUploadBytes,
    relativeLocation: true,
    allowedOrigins: () => false,
    namingFunction: (_request, metadata) => {
      const sent = metadata?.path ?? "";
      cleanPath(sent); // A path that cannot be made safe is refused before anything is sent.
      return idOf(sent);
    },
    getFileIdFromRequest: (_request, last) => (last && ID.test(last) ? last : undefined),
    async onUploadCreate() {
      await assertRoom(stagingPath(uploadId));
      return {};
    },
    async onUploadFinish(_request, upload) {
      const half = path.join(halvesOf(uploadId), upload.id);
      await stageFinished(uploadId, half, upload.size ?? 0, cleanPath(upload.metadata?.path ?? ""));
      await rm(path.join(halvesOf(uploadId), `${upload.id}.json`), { force: true });
      return {};
    },
    onResponseError: refusal,
  });
  servers.set(uploadId, server);
  return server;
}

async function requireUpload(user: CurrentUser, datasetId: string, uploadId: string) {
  await requireDataset(user, datasetId, "pipeline.run");
  const upload = await findUpload(uploadId);
  if (!upload || upload.dataset_id !== datasetId || upload.user_id !== user.id) throw new NotFoundError("Upload");
  return upload;
}

/** Answers a request of the protocol. @throws NotFoundError, ForbiddenError */
export async function handleResumable(
  user: CurrentUser,
  datasetId: string,
  uploadId: string,
  request: Request,
): Promise<Response> {
  await requireUpload(user, datasetId, uploadId);
  await mkdir(halvesOf(uploadId), { recursive: true });
  return serverOf(datasetId, uploadId).handleWeb(request);
}

/** What of a staging area has arrived, whole and in part. */
export async function getUpload(user: CurrentUser, datasetId: string, uploadId: string): Promise<StagedUpload> {
  const upload = await requireUpload(user, datasetId, uploadId);
  const names = await readdir(halvesOf(uploadId)).catch(ifMissing([]));
  // It makes its folder in the background, and an error of that would end the process: only for a folder that is there.
  const store = names.length > 0 ? new FileStore({ directory: halvesOf(uploadId) }) : null;
  const partial: { path: string; size: number; received: number; id: string }[] = [];
  for (const name of names) {
    if (!ID.test(name)) continue;
    const half = await store!.getUpload(name).catch((error: Error | ProtocolError) => {
      // A half whose description was lost, or that was finished meanwhile, cannot be gone on with; its sender begins anew.
      if ("status_code" in error) return null;
      throw error;
    });
    if (half?.metadata?.path)
      partial.push({ path: half.metadata.path, size: half.size ?? 0, received: half.offset, id: name });
  }
  return {
    upload_id: upload.id,
    files: [...upload.files],
    partial,
  };
}
