import type { Metadata } from "next";
import { TaskTable } from "@/components/tasks/task-table";
import { requirePageUser } from "@/lib/auth/page";
import { listTasksQuery, VIEW_PARAMETERS } from "@/lib/tasks/schema";
import { listTaskFilters, listTasks } from "@/lib/tasks/service";
import { storable } from "@/lib/text";

export const metadata: Metadata = { title: "Tasks" };

export default async function TasksPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const parameters = new URLSearchParams(
    Object.entries(await searchParams).flatMap(([key, value]) =>
      typeof value === "string" && (VIEW_PARAMETERS as readonly string[]).includes(key) ? [[key, storable(value)]] : [],
    ),
  );
  const user = await requirePageUser(`/tasks${parameters.size > 0 ? `?${parameters}` : ""}`);
  const query = listTasksQuery.safeParse(Object.fromEntries(parameters));
  const [page, filters] = await Promise.all([
    listTasks(user, query.success ? query.data : listTasksQuery.parse({})),
    listTaskFilters(user),
  ]);
  const ordered = VIEW_PARAMETERS.flatMap((name) => (parameters.get(name) ? [[name, parameters.get(name)!]] : []));
  return (
    <TaskTable
      initial={page}
      initialParameters={query.success ? new URLSearchParams(ordered).toString() : ""}
      filters={filters}
    />
  );
}
