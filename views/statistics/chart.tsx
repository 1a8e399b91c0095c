import type { Figures } from "../../src/statistics/queries.ts";

const WIDTH = 720;
const HEIGHT = 160;

/** Two bars a day; the table below it says the same in figures. */
export function DayChart({ days, label, names, dayText }: {
  days: Figures["days"];
  label: string;
  names: { received: string; delivered: string; most: (orders: number) => string };
  dayText: (day: string) => string;
}) {
  const most = Math.max(1, ...days.map((day) => Math.max(day.received, day.delivered)));
  const slot = WIDTH / days.length;
  const bar = Math.max(1, slot * 0.38);
  const height = (orders: number) => Math.round(orders / most * (HEIGHT - 4) * 10) / 10;
  const at = (index: number) => Math.round(index * slot * 100) / 100;
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} preserveAspectRatio="none">
        {days.map((day, index) => (
          <g>
            <title>
              {`${day.day}: ${names.received} ${day.received}, ${names.delivered} ${day.delivered}`}
            </title>
            <rect
              class="bar-received"
              x={at(index)}
              y={HEIGHT - height(day.received)}
              width={bar}
              height={height(day.received)}
            />
            <rect
              class="bar-delivered"
              x={at(index) + bar}
              y={HEIGHT - height(day.delivered)}
              width={bar}
              height={height(day.delivered)}
            />
          </g>
        ))}
      </svg>
      <p class="chart-span hint" aria-hidden="true">
        {[days.at(0), days.at(-1)].map((end) => <span>{end && dayText(end.day)}</span>)}
      </p>
      <figcaption class="row">
        <span class="key bar-received">{names.received}</span>
        <span class="key bar-delivered">{names.delivered}</span>
        <span class="muted">{names.most(most)}</span>
      </figcaption>
    </figure>
  );
}
