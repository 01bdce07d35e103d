"use client";

import { useState, type ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { DialogActions } from "@/components/ui/dialog";
import { formatCount, plural } from "@/components/ui/format";
import { ANNOTATION_MODES, type AnnotationMode } from "@/lib/operations/annotation-import";
import type { AnnotationChoices } from "@/lib/pipeline/queries";
import type { ImportPreview } from "@/lib/pipeline/schema";
import { ClassMappingTable, mappingOf, type MappingDraft } from "./class-mapping";
import { countedNames, kindWords } from "./import-words";
import { ImportLosses } from "./losses";

const MODES: Readonly<Record<AnnotationMode, { readonly name: string; readonly about: string }>> = {
  add: {
    name: "Add",
    about: "What items carry stays. What is new comes beside it; what is there already is not doubled.",
  },
  merge: {
    name: "Merge",
    about:
      "As Add, and objects that are there (by their id, or nearly at the same place) get what the files say of them.",
  },
  replace: {
    name: "Replace",
    about: "What the files say takes the place of the objects, labels and captions of the pictures that they name.",
  },
};

interface ImportCheckProps {
  readonly preview: ImportPreview;
  /** Whether pictures among the files become items; else only those that are there get annotations. */
  readonly addsMedia: boolean;
  readonly busy: boolean;
  readonly error: string | null;
  readonly onBack: () => void;
  readonly onStart: (choices: AnnotationChoices) => void;
}

/** What was found in files, before anything runs: what it is, what becomes of it, and what will not be kept. */
export function ImportCheck({ preview, addsMedia, busy, error, onBack, onStart }: ImportCheckProps) {
  const { pictures, annotations, media } = preview;
  const [draft, setDraft] = useState<MappingDraft>({});
  const [mode, setMode] = useState<AnnotationMode>("add");
  const fresh = addsMedia ? media.total - media.known : 0;
  const nothing = fresh + media.addresses === 0 && pictures.existing === 0 && !(addsMedia && media.total > 0);
  const submit = () => {
    const mapping = mappingOf(draft);
    onStart({
      ...(pictures.existing > 0 ? { mode } : {}),
      ...(Object.keys(mapping).length > 0 ? { mapping } : {}),
    });
  };
  return (
    <form
      aria-label="Check"
      className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!nothing) submit();
      }}
    >
      <dl className="grid grid-cols-1 gap-x-4 gap-y-1 sm:grid-cols-[8rem_minmax(0,1fr)]">
        <Fact name="Format">{preview.formats.join(", ") || "none that is known"}</Fact>
        <Fact name="Pictures">
          <Pictures preview={preview} addsMedia={addsMedia} />
        </Fact>
        <Fact name="Annotations">{kindWords(annotations.by_kind) || "none that can be used"}</Fact>
        {Object.keys(preview.splits).length > 0 ? <Fact name="Splits">{countedNames(preview.splits)}</Fact> : null}
      </dl>
      <ClassMappingTable byClass={annotations.by_class} draft={draft} disabled={busy} onChange={setDraft} />
      {pictures.existing > 0 ? (
        <Modes mode={mode} onChoose={setMode} disabled={busy} count={pictures.existing} />
      ) : null}
      <section aria-label="What is not kept" className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
        <h3 className="font-semibold">Not kept</h3>
        <ImportLosses losses={preview.losses} none="Everything that these annotations say is kept." />
      </section>
      <Unusable
        title={`${plural(preview.problem_count, "annotation")} cannot be used`}
        list={preview.problems}
        total={preview.problem_count}
      />
      <Unusable
        title={`${plural(preview.failed, "file")} cannot be used`}
        list={preview.failures}
        total={preview.failed}
      />
      <Alert>
        {error ??
          (nothing
            ? "None of the pictures that these files name is in the dataset or among the files, so there is nothing to import. Choose other files, or add the pictures together with them."
            : null)}
      </Alert>
      <DialogActions>
        <Button onClick={onBack} disabled={busy}>
          Choose other files
        </Button>
        <Button type="submit" variant="primary" disabled={busy || nothing} aria-busy={busy}>
          {fresh > 0 ? `Add ${plural(fresh, "item")}` : addsMedia && media.addresses > 0 ? "Add" : "Import annotations"}
        </Button>
      </DialogActions>
    </form>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-muted">{name}</dt>
    <dd className="min-w-0 wrap-anywhere max-sm:mb-1.5">{children}</dd>
  </>
);

/** Names of pictures as a list that ends somewhere. */
const namesOf = (names: readonly string[], total: number): string =>
  names.join(", ") + (total > names.length ? ` and ${formatCount(total - names.length)} more` : "");

function Pictures({ preview, addsMedia }: { preview: ImportPreview; addsMedia: boolean }) {
  const { media, pictures } = preview;
  const fresh = media.total - media.known;
  return (
    <div className="grid gap-1">
      {addsMedia && fresh > 0 ? <p>{plural(fresh, "picture or video", "pictures and videos")} to add</p> : null}
      {!addsMedia && fresh > 0 ? (
        <p className="text-warn">
          {plural(fresh, "picture")} among the files {fresh === 1 ? "is" : "are"} not in the dataset and will not be
          added: use Add media for that
        </p>
      ) : null}
      {media.known > 0 ? (
        <p>
          {plural(media.known, "file")} {media.known === 1 ? "is" : "are"} in the dataset already
        </p>
      ) : null}
      {media.addresses > 0 ? (
        <p>
          {plural(media.addresses, "address", "addresses")} of pictures, which are fetched when the import runs: what
          annotations say of those is not counted here
        </p>
      ) : null}
      <p>
        {formatCount(pictures.matched)} matched
        {pictures.existing > 0
          ? `, ${formatCount(pictures.existing)} of them ${pictures.existing === 1 ? "an item that is" : "items that are"} there`
          : ""}
      </p>
      {pictures.matched_names.length > 0 ? (
        <p className="line-clamp-2 text-[13px] text-muted">
          <bdi>{namesOf(pictures.matched_names.slice(0, 3), pictures.matched)}</bdi>
        </p>
      ) : null}
      {pictures.unmatched > 0 ? (
        <details className="text-warn">
          <summary className="cursor-pointer pointer-coarse:py-2.5">
            {plural(pictures.unmatched, "picture")} that the annotations name {pictures.unmatched === 1 ? "is" : "are"}{" "}
            not here
          </summary>
          <p className="max-h-32 overflow-y-auto text-[13px] wrap-anywhere" tabIndex={0}>
            {namesOf(pictures.unmatched_names, pictures.unmatched)}
          </p>
        </details>
      ) : null}
    </div>
  );
}

interface ModesProps {
  readonly mode: AnnotationMode;
  readonly count: number;
  readonly disabled: boolean;
  readonly onChoose: (mode: AnnotationMode) => void;
}

function Modes({ mode, count, disabled, onChoose }: ModesProps) {
  return (
    <fieldset className="grid min-w-0 gap-1.5" disabled={disabled}>
      <legend className="mb-1.5 font-semibold">
        The {count === 1 ? "item that is" : `${formatCount(count)} items that are`} there
      </legend>
      {ANNOTATION_MODES.toSorted((a, b) => Object.keys(MODES).indexOf(a) - Object.keys(MODES).indexOf(b)).map((one) => (
        <label key={one} className="flex cursor-pointer gap-2.5 pointer-coarse:min-h-[40px]">
          <input
            type="radio"
            name="mode"
            aria-label={MODES[one].name}
            checked={one === mode}
            onChange={() => onChoose(one)}
            className="mt-0.5 size-4 shrink-0 accent-(--accent)"
          />
          <span className="min-w-0">
            <span className="font-medium">{MODES[one].name}</span>{" "}
            <span className="text-[13px] text-muted">{MODES[one].about}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface UnusableProps {
  readonly title: string;
  readonly list: readonly { readonly path: string; readonly reason: string }[];
  readonly total: number;
}

function Unusable({ title, list, total }: UnusableProps) {
  if (total === 0) return null;
  return (
    <details className="min-w-0">
      <summary className="cursor-pointer font-semibold text-warn pointer-coarse:py-2.5">{title}</summary>
      <ul
        aria-label={title}
        tabIndex={0}
        className="mt-1.5 grid max-h-48 grid-cols-1 gap-1 overflow-y-auto text-[13px]"
      >
        {list.map(({ path, reason }, index) => (
          <li key={index} className="wrap-anywhere">
            <code dir="auto">{path}</code>: {reason}
          </li>
        ))}
        {total > list.length ? <li className="text-muted">and {formatCount(total - list.length)} more</li> : null}
      </ul>
    </details>
  );
}
