import { NotFoundNote } from "@/components/layout/trouble";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh">
      <NotFoundNote />
    </main>
  );
}
