import { ImageUp, LoaderCircle } from "lucide-react";
import clsx from "clsx";

interface ImageDropProps {
  /** Its accessible name. */
  readonly label: string;
  /** What stands in it. */
  readonly text: string;
  /** What is going on with the image that was chosen last; null for nothing. */
  readonly busy: string | null;
  /** Not called while one is being dealt with. */
  readonly onImage: (image: File) => void;
  readonly className?: string;
}

/** Takes one image by choosing or dropping it. */
export function ImageDrop({ label, text, busy, onImage, className }: ImageDropProps) {
  const take = (image: File | undefined) => {
    if (image && busy === null) onImage(image);
  };
  return (
    <label
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        take(event.dataTransfer.files[0]);
      }}
      className={clsx(
        "flex cursor-pointer items-center gap-4 rounded-md border border-dashed border-line-strong p-4 hover:bg-sunken has-focus-visible:outline-2 has-focus-visible:outline-accent",
        className,
      )}
    >
      {busy === null ? (
        <ImageUp size={26} aria-hidden className="shrink-0 text-muted" />
      ) : (
        <LoaderCircle size={26} aria-label={busy} className="shrink-0 animate-spin text-muted" />
      )}
      <span className="min-w-0 wrap-anywhere">{text}</span>
      <input
        type="file"
        aria-label={label}
        accept="image/*"
        className="sr-only"
        onChange={(event) => {
          take(event.target.files?.[0]);
          // The same file again is another try.
          event.target.value = "";
        }}
      />
    </label>
  );
}
