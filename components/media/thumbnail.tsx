import { placeholderUrl } from "./placeholder";

interface Pictured {
  readonly file_name: string;
  readonly thumbnail_url: string | null;
  readonly placeholder: string | null;
}

/** A small square picture of an item, for lists of them. */
export function Thumbnail({ item, className = "w-full" }: { item: Pictured; className?: string }) {
  return (
    // eslint-disable-next-line @next/next/no-img-element -- thumbnails are made at import; nothing is left to optimise
    <img
      src={item.thumbnail_url ?? undefined}
      alt={item.file_name}
      loading="lazy"
      className={`aspect-square bg-sunken object-cover ${className}`}
      style={{
        backgroundImage: item.placeholder ? `url(${placeholderUrl(item.placeholder)})` : undefined,
        backgroundSize: "cover",
      }}
    />
  );
}

/** Items by how alike they are to something, as pictures to click. */
export function PictureList({
  label,
  items,
  titleOf,
  onOpen,
  className,
}: {
  label: string;
  items: readonly (Pictured & { readonly media_id: string; readonly similarity: number })[];
  titleOf: (name: string, similarity: number) => string;
  onOpen: (mediaId: string) => void;
  className: string;
}) {
  return (
    <ul aria-label={label} className={`grid ${className}`}>
      {items.map((item) => (
        <li key={item.media_id}>
          <button
            type="button"
            onClick={() => onOpen(item.media_id)}
            title={titleOf(item.file_name, item.similarity)}
            className="block w-full overflow-hidden rounded"
          >
            <Thumbnail item={item} />
          </button>
        </li>
      ))}
    </ul>
  );
}
