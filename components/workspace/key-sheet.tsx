"use client";

import { Fragment, useSyncExternalStore } from "react";
import { Dialog } from "@/components/ui/dialog";
import { KEY_SHEET } from "./shortcuts";

const never = () => () => undefined;
/** Cmd on a Mac, Ctrl elsewhere. */
const useModName = (): string =>
  useSyncExternalStore(
    never,
    () => (/Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl"),
    () => "Ctrl",
  );

/** Every key of the dataset page. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const mod = useModName();
  return (
    <Dialog onClose={onClose} title="Keyboard shortcuts" size="large">
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {KEY_SHEET.map(({ title, keys }) => (
          <section key={title} aria-label={title}>
            <h3 className="mb-2 font-semibold">{title}</h3>
            <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-3 gap-y-1.5">
              {keys.map(([combination, what]) => (
                <Fragment key={combination}>
                  <dt className="whitespace-nowrap">
                    <Keys text={combination.replaceAll("mod", mod)} />
                  </dt>
                  <dd className="text-muted">{what}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

const Keys = ({ text }: { text: string }) => (
  <>
    {text.split(" ").map((key) => (
      <kbd key={key} className="mr-1 rounded border border-line-strong bg-sunken px-1.5 py-0.5 font-sans text-xs">
        {key}
      </kbd>
    ))}
  </>
);
