"use client";

import type { ComponentProps } from "react";
import { ErrorNote } from "@/components/layout/trouble";

export default function ErrorPage(props: ComponentProps<typeof ErrorNote>) {
  return (
    <main className="grid min-h-dvh">
      <ErrorNote {...props} />
    </main>
  );
}
