"use client";

import clsx from "clsx";
import { Check } from "lucide-react";
import * as Radix from "@radix-ui/react-dropdown-menu";
import { createContext, useContext, useRef, type ReactNode, type RefObject } from "react";

type Chosen = RefObject<(() => void) | null>;
const ChosenContext = createContext<Chosen>({ current: null });

interface MenuProps {
  readonly trigger: ReactNode;
  readonly children: ReactNode;
}

export function Menu({ trigger, children }: MenuProps) {
  const chosenRef: Chosen = useRef(null);
  // What was chosen begins once the focus is back on the trigger: a dialog then knows where to return it.
  const runChosen = () => {
    const action = chosenRef.current;
    chosenRef.current = null;
    if (action) queueMicrotask(action);
  };
  return (
    // Not modal: that hides the page from assistive technology while parts of it can still be focused; and a menu about what
    // lies behind it leaves that in reach.
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          onCloseAutoFocus={runChosen}
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) max-w-[min(20rem,calc(100vw-1rem))] min-w-48 animate-fade-in overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-lg"
        >
          <ChosenContext value={chosenRef}>{children}</ChosenContext>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface MenuItemProps {
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  /** Why it cannot be chosen now; null when it can. */
  readonly blocked?: string | null;
  readonly danger?: boolean;
  readonly onSelect: () => void;
}

export function MenuItem({ icon, children, blocked, danger, onSelect }: MenuItemProps) {
  const chosenRef = useContext(ChosenContext);
  return (
    <Radix.Item
      disabled={Boolean(blocked)}
      title={blocked ?? undefined}
      aria-description={blocked ?? undefined}
      onSelect={() => {
        chosenRef.current = onSelect;
      }}
      className={clsx(
        "flex cursor-pointer items-center gap-2.5 rounded px-2.5 py-2 outline-none select-none data-disabled:cursor-not-allowed data-disabled:opacity-50 data-highlighted:bg-sunken pointer-coarse:min-h-[40px]",
        danger && "text-danger",
      )}
    >
      {icon}
      {children}
    </Radix.Item>
  );
}

/** Turned on and off; the menu stays open, to see what it does. */
export const MenuSwitch = ({
  children,
  checked,
  onSelect,
}: {
  children: ReactNode;
  checked: boolean;
  onSelect: () => void;
}) => (
  <Radix.CheckboxItem
    checked={checked}
    onCheckedChange={onSelect}
    onSelect={(event) => event.preventDefault()}
    className={CHOICE}
  >
    <Mark />
    {children}
  </Radix.CheckboxItem>
);

/** One of several; the menu stays open, to see what it does. */
export const MenuChoices = ({
  label,
  value,
  values,
  onChange,
}: {
  label: string;
  value: string;
  values: readonly string[];
  onChange: (value: string) => void;
}) => (
  <Radix.RadioGroup aria-label={label} value={value} onValueChange={onChange}>
    {values.map((one) => (
      <Radix.RadioItem key={one} value={one} onSelect={(event) => event.preventDefault()} className={CHOICE}>
        <Mark />
        {one}
      </Radix.RadioItem>
    ))}
  </Radix.RadioGroup>
);

const CHOICE =
  "group/choice flex cursor-pointer items-center gap-2.5 rounded px-2.5 py-2 outline-none select-none data-highlighted:bg-sunken";
const Mark = () => <Check size={16} aria-hidden className="invisible group-data-[state=checked]/choice:visible" />;

export const MenuSeparator = () => <Radix.Separator className="my-1 h-px bg-line" />;
export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <Radix.Label className="px-2.5 py-1.5 text-[13px] wrap-anywhere text-muted">{children}</Radix.Label>
);

/** Why some of the items cannot be chosen, each reason once: a tooltip is out of reach of a finger. */
export function MenuReasons({ of: reasons }: { of: readonly (string | null)[] }) {
  const told = new Set(reasons.filter((reason) => reason !== null));
  if (told.size === 0) return null;
  return (
    <>
      {[...told].map((reason) => (
        <MenuLabel key={reason}>{reason}</MenuLabel>
      ))}
      <MenuSeparator />
    </>
  );
}
