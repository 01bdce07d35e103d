import type { Metadata } from "next";
import { InputsPage } from "@/components/inputs/inputs-page";
import { readInputsView } from "@/components/inputs/read-inputs-view";
import { requirePageUser } from "@/lib/auth/page";
import { AppError } from "@/lib/errors";
import { listInputsQuery } from "@/lib/inputs/schema";
import { countInputs, listInputs } from "@/lib/inputs/service";
import { PAGE_SIZE } from "@/lib/items/queries";
import { storable } from "@/lib/text";
import { DamagedObjectError } from "@/lib/versioning/damage";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export const metadata: Metadata = { title: "Inputs" };

export default async function Page({ searchParams }: Props) {
  const search = new URLSearchParams(
    Object.entries(await searchParams).flatMap(([key, value]) =>
      [value ?? []].flat().map((one): [string, string] => [key, storable(one)]),
    ),
  );
  const user = await requirePageUser(`/inputs${search.size > 0 ? `?${search}` : ""}`);
  const view = readInputsView(search);
  const query = listInputsQuery.safeParse({
    q: view.q,
    ...(view.datasets.length > 0 ? { dataset_id: view.datasets.join(",") } : {}),
    limit: PAGE_SIZE,
    offset: 0,
  });
  // A search that cannot be read, a dataset that is gone, or damage is told by the browser.
  const read = query.success
    ? await Promise.all([listInputs(user, query.data), countInputs(user, { q: "" })]).catch((error) => {
        if (error instanceof AppError || error instanceof DamagedObjectError) return null;
        throw error;
      })
    : null;
  return <InputsPage initial={read && { view, page: read[0], datasets: read[1] }} />;
}
