const KEPT = [
  { light: "night", name: "Complete labels v1", place: "relative z-30" },
  { light: "sunset", name: "Blurred pictures removed", place: "z-20 -translate-y-[13%] translate-x-[9%]" },
  { light: "day", name: "First labels", place: "z-10 -translate-y-[26%] translate-x-[18%]" },
] as const;

/** One place at three times, all of them kept: the newest in front. A picture, and nothing to a screen reader. */
export function Versions() {
  return (
    <aside aria-hidden className="relative hidden overflow-hidden bg-sunken lg:grid lg:place-content-center lg:gap-10">
      <div className="relative mt-[12%] w-[min(34rem,42vw)]">
        {KEPT.map(({ light, place }) => (
          <div
            key={light}
            className={`${place} rounded-xl bg-surface p-2 shadow-lg ring-1 ring-line not-first:absolute not-first:inset-0`}
          >
            {/* eslint-disable-next-line @next/next/no-img-element -- drawn in the size that it is shown in */}
            <img
              src={`/sign-in/${light}.webp`}
              alt=""
              width={960}
              height={720}
              className="aspect-4/3 w-full rounded-lg object-cover"
            />
          </div>
        ))}
      </div>
      <ol className="relative z-40 grid gap-3">
        {KEPT.map(({ name }, index) => (
          <li
            key={name}
            className="relative flex items-center gap-3 not-last:before:absolute not-last:before:top-4 not-last:before:left-[5px] not-last:before:h-6 not-last:before:w-0.5 not-last:before:bg-line-strong"
          >
            <span
              className={`relative size-3 rounded-full ${index === 0 ? "bg-accent" : "bg-surface ring-2 ring-line-strong ring-inset"}`}
            />
            <span className={index === 0 ? "font-semibold" : "text-muted"}>{name}</span>
          </li>
        ))}
      </ol>
    </aside>
  );
}
