"use client";

import clsx from "clsx";
import type { DatasetDto } from "@/lib/datasets/schema";
import type { Toggle } from "./use-chosen-datasets";

interface ChooseBoxProps {
  readonly dataset: DatasetDto;
  readonly isChosen: boolean;
  readonly onToggle: Toggle;
  readonly className?: string;
}

/** Chooses a dataset for what is done with several; with Shift also those between it and the one before. */
export const ChooseBox = ({ dataset, isChosen, onToggle, className }: ChooseBoxProps) => (
  <label
    className={clsx(
      "grid size-8 cursor-pointer place-items-center rounded-md select-none pointer-coarse:size-12",
      className,
    )}
  >
    <input
      type="checkbox"
      aria-label={`Select ${dataset.display_name}`}
      checked={isChosen}
      onChange={({ nativeEvent }) => onToggle(dataset.id, (nativeEvent as MouseEvent).shiftKey)}
      className="size-4 accent-(--accent)"
    />
  </label>
);
