import { Fragment } from "react";
import { formatDateTime, plural } from "@/components/ui/format";
import { Name } from "@/components/ui/name";
import type { AppliedModel } from "@/lib/applied-models/schema";
import { coveredWords, optionWords } from "./applied-words";

/** Names that are told without being asked for. */
const NAMES_SHOWN = 3;

/** Which models enriched a version in one line, and on demand what there is to know of each. */
export function AppliedModels({ models, total }: { models: readonly AppliedModel[]; total: number }) {
  if (models.length === 0) return null;
  const names = [...new Set(models.map(({ name }) => name))];
  const more = names.length - NAMES_SHOWN;
  return (
    <details className="min-w-0 text-[13px] text-muted">
      <summary className="cursor-pointer rounded-sm hover:text-ink pointer-coarse:py-3">
        <span className="wrap-anywhere">
          Enriched with{" "}
          {names.slice(0, NAMES_SHOWN).map((name, at) => (
            <Fragment key={name}>
              {at > 0 ? ", " : ""}
              <Name>{name}</Name>
            </Fragment>
          ))}
          {more > 0 ? ` and ${plural(more, "more", "more")}` : ""}
        </span>
      </summary>
      <dl className="grid grid-cols-[minmax(0,1fr)] gap-2 pt-2 pl-4">
        {models.map((model) => (
          <div key={`${model.type} ${model.model_id} ${model.version} ${model.applied_at}`} className="grid gap-0.5">
            <dt className="text-ink">
              <Name>{model.name}</Name> <Name className="text-muted">{model.vendor}</Name>
            </dt>
            <dd suppressHydrationWarning className="wrap-anywhere">
              {[
                coveredWords(model.items, total),
                model.type.replaceAll("_", " "),
                `version ${model.version}`,
                optionWords(model.options),
                formatDateTime(model.applied_at),
                model.applied_by,
              ]
                .filter((part) => part !== null)
                .join(" · ")}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
