/** Use cases of enrichment: which models there are, which enriched a version, and starting some of them. */
import "server-only";
import { modelsOf } from "@/lib/applied-models/applied-models";
import type { AppliedModelsDto, AppliedModelsQuery } from "@/lib/applied-models/schema";
import type { CurrentUser } from "@/lib/auth/service";
import { requireDataset } from "@/lib/access/service";
import { startOperation } from "@/lib/commits/start-operation";
import { ConflictError, InvalidInputError } from "@/lib/errors";
import { openForRead } from "@/lib/items/service";
import { listModels as listAll } from "@/lib/models/registry";
import type { EnrichInput } from "@/lib/operations/enrichment";
import type { EnrichmentType, ModelDto } from "@/lib/models/schema";

export async function listModels(user: CurrentUser, datasetId: string): Promise<ModelDto[]> {
  await requireDataset(user, datasetId);
  return listAll();
}

/** The models that enriched a version. @throws NotFoundError, ForbiddenError, InvalidInputError */
export async function getAppliedModels(
  user: CurrentUser,
  datasetId: string,
  query: AppliedModelsQuery,
): Promise<AppliedModelsDto> {
  const { open } = await openForRead(user, datasetId, query);
  return { models: await modelsOf(open), items: open.n_items };
}

/** @throws InvalidInputError for a model that is not there, ConflictError for one that cannot be used here */
export async function startEnrichment(
  user: CurrentUser,
  datasetId: string,
  input: EnrichInput,
): Promise<{ task_id: string }> {
  await requireDataset(user, datasetId, "pipeline.run");
  const models = await listAll();
  for (const [type, id] of Object.entries(input.enrichment_models) as [EnrichmentType, string][]) {
    const model = models.find((candidate) => candidate.type === type && candidate.id === id);
    if (!model)
      throw InvalidInputError.at(["body", "enrichment_models", type], `There is no model “${id}” of this type`);
    if (model.status === "UNAVAILABLE") throw new ConflictError(`${model.name} cannot be used. ${model.status_detail}`);
  }
  return startOperation(user, datasetId, "enrichment", () => ({ input }));
}
