import { type Board, type BoardCard, type BoardFilter, boardQueryText } from "../../src/orders/board.ts";
import { EVERYTHING, listQuery } from "../../src/orders/list_filter.ts";
import { STATUS_GROUP, STATUS_GROUPS, type StatusGroup } from "../../src/orders/status.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { FilterBar } from "../components/list.tsx";
import { PageHeader } from "../components/panel.tsx";
import { Badge, Chip, Notice } from "../components/status.tsx";
import { TimeAgo } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import { deviceName, StatusChip } from "../orders/status.tsx";
import { orderText } from "../orders/text.ts";
import { WhoseFilters } from "../orders/whose.tsx";
import type { Viewer } from "../viewer.ts";
import { boardText } from "./text.ts";

export interface BoardProps {
  viewer: Viewer;
  board: Board;
}

export interface BoardPageProps extends BoardProps {
  filter: BoardFilter;
  mark: string;
  technicians: readonly { id: string; name: string }[];
  branches: readonly { id: string; name: string }[];
}

const COLUMNS = STATUS_GROUPS.filter((group) => group !== "closed");

export function BoardPage(props: BoardPageProps) {
  const { viewer, filter, mark } = props;
  const text = boardText[viewer.locale];
  const live = `${paths.boardLive(boardQueryText(filter))}&v=${encodeURIComponent(mark)}`;
  return (
    <Layout viewer={viewer} title={text.board} section="board" width="wide">
      <PageHeader
        title={text.board}
        actions={
          <LinkButton
            icon="list"
            href={paths.orders(listQuery({ ...EVERYTHING, ...filter, group: "open" }))}
          >
            {text.asList}
          </LinkButton>
        }
      />
      <BoardFilters {...props} />
      <div hx-sse:connect={live} hx-swap="none">
        <BoardPart {...props} />
      </div>
    </Layout>
  );
}

/** The columns: what changes by itself. */
export function BoardPart({ viewer, board }: BoardProps) {
  const text = boardText[viewer.locale];
  return (
    <div id="board" class="stack">
      {board.more && (
        <Notice tone="waiting">
          <p>{text.more}</p>
        </Notice>
      )}
      <div class="board">
        {COLUMNS.map((group) => (
          <BoardColumn
            viewer={viewer}
            group={group}
            cards={board.cards.filter((card) => STATUS_GROUP[card.status] === group)}
          />
        ))}
      </div>
    </div>
  );
}

interface ColumnProps {
  viewer: Viewer;
  group: StatusGroup;
  cards: readonly BoardCard[];
}

function BoardColumn({ viewer, group, cards }: ColumnProps) {
  return (
    <section class="board-column" aria-labelledby={`column-${group}`}>
      <header>
        <h2 id={`column-${group}`}>{orderText[viewer.locale].groups[group]}</h2>
        <Badge count={cards.length} tone={group === "closed" ? undefined : group} />
      </header>
      {cards.length === 0 && <p class="muted">{boardText[viewer.locale].emptyColumn}</p>}
      {cards.map((card) => <BoardCardPart viewer={viewer} card={card} />)}
    </section>
  );
}

function BoardCardPart({ viewer, card }: { viewer: Viewer; card: BoardCard }) {
  const text = boardText[viewer.locale];
  const { share, late } = card;
  const percent = Math.round(Math.min(share, 9.99) * 100);
  return (
    <article class="card board-card" id={`card-${card.number}`}>
      <p class="row apart">
        <a class="row-link code" href={paths.order(card.number)}>{card.number}</a>
        <StatusChip viewer={viewer} status={card.status} small />
      </p>
      <p>{deviceName(viewer, card)}</p>
      <p class="meta">
        <span class="ellipsis">{card.client}</span>
        <TimeAgo viewer={viewer} at={card.status_since} />
      </p>
      <p class="meta">
        <span>{card.technician ?? text.nobody}</span>
        {card.parts_in === 1
          ? <Chip small tone="ready" label={orderText[viewer.locale].list.partsInMark} />
          : late
          ? <Chip small tone="problem" label={text.late} />
          : card.priority === "urgent" || card.priority === "high"
          ? <Chip small tone="waiting" label={orderText[viewer.locale].priorities[card.priority]} />
          : ""}
      </p>
      {share > 0 && (
        <progress
          class={`age tone-${late ? "problem" : share > 0.75 ? "waiting" : "ready"}`}
          max="100"
          value={String(Math.min(percent, 100))}
          aria-label={text.age(percent)}
        />
      )}
    </article>
  );
}

function BoardFilters({ viewer, filter, technicians, branches }: BoardPageProps) {
  const text = boardText[viewer.locale];
  return (
    <FilterBar action={paths.board()} label={text.filters}>
      <WhoseFilters
        locale={viewer.locale}
        technician={filter.technician}
        technicians={technicians}
        branch={filter.branch}
        branches={branches}
      />
      <Button icon="filter">{text.apply}</Button>
    </FilterBar>
  );
}
