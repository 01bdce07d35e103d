"use client";

import type { ComponentProps } from "react";
import { ErrorNote } from "@/components/layout/trouble";

/** Inside of the frame of signed-in pages, which goes on working. */
export default function ErrorPage(props: ComponentProps<typeof ErrorNote>) {
  return <ErrorNote {...props} />;
}
