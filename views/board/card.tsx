import { ageOf, type BoardCard } from "../../src/orders/board.ts";
import { agoChangesAt, formatDateTime, timeAgo } from "../../src/lib/dates.ts";
import { paths } from "../../src/paths.ts";
import { type DrawnRow, rememberRows } from "../components/remember.ts";
import { DueChip, RestsChip, restsUnsaid } from "../orders/marks.tsx";
import { deviceName, statusLabel, statusTone } from "../orders/status.tsx";
import { orderText } from "../orders/text.ts";
import type { Viewer } from "../viewer.ts";
import { ClaimChip } from "../warranties/claim_chip.tsx";
import { boardText } from "./text.ts";

export interface CardsProps {
  viewer: Viewer;
  cards: readonly BoardCard[];
  wall: boolean;
  /** Of the board's address. */
  query: string;
}

/** The cards as they were last drawn, but for those on which something has changed. */
export function cardsOf({ viewer, cards, wall, query }: CardsProps) {
  const { locale, timeZone, shop, now } = viewer;
  const rows = cards.map((card): CardRow => {
    const { share: _, ...shown } = card;
    return { ...shown, ...ageOf(card) };
  });
  // A screen on the wall leads nowhere.
  return wall
    ? wallCards(rows, { locale, timeZone, shop, query: "" }, now)
    : workCards(rows, { locale, timeZone, shop, query }, now);
}

/** Its age in whole steps, so that a moment later it is still the same. */
type CardRow = Omit<BoardCard, "share"> & ReturnType<typeof ageOf>;

type CardReading = Pick<Viewer, "locale" | "timeZone" | "shop"> & { query: string };

const workCards = rememberRows(
  "number",
  (row: CardRow, reading: CardReading, now) =>
    drawn(row, now, <WorkCard row={row} reading={{ ...reading, now }} />),
);

const wallCards = rememberRows(
  "number",
  (row: CardRow, reading: CardReading, now) =>
    drawn(row, now, <WallCard row={row} reading={{ ...reading, now }} />),
);

function drawn(row: CardRow, now: number, markup: DrawnRow["markup"]): DrawnRow {
  return { markup, until: agoChangesAt(row.status_since, now) };
}

interface CardProps {
  row: CardRow;
  reading: CardReading & { now: number };
}

function WorkCard({ row, reading }: CardProps) {
  const { number, status, held_from } = row;
  const text = boardText[reading.locale];
  return (
    <li class="card board-card" id={`card-${number}`} data-status={status} data-back={held_from ?? undefined}>
      <div class="card-head">
        <a class="row-link code" href={paths.order(number)}>{number}</a>
        <Since row={row} reading={reading} />
        <a
          class="card-move"
          href={paths.boardMoves(number, reading.query)}
          aria-label={text.moveOrder(number)}
          title={text.moveHint}
        >
        </a>
      </div>
      <CardFacts row={row} reading={reading} />
    </li>
  );
}

/** To be read from afar, and not to be touched. */
function WallCard({ row, reading }: CardProps) {
  return (
    <li class="card board-card" id={`card-${row.number}`}>
      <div class="card-head">
        <span class="code">{row.number}</span>
        <Since row={row} reading={reading} />
      </div>
      <CardFacts row={row} reading={reading} />
    </li>
  );
}

function Since({ row: { status_since }, reading }: CardProps) {
  return (
    <time datetime={new Date(status_since).toISOString()} title={formatDateTime(status_since, reading)}>
      {timeAgo(status_since, reading)}
    </time>
  );
}

function CardFacts({ row, reading }: CardProps) {
  const { client, technician, photo, status } = row;
  const device = deviceName(reading, row);
  return (
    <>
      <div class="card-body">
        {photo !== null && (
          <img src={paths.thumbnail(photo)} alt="" width="44" height="44" loading="lazy" draggable={false} />
        )}
        <div>
          <p class="device ellipsis" title={device}>{device}</p>
          <p class="meta">
            <span class="ellipsis" title={client}>{client}</span>
            <span class="ellipsis">{technician ?? boardText[reading.locale].nobody}</span>
          </p>
        </div>
      </div>
      <p class="card-foot">
        <span class={`chip small tone-${statusTone(status)}`}>{statusLabel(reading, status)}</span>
        <Mark row={row} reading={reading} />
        {row.claim_of !== null && <ClaimChip locale={reading.locale} />}
      </p>
      <AgeBar row={row} reading={reading} />
    </>
  );
}

/** The one thing to know about it: what is due, that it can go on, is late or hurries, or that nobody here has to act. */
function Mark({ row, reading: { locale } }: CardProps) {
  const { priority, late, due, parts_in } = row;
  if (due) return <DueChip locale={locale} due={due} />;
  if (parts_in === 1) return <span class="chip small tone-ready">{orderText[locale].list.partsInMark}</span>;
  if (late) return <span class="chip small tone-problem">{boardText[locale].late}</span>;
  if (priority === "urgent" || priority === "high") {
    return <span class="hurry">{orderText[locale].priorities[priority]}</span>;
  }
  return restsUnsaid(row) ? <RestsChip locale={locale} /> : null;
}

function AgeBar({ row: { tone, tenths }, reading: { locale } }: CardProps) {
  if (tenths === 0) return null;
  const words = boardText[locale].age(tenths * 10);
  return <progress class={`age tone-${tone}`} max="10" value={String(tenths)} aria-label={words}></progress>;
}
