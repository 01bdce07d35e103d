import { NotFoundNote } from "@/components/layout/trouble";

/** Inside of the frame of signed-in pages: what one looked for is gone, the rest is not. */
export default function NotFound() {
  return <NotFoundNote />;
}
