import { plural } from "@/components/ui/format";
import type { ModelDto } from "@/lib/models/schema";

/** Models that this server cannot run, out of the way, with what would make them usable. */
export function UnavailableModels({ models }: { models: readonly ModelDto[] }) {
  if (models.length === 0) return null;
  // Mostly all lack the same: then it is said once.
  const whatToDo = new Set(models.map(({ status_detail }) => status_detail));
  const [shared] = whatToDo.size === 1 ? whatToDo : [null];
  return (
    <details className="min-w-0 rounded-md bg-sunken">
      <summary className="cursor-pointer rounded-md px-3 py-2 text-muted hover:text-ink pointer-coarse:py-3.5">
        Not available here ({models.length})
      </summary>
      <div className="grid gap-2 px-3 pt-1 pb-3">
        {shared ? <p className="text-[13px] wrap-anywhere">{shared}</p> : null}
        <ul aria-label={`${plural(models.length, "model")} that cannot be used`} className="grid grid-cols-1 gap-2">
          {models.map((model) => (
            <li key={`${model.type} ${model.id}`}>
              <label className="flex gap-3 text-muted">
                <input type="checkbox" aria-label={model.name} disabled className="mt-0.5 size-4" />
                <span className="grid min-w-0 flex-1">
                  <span>
                    <span className="font-medium">{model.name}</span> {model.vendor}
                  </span>
                  <span className="text-[13px] wrap-anywhere">{model.description}</span>
                  {model.status_detail && !shared ? (
                    <span className="text-[13px] wrap-anywhere text-ink">{model.status_detail}</span>
                  ) : null}
                </span>
              </label>
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}
