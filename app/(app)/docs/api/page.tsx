import type { Metadata } from "next";
import { ApiReference } from "@/components/api-reference/api-reference";
import { apiDocument } from "@/lib/api/document";

export const metadata: Metadata = { title: "API reference" };

/** For everybody: what it says is no secret of anybody's data. */
export default function ApiReferencePage() {
  return <ApiReference document={apiDocument()} />;
}
