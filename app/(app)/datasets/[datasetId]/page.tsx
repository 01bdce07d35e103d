import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { GuestPage } from "@/components/layout/guest-page";
import { DatasetPage } from "@/components/workspace/dataset-page";
import { defaultViewOf, readView } from "@/components/workspace/read-view";
import { isGuest } from "@/lib/auth/limits";
import { findPageUser, requirePageUser } from "@/lib/auth/page";
import { getDataset } from "@/lib/datasets/service";
import { AppError, NotFoundError } from "@/lib/errors";
import { listItems } from "@/lib/items/service";
import { PAGE_SIZE } from "@/lib/items/queries";
import { listItemsQuery } from "@/lib/items/schema";
import { DamagedObjectError } from "@/lib/versioning/damage";
import { storable } from "@/lib/text";

type Props = {
  params: Promise<{ datasetId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const load = cache(async (id: string) => {
  const user = await findPageUser(id);
  if (!user || !UUID.test(id)) return null;
  return getDataset(user, id).catch((error) => {
    if (error instanceof NotFoundError) return null;
    throw error;
  });
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return {
    title: (await load((await params).datasetId))?.display_name ?? "Dataset",
    robots: { index: false },
  };
}

export default async function Page({ params, searchParams }: Props) {
  const { datasetId } = await params;
  const search = new URLSearchParams(
    Object.entries(await searchParams).flatMap(([key, value]) =>
      typeof value === "string" ? [[key, storable(value)]] : [],
    ),
  );
  const user = await requirePageUser(`/datasets/${datasetId}${search.size > 0 ? `?${search}` : ""}`, datasetId);
  const dataset = await load(datasetId);
  if (!dataset) notFound();
  const usual = defaultViewOf(dataset.default_filter);
  const asksForNothing = [...search.keys()].every((name) => name === "tab");
  if (asksForNothing && usual)
    redirect(`/datasets/${datasetId}?${new URLSearchParams({ ...usual, ...Object.fromEntries(search) })}`);
  const view = readView(search);
  const query = listItemsQuery.safeParse({
    q: view.q,
    sort: view.sort,
    ...(view.seed ? { seed: view.seed } : {}),
    ...(view.snapshot ? { snapshot_id: view.snapshot } : {}),
    limit: PAGE_SIZE,
    offset: 0,
  });
  // Stacks, and what is behind another tab, are read by the browser; a search that cannot be read, or damage, is told there.
  const items =
    query.success && !view.group && !view.tab
      ? await listItems(user, datasetId, query.data).catch((error) => {
          if (error instanceof AppError || error instanceof DamagedObjectError) return null;
          throw error;
        })
      : null;
  const page = <DatasetPage initialDataset={dataset} initialItems={items && { view, page: items }} />;
  if (!isGuest(user)) return page;
  return (
    <GuestPage datasetId={dataset.id} person={(await findPageUser())?.email ?? null}>
      {page}
    </GuestPage>
  );
}
