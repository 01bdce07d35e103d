import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { ComparePage } from "@/components/compare/compare-page";
import { findPageUser, requirePageUser } from "@/lib/auth/page";
import { getDataset } from "@/lib/datasets/service";
import { NotFoundError } from "@/lib/errors";
import { storable } from "@/lib/text";

type Props = {
  params: Promise<{ datasetId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const load = cache(async (id: string) => {
  const user = await findPageUser();
  if (!user || !UUID.test(id)) return null;
  return getDataset(user, id).catch((error) => {
    if (error instanceof NotFoundError) return null;
    throw error;
  });
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const dataset = await load((await params).datasetId);
  return { title: dataset ? `Compare · ${dataset.display_name}` : "Compare" };
}

export default async function Page({ params, searchParams }: Props) {
  const { datasetId } = await params;
  const search = new URLSearchParams(
    Object.entries(await searchParams).flatMap(([key, value]) =>
      typeof value === "string" ? [[key, storable(value)]] : [],
    ),
  );
  await requirePageUser(`/datasets/${datasetId}/compare${search.size > 0 ? `?${search}` : ""}`);
  const dataset = await load(datasetId);
  if (!dataset) notFound();
  return <ComparePage initialDataset={dataset} />;
}
