"use client";

import clsx from "clsx";
import { Copy } from "lucide-react";
import { useState, type ReactNode } from "react";
import { IconButton } from "@/components/ui/button";
import { copyId } from "@/components/ui/copy-id";
import { curlOf } from "@/lib/api/curl";
import {
  resolved,
  type ApiDocument,
  type DocumentedOperation,
  type DocumentedResponse,
} from "@/lib/api/document-model";
import { Prose } from "./prose";
import { SchemaView, typeText } from "./schema-view";

export interface ShownOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: DocumentedOperation;
}

const METHODS: Readonly<Record<string, string>> = {
  get: "bg-accent-soft text-accent-text",
  post: "bg-good-soft text-good",
  put: "bg-warn-soft text-warn",
  patch: "bg-warn-soft text-warn",
  delete: "bg-danger-soft text-danger",
};

/** One operation, folded; what it asks and answers is there once it is open. */
export function Operation({
  document,
  shown: { method, path, operation },
  isLinked,
}: {
  document: ApiDocument;
  shown: ShownOperation;
  /** The page's address leads to it. */
  isLinked: boolean;
}) {
  const [opened, setOpened] = useState(false);
  const isOpen = opened || isLinked;
  return (
    <details
      id={operation.operationId}
      open={isOpen}
      onToggle={(event) => setOpened(event.currentTarget.open)}
      className="scroll-mt-4 border-t border-line first:border-t-0"
    >
      <summary className="flex min-w-0 cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 hover:bg-sunken pointer-coarse:min-h-12">
        <span
          className={clsx(
            "w-16 shrink-0 rounded px-1.5 py-0.5 text-center text-xs font-semibold",
            METHODS[method] ?? "bg-sunken text-muted",
          )}
        >
          {method.toUpperCase()}
        </span>
        <h3 className="min-w-0 font-medium wrap-anywhere">{operation.summary}</h3>
        <code className="min-w-0 basis-full text-[13px] wrap-anywhere text-muted lg:ml-auto lg:basis-auto">{path}</code>
      </summary>
      {isOpen ? (
        <div className="grid min-w-0 gap-4 px-4 pt-1 pb-5">
          {operation.description ? (
            <p className="max-w-prose wrap-anywhere">
              <Prose>{operation.description}</Prose>
            </p>
          ) : null}
          <Parameters parameters={operation.parameters} />
          <Body document={document} body={operation.requestBody} />
          <Responses document={document} responses={operation.responses} />
          <Example text={curlOf(document, method, path, operation)} of={operation.summary} />
        </div>
      ) : null}
    </details>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="grid min-w-0 gap-2">
    <h4 className="font-semibold">{title}</h4>
    {children}
  </section>
);

function Parameters({ parameters }: { parameters: DocumentedOperation["parameters"] }) {
  if (parameters.length === 0) return null;
  return (
    <Part title="Parameters">
      <dl className="grid min-w-0 gap-1.5">
        {parameters.map(({ name, in: place, required, description, schema }) => (
          <div key={`${place} ${name}`} className="min-w-0">
            <dt className="flex flex-wrap items-baseline gap-x-2">
              <code className="text-[13px] font-medium wrap-anywhere">{name}</code>
              <span className="min-w-0 text-[13px] wrap-anywhere text-muted">
                {place}, {typeText(schema)}
                {schema.default === undefined || schema.default === "" ? "" : `, ${String(schema.default)} unless told`}
              </span>
              {required ? null : <span className="text-xs text-muted">optional</span>}
            </dt>
            {description ? (
              <dd className="text-[13px] wrap-anywhere">
                <Prose>{description}</Prose>
              </dd>
            ) : null}
          </div>
        ))}
      </dl>
    </Part>
  );
}

function Body({ document, body }: { document: ApiDocument; body: DocumentedOperation["requestBody"] }) {
  if (!body) return null;
  return (
    <Part title={body.required ? "Body" : "Body, optional"}>
      {Object.entries(body.content).map(([type, { schema }]) => (
        <div key={type} className="grid min-w-0 gap-1.5">
          <code className="text-[13px] wrap-anywhere">{type}</code>
          {schema ? <SchemaView document={document} schema={schema} /> : null}
        </div>
      ))}
    </Part>
  );
}

function Responses({ document, responses }: { document: ApiDocument; responses: DocumentedOperation["responses"] }) {
  return (
    <Part title="Answers">
      <dl className="grid min-w-0 gap-2">
        {Object.entries(responses).map(([status, told]) => {
          const { description, content = {}, headers = {} } = resolved<DocumentedResponse>(document, told);
          return (
            <div key={status} className="grid min-w-0 grid-cols-[3rem_minmax(0,1fr)] gap-x-2">
              <dt className="font-medium">{status}</dt>
              <dd className="grid min-w-0 gap-1.5">
                <p className="wrap-anywhere">
                  <Prose>{description}</Prose>
                </p>
                {Object.keys(headers).length > 0 ? (
                  <p className="text-[13px] wrap-anywhere text-muted">Headers: {Object.keys(headers).join(", ")}</p>
                ) : null}
                {Number(status) < 400
                  ? Object.entries(content).map(([type, { schema }]) => (
                      <div key={type} className="grid min-w-0 gap-1.5">
                        <code className="text-[13px] wrap-anywhere">{type}</code>
                        {schema ? <SchemaView document={document} schema={schema} /> : null}
                      </div>
                    ))
                  : null}
              </dd>
            </div>
          );
        })}
      </dl>
    </Part>
  );
}

function Example({ text, of }: { text: string; of: string }) {
  return (
    <Part title="Example">
      <div className="flex min-w-0 items-start gap-1 rounded-md bg-sunken py-1 pr-1 pl-3">
        <pre tabIndex={0} aria-label={`Example: ${of}`} className="min-w-0 flex-1 overflow-x-auto py-2 text-[13px]">
          {text}
        </pre>
        <IconButton label={`Copy the example: ${of}`} onClick={() => void copyId("Example", text)}>
          <Copy size={16} aria-hidden />
        </IconButton>
      </div>
    </Part>
  );
}
