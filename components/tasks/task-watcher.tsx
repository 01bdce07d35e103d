"use client";

import { useQueries, useQueryClient } from "@tanstack/react-query";
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { taskQuery } from "@/lib/tasks/queries";
import { isActive, type TaskDto } from "@/lib/tasks/schema";

type Watch = (taskId: string, onEnd: (task: TaskDto) => void) => void;
const Context = createContext<Watch>(() => undefined);

/** Watches tasks that this page started and says how they ended. */
export const useTaskWatcher = (): Watch => useContext(Context);

export function TaskWatcher({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [watched, setWatched] = useState<ReadonlyMap<string, (task: TaskDto) => void>>(new Map());
  const watch = useCallback<Watch>((id, onEnd) => setWatched((current) => new Map(current).set(id, onEnd)), []);
  const ids = useMemo(() => [...watched.keys()], [watched]);
  const results = useQueries({ queries: ids.map((id) => taskQuery(id)) });
  const ended = results.map((result) => result.data).filter((task) => task !== undefined && !isActive(task.status));
  const endedKey = ended.map((task) => task?.task_id).join(" ");

  useEffect(() => {
    if (endedKey === "") return;
    for (const task of ended) {
      if (task) watched.get(task.task_id)?.(task);
    }
    const over = new Set(endedKey.split(" "));
    // eslint-disable-next-line react-hooks/set-state-in-effect -- a watch ends exactly when its task's end was told
    setWatched((current) => new Map([...current].filter(([id]) => !over.has(id))));
    void client.invalidateQueries();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only a newly ended task may tell of an end; what else changes between renders must not tell it again
  }, [endedKey]);

  return <Context.Provider value={watch}>{children}</Context.Provider>;
}
