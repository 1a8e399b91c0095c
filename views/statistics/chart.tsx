// @ts-types="@types/d3-scale"
import { scaleBand, scaleLinear } from "d3-scale";
import { formatMoneyTick } from "../../src/lib/money.ts";
import type { Viewer } from "../viewer.ts";
import { type Figure, figureSize, figureText } from "./cells.ts";
import type { Section } from "./sections.ts";
import { text } from "./text.ts";

const WIDTH = 720;
const HEIGHT = 200;
const TICKS = 4;

/** A section as a picture; nothing where there is nothing to draw. The table below it says the same. */
export function SectionChart({ viewer, section }: { viewer: Viewer; section: Section }) {
  const { rows, drawn, along } = section;
  const most = Math.max(0, ...rows.flatMap((row) => drawn.map((column) => figureSize(row[column] ?? NONE))));
  if (most === 0) return null;
  return along
    ? <Columns viewer={viewer} section={section} most={most} />
    : <Bars viewer={viewer} section={section} most={most} />;
}

const NONE: Figure = { is: "count", count: 0 };

interface Drawing {
  viewer: Viewer;
  section: Section;
  most: number;
}

/** Upright bars along time. The picture stretches; words stand beside it, so that they never do. */
function Columns({ viewer, section, most }: Drawing) {
  const { id, rows, drawn, title } = section;
  const least = Math.min(0, ...rows.flatMap((row) => drawn.map((column) => figureSize(row[column] ?? NONE))));
  const y = scaleLinear().domain([least, most]).nice(TICKS).range([HEIGHT, 0]);
  const slots = scaleBand<number>().domain(rows.map((_, index) => index)).range([0, WIDTH]).paddingInner(.25);
  const bars = scaleBand<number>().domain(drawn).range([0, slots.bandwidth()]).paddingInner(.08);
  const ticks = y.ticks(TICKS);
  return (
    <figure class="chart">
      <div class="chart-plot">
        <ol class="chart-ticks" aria-hidden="true">
          {ticks.toReversed().map((tick) => <li>{tickText(viewer, section, tick)}</li>)}
        </ol>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-labelledby={`${id}-title ${id}-desc`}
        >
          <title id={`${id}-title`}>{title}</title>
          <desc id={`${id}-desc`}>{description(viewer, section)}</desc>
          {ticks.map((tick) => (
            <line class="chart-grid" x1="0" x2={WIDTH} y1={round(y(tick))} y2={round(y(tick))} />
          ))}
          {rows.map((row, index) => (
            <g>
              <title>{rowText(viewer, section, row)}</title>
              {drawn.map((column, place) => {
                const size = figureSize(row[column] ?? NONE);
                return (
                  <rect
                    class={`series-${place + 1}`}
                    x={round((slots(index) ?? 0) + (bars(column) ?? 0))}
                    width={round(bars.bandwidth())}
                    y={round(Math.min(y(size), y(0)))}
                    height={round(Math.abs(y(0) - y(size)))}
                  />
                );
              })}
            </g>
          ))}
        </svg>
        <p class="chart-span hint" aria-hidden="true">
          {[rows.at(0), rows.at(Math.floor(rows.length / 2)), rows.at(-1)].filter((row, index, all) =>
            all.indexOf(row) === index
          ).map((row) => <span>{row?.[0] && figureText(viewer, row[0])}</span>)}
        </p>
      </div>
      <Legend section={section} />
    </figure>
  );
}

/** One bar below the other, each with its figure. */
function Bars({ viewer, section, most }: Drawing) {
  const { rows, drawn, title } = section;
  const x = scaleLinear().domain([0, most]).range([0, 100]).clamp(true);
  return (
    <figure class="chart" role="img" aria-label={`${title}. ${description(viewer, section)}`}>
      <ul class="chart-bars" aria-hidden="true">
        {rows.map((row) => (
          <li>
            <span class="chart-name">{row[0] && figureText(viewer, row[0])}</span>
            {drawn.map((column, place) => (
              <span class="chart-bar">
                <svg viewBox="0 0 100 10" preserveAspectRatio="none">
                  <rect
                    class={`series-${place + 1}`}
                    width={round(x(figureSize(row[column] ?? NONE)))}
                    height="10"
                  />
                </svg>
                <span class="chart-value">{row[column] && figureText(viewer, row[column])}</span>
              </span>
            ))}
          </li>
        ))}
      </ul>
      <Legend section={section} />
    </figure>
  );
}

function Legend({ section: { drawn, columns } }: { section: Section }) {
  if (drawn.length < 2) return null;
  return (
    <figcaption class="row">
      {drawn.map((column, place) => <span class={`key series-${place + 1}`}>{columns[column]?.label}</span>)}
    </figcaption>
  );
}

/** The highest value in words, for who does not see the picture. */
function description(viewer: Viewer, section: Section): string {
  const { rows, drawn, title } = section;
  const [column = 1] = drawn;
  const sizes = rows.map((row) => figureSize(row[column] ?? NONE));
  const highest = rows[sizes.indexOf(Math.max(...sizes))];
  return text[viewer.locale].chart(title, highest ? rowText(viewer, section, highest) : "0");
}

function rowText(viewer: Viewer, { columns, drawn }: Section, row: readonly Figure[]): string {
  const said = drawn.map((column) => `${columns[column]?.label} ${figureText(viewer, row[column] ?? NONE)}`);
  return `${row[0] ? figureText(viewer, row[0]) : ""}: ${said.join(", ")}`;
}

function tickText({ locale }: Viewer, { drawn, rows }: Section, tick: number): string {
  const sample = rows[0]?.[drawn[0] ?? 1];
  if (sample?.is === "money") return formatMoneyTick(tick, sample.currency, locale);
  return String(tick);
}

function round(length: number): number {
  return Math.round(length * 100) / 100;
}
