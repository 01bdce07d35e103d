import type { Metadata } from "next";
import { cookies } from "next/headers";
import { Inventory } from "@/components/datasets/inventory";
import { addressOf, filterOf, LAYOUT_COOKIE, layoutIn, readInventory } from "@/components/datasets/inventory-view";
import { requirePageUser } from "@/lib/auth/page";
import { listDatasetFilters, listDatasetPage, listTrashedDatasets } from "@/lib/datasets/service";
import { storable } from "@/lib/text";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const isTrash = async ({ searchParams }: Props): Promise<boolean> => (await searchParams).view === "trash";

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: (await isTrash(props)) ? "Trash" : "Datasets" };
}

export default async function DatasetsPage(props: Props) {
  if (await isTrash(props)) {
    const user = await requirePageUser("/datasets?view=trash");
    return <Inventory initial={null} initialTrash={await listTrashedDatasets(user)} />;
  }
  const given = await props.searchParams;
  const one = (name: string) => {
    const value = given[name];
    return typeof value === "string" ? storable(value) : null;
  };
  const view = readInventory({ get: one });
  const user = await requirePageUser(addressOf(view));
  const filter = filterOf(view);
  const [page, filters] = await Promise.all([listDatasetPage(user, filter), listDatasetFilters(user)]);
  const layout = layoutIn((await cookies()).get(LAYOUT_COOKIE)?.value) ?? "cards";
  return <Inventory initial={{ filter, page, filters }} initialTrash={null} layout={layout} />;
}
