import type { ReactNode } from "react";
import { LoadError } from "./alert";

/** The part of a query that it takes to show what became of it. */
interface Loading<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

interface LoadedProps<T> {
  readonly query: Loading<T>;
  /** Stands in until there is something. */
  readonly skeleton: ReactNode;
  /** Instead of the children, where there is nothing to show. */
  readonly empty?: { readonly when: (data: T) => boolean; readonly show: ReactNode };
  readonly children: (data: T) => ReactNode;
}

/** What was read; until then its skeleton, and where it could not be read, why, with a way to try again. */
export function Loaded<T>({ query, skeleton, empty, children }: LoadedProps<T>) {
  const { data, error, refetch } = query;
  // What is there stays: a refresh that failed is no reason to take it away.
  if (data !== undefined) return empty?.when(data) ? empty.show : children(data);
  if (error) return <LoadError message={error.message} retry={() => void refetch()} />;
  return <div aria-busy="true">{skeleton}</div>;
}
