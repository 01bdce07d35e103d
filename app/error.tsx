"use client";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-3 p-6 text-center">
      <h1 className="text-xl font-semibold">This page could not be shown</h1>
      <p className="max-w-sm text-muted">
        {error.digest ? `The server's log has more under ${error.digest}.` : error.message}
      </p>
      <button type="button" onClick={reset} className="rounded-md font-medium text-accent-text underline">
        Try again
      </button>
    </main>
  );
}
