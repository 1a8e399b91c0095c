import { ageOf, type BoardCard } from "../../src/orders/board.ts";
import { formatDateTime, timeAgo } from "../../src/lib/dates.ts";
import type { Locale } from "../../src/lib/locale.ts";
import type { OrderStatus } from "../../src/orders/status.ts";
import { paths } from "../../src/paths.ts";
import { rememberRows } from "../components/remember.ts";
import type { Tone } from "../components/status.tsx";
import { deviceName, statusLabel, statusTone } from "../orders/status.tsx";
import { orderText } from "../orders/text.ts";
import type { Viewer } from "../viewer.ts";
import { boardText } from "./text.ts";

interface CardProps {
  viewer: Viewer;
  card: BoardCard;
  wall: boolean;
  /** Of the board's address. */
  query: string;
}

/** A card as it was last drawn, unless something on it has changed. */
export function cardOf({ viewer, card, wall, query }: CardProps) {
  const { number, status, status_since, technician, priority } = card;
  const { tone, tenths } = ageOf(card);
  const urgent = priority === "urgent" || priority === "high";
  return (wall ? wallCard : boardCard)(
    number,
    viewer.locale,
    query,
    status,
    card.held_from,
    statusTone(status),
    statusLabel(viewer, status),
    deviceName(viewer, card),
    card.client,
    new Date(status_since).toISOString(),
    formatDateTime(status_since, viewer),
    timeAgo(status_since, viewer),
    technician,
    card.photo,
    urgent ? orderText[viewer.locale].priorities[priority] : "",
    card.late,
    card.paused && status !== "on_hold",
    tone,
    tenths,
  );
}

// A screen on the wall draws the same orders otherwise: what it keeps is not what the others do.
const boardCard = rememberRows((...values: CardValues) => <WorkCard {...shownOf(values)} />);
const wallCard = rememberRows((...values: CardValues) => <WallCard {...shownOf(values)} />);

/** All that a card shows, value by value: what is the same is not drawn again. */
type CardValues = [
  number: string,
  locale: Locale,
  query: string,
  status: OrderStatus,
  back: OrderStatus | null,
  tone: Tone,
  label: string,
  device: string,
  client: string,
  at: string,
  exactly: string,
  since: string,
  technician: string | null,
  photo: string | null,
  priority: string,
  late: boolean,
  paused: boolean,
  ageTone: string,
  tenths: number,
];

function shownOf(values: CardValues) {
  const [number, locale, query, status, back, tone, label, device, client, at, exactly, since] = values;
  const [, , , , , , , , , , , , technician, photo, priority, late, paused, ageTone, tenths] = values;
  const where = { number, locale, query, status, back, tone, label };
  return {
    ...where,
    device,
    client,
    at,
    exactly,
    since,
    technician,
    photo,
    priority,
    late,
    paused,
    ageTone,
    tenths,
  };
}

type Shown = ReturnType<typeof shownOf>;

function WorkCard(card: Shown) {
  const { number, locale, query, status, back } = card;
  const text = boardText[locale];
  return (
    <li class="card board-card" id={`card-${number}`} data-status={status} data-back={back ?? undefined}>
      <div class="card-head">
        <a class="row-link code" href={paths.order(number)}>{number}</a>
        <Since {...card} />
        <a
          class="card-move"
          href={paths.boardMoves(number, query)}
          aria-label={text.moveOrder(number)}
          title={text.moveHint}
        >
        </a>
      </div>
      <CardFacts {...card} />
    </li>
  );
}

/** To be read from afar, and not to be touched. */
function WallCard(card: Shown) {
  return (
    <li class="card board-card" id={`card-${card.number}`}>
      <div class="card-head">
        <span class="code">{card.number}</span>
        <Since {...card} />
      </div>
      <CardFacts {...card} />
    </li>
  );
}

function Since({ at, exactly, since }: Pick<Shown, "at" | "exactly" | "since">) {
  return <time datetime={at} title={exactly}>{since}</time>;
}

function CardFacts(card: Shown) {
  const { locale, device, client, technician, photo, tone, label } = card;
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
            <span class="ellipsis">{technician ?? boardText[locale].nobody}</span>
          </p>
        </div>
      </div>
      <p class="card-foot">
        <span class={`chip small tone-${tone}`}>{label}</span>
        <Mark {...card} />
      </p>
      <AgeBar {...card} />
    </>
  );
}

type MarkProps = Pick<Shown, "locale" | "priority" | "late" | "paused">;

function Mark({ locale, priority, late, paused }: MarkProps) {
  const text = boardText[locale];
  if (late) return <span class="chip small tone-problem">{text.late}</span>;
  if (priority !== "") return <span class="chip small tone-waiting">{priority}</span>;
  return paused ? <span class="paused" title={text.pausedHint}>{text.paused}</span> : null;
}

function AgeBar({ locale, ageTone, tenths }: Pick<Shown, "locale" | "ageTone" | "tenths">) {
  if (tenths === 0) return null;
  const words = boardText[locale].age(tenths * 10);
  return (
    <progress class={`age tone-${ageTone}`} max="10" value={String(tenths)} aria-label={words}></progress>
  );
}
