const WIDTH = 288;
const HEIGHT = 40;

export interface Point {
  /** UTC ms. */
  at: number;
  value: number;
}

/** A line over 24 hours up to `now`, drawn on the server; the words beside it say the same. */
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
      <path d={`M${points.map(place).join("L")}`} />
    </svg>
  );
}
