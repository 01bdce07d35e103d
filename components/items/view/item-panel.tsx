"use client";

import { useDeferredValue } from "react";
import { ObjectPanel } from "./object-panel";
import { ConflictNotice } from "./conflict";
import { Details, Exif, Similar } from "./details";
import { ItemHistory } from "./item-history";
import { Metadata } from "./metadata";
import { useOpenItem } from "./open-item";

/** What is known of the item and can be changed of it, beside the picture. */
export function ItemPanel() {
  const { item, blocked, objects } = useOpenItem();
  // An item that is opened shows its picture first; what is known of it follows in the next frame, into room that is kept for it.
  const follows = useDeferredValue(true, false);
  return (
    <div
      // Another item begins at the top.
      key={item.media_id}
      className="flex min-h-0 w-full min-w-0 flex-col overflow-y-auto border-line bg-surface max-md:flex-1 max-md:border-t md:w-88 md:shrink-0 md:border-l"
    >
      {blocked ? <p className="border-b border-line bg-sunken px-4 py-2 text-[13px] text-muted">{blocked}</p> : null}
      <ConflictNotice />
      {objects.draft ? <ObjectPanel /> : null}
      {follows ? (
        <>
          <Details />
          <Metadata />
          {objects.draft ? null : <ObjectPanel />}
          <Similar />
          <ItemHistory />
          <Exif />
        </>
      ) : null}
    </div>
  );
}
