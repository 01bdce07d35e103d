import type { Metadata } from "next";
import { Inventory } from "@/components/datasets/inventory";
import { requirePageUser } from "@/lib/auth/page";
import { listDatasets, listTrashedDatasets } from "@/lib/datasets/service";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const isTrash = async ({ searchParams }: Props): Promise<boolean> => (await searchParams).view === "trash";

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: (await isTrash(props)) ? "Trash" : "Datasets" };
}

export default async function DatasetsPage(props: Props) {
  const trash = await isTrash(props);
  const user = await requirePageUser(trash ? "/datasets?view=trash" : "/datasets");
  return trash ? (
    <Inventory initial={null} initialTrash={await listTrashedDatasets(user)} />
  ) : (
    <Inventory initial={await listDatasets(user)} initialTrash={null} />
  );
}
