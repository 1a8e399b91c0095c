const WIDTH = 288;
const HEIGHT = 40;

export interface Point {
  /** UTC ms. */
  at: number;
  value: number;
}

/** A sample every five minutes: where two are missing nobody was there to take them. */
const GAP_MS = 15 * 60_000;

/** A line over 24 hours up to `now`, drawn on the server, with a gap where nothing was measured; the words beside it say the same. */
export function Sparkline({ points, now, label }: { points: readonly Point[]; now: number; label: string }) {
  const most = Math.max(1, ...points.map(({ value }) => value));
  const place = ({ at, value }: Point) =>
    `${Math.round(WIDTH - (now - at) / 86_400_000 * WIDTH)} ${Math.round(HEIGHT - value / most * HEIGHT)}`;
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={stretches(points).map((some) => `M${some.map(place).join("L")}h1`).join("")} />
    </svg>
  );
}

function stretches(points: readonly Point[]): Point[][] {
  const all: Point[][] = [];
  for (const point of points) {
    const before = all.at(-1)?.at(-1);
    if (before && point.at - before.at < GAP_MS) all.at(-1)?.push(point);
    else all.push([point]);
  }
  return all;
}
