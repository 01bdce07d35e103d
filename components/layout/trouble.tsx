import { Link } from "@/components/ui/link";

const CENTRE = "grid flex-1 place-content-center justify-items-center gap-3 p-6 text-center";
const LINK = "rounded-md font-medium text-accent-text underline";

/** What is not there, or not for this person. */
export const NotFoundNote = () => (
  <div className={CENTRE}>
    <h1 className="text-xl font-semibold">Not found</h1>
    <p className="max-w-sm text-muted">There is nothing here, or it is not shared with you.</p>
    <Link href="/datasets" className={LINK}>
      To the datasets
    </Link>
  </div>
);

interface ErrorNoteProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** A page that failed. What nobody foresaw is told by its reference alone. */
export const ErrorNote = ({ error, reset }: ErrorNoteProps) => (
  <div className={CENTRE}>
    <h1 className="text-xl font-semibold">This page could not be shown</h1>
    <p className="max-w-sm text-muted">
      {error.digest ? `The server's log has more under ${error.digest}.` : error.message}
    </p>
    <button type="button" onClick={reset} className={LINK}>
      Try again
    </button>
  </div>
);
