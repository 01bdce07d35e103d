"use client";

import { LayoutGrid } from "lucide-react";
import { IconButton } from "@/components/ui/button";
import { Menu, MenuChoices, MenuLabel, MenuSeparator, MenuSwitch } from "@/components/ui/menu";
import { useListPage } from "../list-page";
import { useLook } from "../use-look";
import { DENSITIES } from "../use-tile-size";

/** How tiles look: three sizes, their proportions, and what is drawn on them. Kept on this machine. */
export function LookMenu() {
  const { tileSize, setTileSize } = useListPage();
  const [look, setLook] = useLook();
  return (
    <Menu
      trigger={
        <IconButton label="Look of the tiles">
          <LayoutGrid size={18} aria-hidden />
        </IconButton>
      }
    >
      <MenuLabel>Density</MenuLabel>
      <MenuChoices
        label="Density"
        value={DENSITIES.find(({ size }) => size === tileSize)?.name ?? ""}
        values={DENSITIES.map(({ name }) => name)}
        onChange={(chosen) => setTileSize(DENSITIES.find(({ name }) => name === chosen)!.size)}
      />
      <MenuSeparator />
      <MenuSwitch checked={look.justified} onSelect={() => setLook({ ...look, justified: !look.justified })}>
        Justified rows
      </MenuSwitch>
      <MenuSwitch checked={look.objects} onSelect={() => setLook({ ...look, objects: !look.objects })}>
        Show objects
      </MenuSwitch>
    </Menu>
  );
}
