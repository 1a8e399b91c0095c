import {
  BOARD_GROUPS,
  type BoardCard,
  type BoardGroup,
  boardQueryText,
  cardsIn,
} from "../../src/orders/board.ts";
import { paths } from "../../src/paths.ts";
import { Badge, Chip } from "../components/status.tsx";
import { TimeAgo } from "../components/time.tsx";
import { DueChip, RestsChip } from "../orders/marks.tsx";
import { deviceName, StatusChip } from "../orders/status.tsx";
import { orderText } from "../orders/text.ts";
import type { Viewer } from "../viewer.ts";
import type { ColumnsProps } from "./columns.tsx";
import { ClaimChip } from "../warranties/claim_chip.tsx";
import { boardText } from "./text.ts";

/** The same orders as rows, group by group: for whoever has no scripts, and for whoever reads tables faster. */
export function BoardTable(props: ColumnsProps) {
  const { viewer } = props;
  const text = boardText[viewer.locale];
  const list = orderText[viewer.locale].list;
  const heads = [
    list.number,
    list.device,
    list.client,
    list.status,
    list.since,
    text.deadline,
    list.technician,
  ];
  return (
    <div id="board-table" class="panel flush">
      <div class="table-wrap dense">
        <table data-rows="">
          <caption class="visually-hidden">{text.board}</caption>
          <thead>
            <tr>
              {heads.map((head) => <th scope="col">{head}</th>)}
              <th scope="col" class="actions">
                <span class="visually-hidden">{text.move}</span>
              </th>
            </tr>
          </thead>
          {BOARD_GROUPS.map((group) => <GroupRows {...props} group={group} />)}
        </table>
      </div>
    </div>
  );
}

function GroupRows({ viewer, board, filter, group }: ColumnsProps & { group: BoardGroup }) {
  const cards = cardsIn(board, group);
  const text = boardText[viewer.locale];
  const query = boardQueryText(filter);
  return (
    <tbody>
      <tr class="group-row">
        <th scope="rowgroup" colspan={8}>
          {orderText[viewer.locale].groups[group]}{" "}
          <Badge count={cards.length} label={text.orders} tone={group} />
        </th>
      </tr>
      {cards.map((card) => <CardRow viewer={viewer} card={card} query={query} />)}
    </tbody>
  );
}

function CardRow({ viewer, card, query }: { viewer: Viewer; card: BoardCard; query: string }) {
  const text = boardText[viewer.locale];
  const list = orderText[viewer.locale].list;
  return (
    <tr>
      <td class="shrink">
        <a class="row-link code" href={paths.order(card.number)}>{card.number}</a>
      </td>
      <td data-label={list.device}>{deviceName(viewer, card)}</td>
      <td data-label={list.client}>{card.client}</td>
      <td class="shrink" data-label={list.status}>
        <StatusChip viewer={viewer} status={card.status} small />
        {card.claim_of !== null && (
          <span class="marks">
            <ClaimChip locale={viewer.locale} />
          </span>
        )}
      </td>
      <td class="shrink" data-label={list.since}>
        <TimeAgo viewer={viewer} at={card.status_since} />
      </td>
      <td class="shrink" data-label={text.deadline}>
        <Deadline viewer={viewer} card={card} />
      </td>
      <td data-label={list.technician}>{card.technician ?? text.nobody}</td>
      <td class="actions">
        <a
          class="button small"
          href={paths.boardMoves(card.number, query)}
          aria-label={text.moveOrder(card.number)}
        >
          {text.move}
        </a>
      </td>
    </tr>
  );
}

function Deadline({ viewer, card }: { viewer: Viewer; card: BoardCard }) {
  const text = boardText[viewer.locale];
  if (card.due) return <DueChip locale={viewer.locale} due={card.due} />;
  if (card.late) return <Chip small tone="problem" label={text.late} />;
  if (card.paused) return <RestsChip locale={viewer.locale} />;
  return <>{card.share > 0 && text.used(Math.round(card.share * 100))}</>;
}
