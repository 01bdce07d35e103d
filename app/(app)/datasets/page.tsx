import type { Metadata } from "next";
import { Inventory } from "@/components/datasets/inventory";
import { requirePageUser } from "@/lib/auth/page";
import { listDatasets } from "@/lib/datasets/service";

export const metadata: Metadata = { title: "Datasets" };

export default async function DatasetsPage() {
  const user = await requirePageUser("/datasets");
  return <Inventory initial={await listDatasets(user)} />;
}
