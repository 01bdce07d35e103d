import { memo } from "react";
import type { ItemDto } from "@/lib/items/schema";
import { ObjectOutline } from "@/components/objects/drawing";

/** Beyond this many, objects hide the picture that they are about. */
const MAX_DRAWN = 100;

/**
 * Objects over a picture that covers its tile. They are in pixels of the whole picture, and “slice” cuts a drawing as
 * `object-fit: cover` cuts the picture below it, so nothing has to be measured or worked out.
 */
export const PictureObjects = memo(function PictureObjects({ item }: { item: ItemDto }) {
  const { width, height, objects } = item;
  if (!width || !height || objects.length === 0) return null;
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden
      data-testid="objects"
      className="pointer-events-none absolute inset-0 size-full"
    >
      {objects.slice(0, MAX_DRAWN).map((object) => (
        <ObjectOutline key={object.object_id} object={object} masks={false} />
      ))}
    </svg>
  );
});
