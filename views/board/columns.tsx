import {
  type Board,
  BOARD_GROUPS,
  type BoardFilter,
  type BoardGroup,
  boardQueryText,
  cardsIn,
} from "../../src/orders/board.ts";
import { ORDER_STATUSES, STATUS_GROUP } from "../../src/orders/status.ts";
import { Badge } from "../components/status.tsx";
import { statusLabel, statusTone } from "../orders/status.tsx";
import { orderText } from "../orders/text.ts";
import type { Viewer } from "../viewer.ts";
import { cardsOf } from "./card.tsx";
import { boardText } from "./text.ts";

export interface ColumnsProps {
  viewer: Viewer;
  board: Board;
  filter: BoardFilter;
}

/** Columns by status group; each is replaced by itself as something in it changes. */
export function BoardColumns(props: ColumnsProps) {
  return <div class="board">{BOARD_GROUPS.map((group) => <BoardColumn {...props} group={group} />)}</div>;
}

export function columnId(group: BoardGroup): string {
  return `board-${group}`;
}

export function BoardColumn({ viewer, board, filter, group }: ColumnsProps & { group: BoardGroup }) {
  const cards = cardsIn(board, group);
  const text = boardText[viewer.locale];
  const wall = filter.view === "wall";
  const query = boardQueryText(filter);
  return (
    <section class="board-column" id={columnId(group)} aria-labelledby={`column-${group}`}>
      <header>
        <h2 id={`column-${group}`}>{orderText[viewer.locale].groups[group]}</h2>
        <Badge count={cards.length} label={text.orders} tone={group} />
      </header>
      {!wall && <DropZones viewer={viewer} group={group} />}
      <ul class="board-cards" data-rows={wall ? undefined : ""}>
        {cardsOf({ viewer, cards, wall, query })}
      </ul>
      {cards.length === 0 && <p class="muted board-empty">{text.emptyColumn[group]}</p>}
    </section>
  );
}

/** Where a card that is being dragged can be let go: the statuses of the column. Scripts show those that its own leads to. */
function DropZones({ viewer, group }: { viewer: Viewer; group: BoardGroup }) {
  const statuses = ORDER_STATUSES.filter((status) => STATUS_GROUP[status] === group && status !== "draft");
  return (
    <ol class="drop-zones" aria-hidden="true" hidden>
      {statuses.map((status) => (
        <li data-to={status} class={`tone-${statusTone(status)}`}>{statusLabel(viewer, status)}</li>
      ))}
      <li data-to={statuses[0]} data-none="">{boardText[viewer.locale].noWay}</li>
    </ol>
  );
}
