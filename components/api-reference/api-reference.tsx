"use client";

import { SearchX } from "lucide-react";
import { useDeferredValue, useMemo, useState, useSyncExternalStore } from "react";
import { SearchField } from "@/components/ui/field";
import { EmptyState } from "@/components/ui/status";
import type { ApiDocument } from "@/lib/api/document-model";
import { Operation, type ShownOperation } from "./operation";
import { Prose } from "./prose";

const subscribe = (listener: () => void) => {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
};

/** What a search looks in: all that is said of an operation, and the names of what it asks. */
const textOf = ({ method, path, operation }: ShownOperation): string =>
  [
    method,
    path,
    operation.operationId,
    operation.summary,
    operation.description ?? "",
    ...operation.parameters.map(({ name }) => name),
    ...Object.values(operation.requestBody?.content ?? {}).flatMap(({ schema }) =>
      Object.keys((schema?.properties as object | undefined) ?? {}),
    ),
  ]
    .join(" ")
    .toLowerCase();

/** The document for people: by group, searchable, with an example of each operation. */
export function ApiReference({ document }: { document: ApiDocument }) {
  const [search, setSearch] = useState("");
  const words = useDeferredValue(search).toLowerCase().split(/\s+/).filter(Boolean);
  const linked = useSyncExternalStore(
    subscribe,
    () => location.hash.slice(1),
    () => "",
  );
  const all = useMemo(
    () =>
      Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => {
          const shown: ShownOperation = { method, path, operation };
          return { shown, text: textOf(shown) };
        }),
      ),
    [document],
  );
  const found = all.filter(({ text }) => words.every((word) => text.includes(word)));
  const groups = document.tags
    .map((tag) => ({ ...tag, operations: found.filter(({ shown }) => shown.operation.tags.includes(tag.name)) }))
    .filter(({ operations }) => operations.length > 0);
  return (
    <div className="mx-auto grid w-full max-w-5xl gap-5 p-4 sm:p-6">
      <header className="grid gap-3">
        <h1 className="text-xl font-semibold">API reference</h1>
        {document.info.description.split("\n\n").map((paragraph) => (
          <p key={paragraph} className="max-w-prose wrap-anywhere text-muted">
            <Prose>{paragraph}</Prose>
          </p>
        ))}
        <p>
          <a
            className="text-accent-text underline pointer-coarse:inline-block pointer-coarse:py-2.5"
            href="/api/v1/openapi.json"
          >
            OpenAPI document
          </a>
        </p>
        <SearchField
          label="Search operations"
          placeholder="Search operations"
          className="max-w-md"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <p role="status" className="text-[13px] text-muted">
          {words.length === 0 ? `${all.length} operations` : `${found.length} of ${all.length} operations`}
        </p>
      </header>
      {groups.length === 0 ? (
        <EmptyState icon={<SearchX size={24} aria-hidden />} title="No operation has all of these words" />
      ) : null}
      {groups.map(({ name, description, operations }) => (
        <section key={name} aria-labelledby={`group-${name}`} className="grid min-w-0 gap-2">
          <div>
            <h2 id={`group-${name}`} className="text-base font-semibold">
              {name}
            </h2>
            <p className="text-muted">{description}</p>
          </div>
          <div className="min-w-0 rounded-lg border border-line bg-surface">
            {operations.map(({ shown }) => (
              <Operation
                key={shown.operation.operationId}
                document={document}
                shown={shown}
                isLinked={linked === shown.operation.operationId}
              />
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}
