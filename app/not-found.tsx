import Link from "next/link";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-3 p-6 text-center">
      <h1 className="text-xl font-semibold">Not found</h1>
      <p className="max-w-sm text-muted">There is nothing here, or it is not shared with you.</p>
      <Link href="/datasets" className="rounded-md font-medium text-accent-text underline">
        To the datasets
      </Link>
    </main>
  );
}
