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
  /** False where the menu is about what lies behind it: that stays in reach. */
  readonly modal?: boolean;
}

export function Menu({ trigger, children, modal = true }: MenuProps) {
  const chosenRef: Chosen = useRef(null);
  // What was chosen begins once the focus is back on the trigger: a dialog then knows where to return it.
  const runChosen = () => {
    const action = chosenRef.current;
    chosenRef.current = null;
    if (action) queueMicrotask(action);
  };
  return (
    <Radix.Root modal={modal}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          onCloseAutoFocus={runChosen}
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 min-w-48 animate-fade-in rounded-md border border-line bg-raised p-1 shadow-lg"
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
        "flex cursor-pointer items-center gap-2.5 rounded px-2.5 py-2 outline-none select-none data-disabled:cursor-not-allowed data-disabled:opacity-50 data-highlighted:bg-sunken",
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
  <Radix.Label className="px-2.5 py-1.5 text-[13px] text-muted">{children}</Radix.Label>
);
