"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from "react";
import type { GridFocus } from "@/components/items/grid/use-grid-focus";
import { ListPageContext, type ListPage } from "@/components/items/list-page";
import { mistakeOf } from "@/components/items/search/search-mistake";
import { useItemList } from "@/components/items/use-item-list";
import { useSelection } from "@/components/items/use-selection";
import { useTileSize } from "@/components/items/use-tile-size";
import { ApiError } from "@/lib/api-client";
import { inputDatasetsQuery } from "@/lib/inputs/queries";
import type { InputDatasetsDto, InputPage } from "@/lib/inputs/schema";
import { INPUTS, numbered } from "@/lib/items/queries";
import type { ItemDto } from "@/lib/items/schema";
import { keys, makeStale } from "@/lib/query-keys";
import type { InputsView } from "./read-inputs-view";
import { useInputsView } from "./use-inputs-view";

/** What the server read for the first paint. */
export interface InitialInputs {
  readonly view: InputsView;
  readonly page: InputPage;
  readonly datasets: InputDatasetsDto;
}

interface Inputs {
  readonly view: InputsView;
  readonly setView: ReturnType<typeof useInputsView>[1];
  /** Which datasets hold items, whatever is searched for; undefined until that is known. */
  readonly whole: InputDatasetsDto | undefined;
  /** Which hold items that the search finds. */
  readonly counted: InputDatasetsDto | undefined;
  readonly retry: () => void;
}

const Context = createContext<(Inputs & ListPage) | null>(null);

/** @throws Error outside of the page of all inputs */
export function useInputs(): Inputs & ListPage {
  const inputs = useContext(Context);
  if (!inputs) throw new Error("This belongs on the page of all inputs");
  return inputs;
}

const asIs = (item: ItemDto) => item;
const listsTheSame = (a: InputsView, b: InputsView) => a.q === b.q && a.datasets.join() === b.datasets.join();

export function InputsProvider({ initial, children }: { initial: InitialInputs | null; children: ReactNode }) {
  const client = useQueryClient();
  const router = useRouter();
  const [tileSize, setTileSize] = useTileSize();
  const searchRef = useRef<HTMLInputElement>(null);
  const gridRef = useRef<GridFocus>(null);
  const [view, setView] = useInputsView();
  const [first] = useState(() => initial && { view: initial.view, page: numbered(initial.page) });
  const whole = useQuery({ ...inputDatasetsQuery(""), ...(initial ? { initialData: initial.datasets } : {}) });
  const counted = useQuery({ ...inputDatasetsQuery(view.q), placeholderData: keepPreviousData, retry: false });
  const wanted = useMemo(
    () => ({
      q: view.q,
      sort: "added",
      seed: null,
      group: null,
      ...(view.datasets.length > 0 ? { datasets: view.datasets } : {}),
    }),
    [view],
  );
  const known = first && listsTheSame(first.view, view) ? first.page : null;
  const list = useItemList(INPUTS, wanted, whole.data?.state_id ?? null, known);
  const selection = useSelection(list);
  const refused = useMemo(() => (list.error instanceof ApiError ? mistakeOf(list.error.issues) : null), [list.error]);
  const failed = refused ? null : (list.error ?? (whole.data ? null : whole.error));
  const setFilter = useCallback((q: string) => setView({ q }), [setView]);
  const openItem = useCallback(
    (key: string) => {
      const [dataset, item] = key.split("/") as [string, string];
      router.push(`/datasets/${dataset}?item=${item}`);
    },
    [router],
  );
  const retryList = list.retry;
  const retry = useCallback(() => {
    // The version that was asked for may be gone: a newer one is.
    void makeStale(client, [keys.inputs()]);
    retryList();
  }, [client, retryList]);
  const inputs: Inputs & ListPage = {
    view,
    setView,
    whole: whole.data,
    counted: counted.data,
    retry,
    list,
    present: asIs,
    selection,
    refused,
    failed,
    openItem,
    setFilter,
    tileSize,
    setTileSize,
    searchRef,
    gridRef,
    hidden: false,
  };
  return (
    <Context value={inputs}>
      <ListPageContext value={inputs}>{children}</ListPageContext>
    </Context>
  );
}
