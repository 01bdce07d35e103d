/** Draws the project's own images: small landscapes as SVG, rendered by sharp. The same seed gives the same picture. */
import sharp, { type Sharp } from "sharp";

export const PLACES = ["mountains", "sea", "city", "forest", "desert", "meadow"] as const;
export type Place = (typeof PLACES)[number];
export const LIGHTS = ["day", "sunset", "night", "fog"] as const;
export type Light = (typeof LIGHTS)[number];
export type Defect = "blurred" | "dark" | null;

export interface Scene {
  readonly seed: number;
  readonly place: Place;
  readonly light: Light;
  readonly defect: Defect;
  /** A near-duplicate: the same scene, seen from a little aside. */
  readonly shift: number;
}

/** mulberry32: a small, well-mixed generator with 32 bits of state. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A varied list of scenes: about one in nine is a near-duplicate of the one before, one in twelve blurred, one in fifteen dark. */
export function planScenes(count: number, seed: number): Scene[] {
  const random = randomFrom(seed);
  const scenes: Scene[] = [];
  while (scenes.length < count) {
    const previous = scenes.at(-1);
    if (previous && !previous.defect && previous.shift === 0 && random() < 0.12) {
      scenes.push({ ...previous, shift: 4 + Math.floor(random() * 10) });
      continue;
    }
    const chance = random();
    scenes.push({
      seed: Math.floor(random() * 2 ** 31),
      place: PLACES[Math.floor(random() * PLACES.length)]!,
      light: LIGHTS[Math.floor(random() ** 1.4 * LIGHTS.length)]!,
      defect: chance < 0.08 ? "blurred" : chance < 0.145 ? "dark" : null,
      shift: 0,
    });
  }
  return scenes;
}

const SKIES: Record<Light, [string, string][]> = {
  day: [
    ["#4f9bd9", "#cfe8f7"],
    ["#3c86c8", "#b9dcf2"],
    ["#6bb3e0", "#f2f7f4"],
  ],
  sunset: [
    ["#33326b", "#f39a5a"],
    ["#54356f", "#f7b267"],
    ["#2d4373", "#ec7f6e"],
  ],
  night: [
    ["#070b1d", "#22305c"],
    ["#0a1024", "#31406b"],
    ["#050813", "#1c2b4a"],
  ],
  fog: [
    ["#aab4bb", "#dfe3e4"],
    ["#98a5ad", "#cfd6d8"],
    ["#b8bfc0", "#e6e6e1"],
  ],
};
const LAND: Record<Place, [number, number, number]> = {
  mountains: [215, 18, 42],
  sea: [202, 55, 38],
  city: [225, 14, 30],
  forest: [140, 32, 28],
  desert: [33, 55, 55],
  meadow: [96, 42, 42],
};
const DIM: Record<Light, [number, number]> = {
  day: [1, 1],
  sunset: [0.85, 0.7],
  night: [0.45, 0.35],
  fog: [0.35, 1.25],
};

const WIDTH = 960;
const HEIGHT = 640;

function ridge(random: () => number, base: number, rough: number, step: number, shift: number): string {
  const points: string[] = [];
  const [a, b, c] = [random() * 7, random() * 7, random() * 7];
  for (let x = -40; x <= WIDTH + 40; x += step) {
    const at = (x + shift) / WIDTH;
    const y = base + rough * (Math.sin(at * 5 + a) * 0.5 + Math.sin(at * 13 + b) * 0.3 + Math.sin(at * 31 + c) * 0.2);
    points.push(`${x},${y.toFixed(1)}`);
  }
  return `-40,${HEIGHT} ${points.join(" ")} ${WIDTH + 40},${HEIGHT}`;
}

function svgOf(scene: Scene): string {
  const random = randomFrom(scene.seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const [top, bottom] = pick(SKIES[scene.light]);
  const [hue, saturation, lightness] = LAND[scene.place];
  const [saturate, lighten] = DIM[scene.light];
  const tilt = (random() - 0.5) * 24;
  const color = (depth: number) =>
    `hsl(${(hue + tilt + depth * 6).toFixed(0)} ${(saturation * saturate).toFixed(0)}% ${Math.min(88, lightness * lighten * (0.65 + depth * 0.28)).toFixed(0)}%)`;
  const horizon = HEIGHT * (0.42 + random() * 0.2);
  const { shift } = scene;
  const parts: string[] = [];

  const sunX = 120 + random() * 720 - shift;
  const sunY = scene.light === "sunset" ? horizon - 20 - random() * 60 : 60 + random() * 130;
  if (scene.light === "night") {
    for (let i = 0; i < 90; i += 1)
      parts.push(
        `<circle cx="${(random() * WIDTH - shift * 0.2).toFixed(0)}" cy="${(random() * horizon).toFixed(0)}" r="${(0.6 + random() * 1.3).toFixed(1)}" fill="#fff" opacity="${(0.3 + random() * 0.7).toFixed(2)}"/>`,
      );
    parts.push(
      `<circle cx="${sunX}" cy="${sunY}" r="34" fill="#eef0dc"/><circle cx="${sunX + 14}" cy="${sunY - 8}" r="30" fill="${top}" opacity="0.92"/>`,
    );
  } else if (scene.light !== "fog") {
    parts.push(
      `<circle cx="${sunX}" cy="${sunY}" r="150" fill="url(#glow)"/><circle cx="${sunX}" cy="${sunY}" r="40" fill="${scene.light === "sunset" ? "#ffd9a0" : "#fffbe6"}"/>`,
    );
  }
  if (scene.light === "day" || scene.light === "sunset") {
    for (let i = 0; i < 3 + random() * 4; i += 1) {
      const [x, y, size] = [random() * WIDTH - shift * 0.4, 40 + random() * horizon * 0.6, 30 + random() * 60];
      for (let puff = 0; puff < 5; puff += 1)
        parts.push(
          `<ellipse cx="${(x + puff * size * 0.5).toFixed(0)}" cy="${(y + (puff % 2) * 9).toFixed(0)}" rx="${size.toFixed(0)}" ry="${(size * 0.32).toFixed(0)}" fill="#fff" opacity="0.28"/>`,
        );
    }
  }

  const far = scene.place === "mountains" ? 150 : scene.place === "desert" ? 26 : 44;
  for (const depth of [2, 1])
    parts.push(
      `<polygon points="${ridge(random, horizon + (2 - depth) * 46, far * (0.6 + depth * 0.25), scene.place === "mountains" ? 34 : 18, shift * (0.5 + (2 - depth)))}" fill="${color(depth)}"/>`,
    );

  if (scene.place === "sea") {
    parts.push(`<rect y="${horizon + 30}" width="${WIDTH}" height="${HEIGHT}" fill="${color(0.6)}"/>`);
    for (let i = 0; i < 60; i += 1)
      parts.push(
        `<rect x="${(random() * WIDTH - shift).toFixed(0)}" y="${(horizon + 40 + random() ** 1.6 * 260).toFixed(0)}" width="${(20 + random() * 90).toFixed(0)}" height="2" fill="#fff" opacity="${(0.1 + random() * 0.3).toFixed(2)}"/>`,
      );
    for (let i = 0; i < 1 + random() * 3; i += 1) {
      const [x, y, s] = [80 + random() * 800 - shift * 2, horizon + 60 + random() * 150, 0.6 + random() * 1.1];
      parts.push(
        `<g transform="translate(${x.toFixed(0)} ${y.toFixed(0)}) scale(${s.toFixed(2)})"><path d="M-46 0 H46 L34 18 H-34 Z" fill="${pick(["#7a2f2a", "#243447", "#e5e0d5"])}"/><path d="M0 -4 V-84 L44 -10 Z" fill="#f6f1e6"/><path d="M-5 -4 V-70 L-34 -10 Z" fill="${pick(["#d8543f", "#e9e2cf", "#3f7cac"])}"/></g>`,
      );
    }
  } else {
    parts.push(`<polygon points="${ridge(random, horizon + 120, 36, 14, shift * 2)}" fill="${color(0)}"/>`);
  }
  if (scene.place === "city") {
    for (const layer of [0, 1]) {
      for (let x = -20; x < WIDTH; x += 34 + random() * 46) {
        const [w, h] = [30 + random() * 52, (90 + random() * 240) * (layer ? 0.75 : 1)];
        const [left, y] = [x - shift * (1 + layer), horizon + 110 + layer * 60 - h];
        parts.push(
          `<rect x="${left.toFixed(0)}" y="${y.toFixed(0)}" width="${w.toFixed(0)}" height="${HEIGHT}" fill="${color(layer ? -0.5 : 0.7)}"/>`,
        );
        for (let wy = y + 10; wy < y + h - 12; wy += 17)
          for (let wx = left + 6; wx < left + w - 8; wx += 12)
            if (random() < (scene.light === "night" ? 0.55 : 0.3))
              parts.push(
                `<rect x="${wx.toFixed(0)}" y="${wy.toFixed(0)}" width="6" height="9" fill="${scene.light === "night" ? "#ffd87a" : "#eaf4fb"}" opacity="0.75"/>`,
              );
      }
    }
  }
  const trees = { forest: 70, meadow: 9, mountains: 16, desert: 0, sea: 0, city: 0 }[scene.place];
  for (let i = 0; i < trees; i += 1) {
    const y = horizon + 110 + random() * 190;
    const s = 0.5 + ((y - horizon) / 300) * 1.1;
    const fill = `hsl(${(120 + random() * 34).toFixed(0)} ${(34 * saturate).toFixed(0)}% ${((15 + random() * 16) * lighten).toFixed(0)}%)`;
    parts.push(
      `<g transform="translate(${(random() * WIDTH - shift * 2.2).toFixed(0)} ${y.toFixed(0)}) scale(${s.toFixed(2)})"><rect x="-4" width="8" height="22" fill="#4a3423"/><path d="M0 -96 L34 -22 H-34 Z M0 -70 L40 4 H-40 Z" fill="${fill}"/></g>`,
    );
  }
  if (scene.place === "desert") {
    for (let i = 0; i < 3 + random() * 5; i += 1)
      parts.push(
        `<g transform="translate(${(random() * WIDTH - shift * 2).toFixed(0)} ${(horizon + 160 + random() * 130).toFixed(0)}) scale(${(0.6 + random() * 0.9).toFixed(2)})" stroke="#3d6b46" stroke-width="17" stroke-linecap="round" fill="none"><path d="M0 0 V-95 M0 -38 H-30 V-66 M0 -52 H28 V-84"/></g>`,
      );
  }
  if (scene.place === "meadow") {
    for (let i = 0; i < 150; i += 1)
      parts.push(
        `<circle cx="${(random() * WIDTH - shift * 2.4).toFixed(0)}" cy="${(horizon + 150 + random() * 200).toFixed(0)}" r="${(2 + random() * 4).toFixed(1)}" fill="${pick(["#f4d35e", "#ee6352", "#fff", "#b388eb"])}" opacity="0.85"/>`,
      );
  }
  if (scene.light === "fog")
    for (let i = 0; i < 4; i += 1)
      parts.push(
        `<rect y="${(horizon - 60 + i * 70).toFixed(0)}" width="${WIDTH}" height="90" fill="#eef0ef" opacity="${(0.18 + random() * 0.2).toFixed(2)}"/>`,
      );

  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><defs>
    <linearGradient id="sky" x2="0" y2="1"><stop stop-color="${top}"/><stop offset="0.75" stop-color="${bottom}"/></linearGradient>
    <radialGradient id="glow"><stop stop-color="#fff4d0" stop-opacity="0.65"/><stop offset="1" stop-color="#fff4d0" stop-opacity="0"/></radialGradient></defs>
    <rect width="${WIDTH}" height="${HEIGHT}" fill="url(#sky)"/>${parts.join("")}</svg>`;
}

/** Strength of the grain in grey values. Photos have texture everywhere; flat drawn areas alone would count as out of focus. */
const GRAIN = 13;

async function withGrain(image: Buffer, seed: number): Promise<Sharp> {
  const { data, info } = await sharp(image).flatten({ background: "#000" }).raw().toBuffer({ resolveWithObject: true });
  const random = randomFrom(seed ^ 0x5eed);
  for (let at = 0; at < data.length; at += info.channels) {
    const grain = (random() + random() - 1) * GRAIN;
    for (let channel = 0; channel < 3; channel += 1)
      data[at + channel] = Math.min(255, Math.max(0, data[at + channel]! + grain));
  }
  return sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
}

/** A JPEG of some 100–200 KB. */
export async function drawScene(scene: Scene): Promise<Buffer> {
  let image = await withGrain(
    await sharp(Buffer.from(svgOf(scene)))
      .png({ compressionLevel: 0 })
      .toBuffer(),
    scene.seed,
  );
  if (scene.defect === "blurred") image = sharp(await image.blur(9).png({ compressionLevel: 0 }).toBuffer());
  if (scene.defect === "dark") image = sharp(await image.linear(0.012, 0).png({ compressionLevel: 0 }).toBuffer());
  return image.jpeg({ quality: 86 }).toBuffer();
}
