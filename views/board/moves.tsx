import type { Child } from "hono/jsx";
import type { OrderDetail } from "../../src/orders/queries.ts";
import { BOARD_GROUPS } from "../../src/orders/board.ts";
import { STATUS_GROUP, type StatusGroup } from "../../src/orders/status.ts";
import type { AllowedMove } from "../../src/orders/transition.ts";
import { paths } from "../../src/paths.ts";
import { asset, BOARD_STYLE } from "../assets.ts";
import { CsrfField } from "../components/csrf.tsx";
import { Icon } from "../components/icon.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Code } from "../components/status.tsx";
import { reasonSentence } from "../errors/text.ts";
import { Layout } from "../layout.tsx";
import { deviceName, StatusChip, statusLabel } from "../orders/status.tsx";
import { orderText } from "../orders/text.ts";
import { MovesTelling } from "../mail/telling.tsx";
import type { Viewer } from "../viewer.ts";
import { boardText } from "./text.ts";

export interface BoardMovesProps {
  viewer: Viewer;
  detail: OrderDetail;
  /** Of the address of the board that one came from. */
  query: string;
}

/** Where answers about a move go on the board's page. */
export const MOVE_TARGET = "#board-move";

/** Every step that an order can take from here, by the column that it leads to; and why one cannot be taken now. */
export function BoardMoves({ viewer, detail, query }: BoardMovesProps) {
  const { order, device, client, moves } = detail;
  const text = boardText[viewer.locale];
  const action = paths.boardMoves(order.number, query);
  const groups: readonly StatusGroup[] = [...BOARD_GROUPS, "closed"];
  const open = moves.filter(({ obstacle, through, asks }) =>
    obstacle === null && through === null && asks.length === 0
  );
  const told = open.map(({ to }) => ({ label: statusLabel(viewer, to), plan: detail.plans[to] }));
  return (
    <div class="stack board-moves">
      <p>
        <Code>{order.number}</Code> {deviceName(viewer, device)} · {client.name}
      </p>
      <p>
        <StatusChip viewer={viewer} status={order.status} />
      </p>
      {moves.length === 0 && <p class="muted">{text.noMoves}</p>}
      <form method="post" action={action} hx-post={action} hx-target={MOVE_TARGET} hx-swap="innerHTML">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="from" value={order.status} />
        {groups.map((group) => {
          const own = moves.filter(({ to }) => STATUS_GROUP[to] === group);
          if (own.length === 0) return "";
          return (
            <div role="group" aria-labelledby={`move-${group}`}>
              <p class="menu-label" id={`move-${group}`}>{orderText[viewer.locale].groups[group]}</p>
              {own.map((move) => (
                <Step viewer={viewer} number={order.number} move={move} first={move === firstOpen(moves)} />
              ))}
            </div>
          );
        })}
        <MovesTelling viewer={viewer} moves={told} id="board-silent" />
      </form>
    </div>
  );
}

function firstOpen(moves: readonly AllowedMove[]): AllowedMove | undefined {
  const groups = [...BOARD_GROUPS, "closed"];
  return moves.filter(({ obstacle }) => obstacle === null)
    .toSorted((a, b) => groups.indexOf(STATUS_GROUP[a.to]) - groups.indexOf(STATUS_GROUP[b.to]))[0];
}

interface StepProps {
  viewer: Viewer;
  number: string;
  move: AllowedMove;
  /** Gets the focus as the dialog opens. */
  first: boolean;
}

function Step({ viewer, number, move, first }: StepProps) {
  if (move.obstacle) {
    const { reason, params = {} } = move.obstacle;
    return (
      <p class="menu-note">
        <Icon name="lock" />
        {statusLabel(viewer, move.to)}
        <span>{reasonSentence(reason, params, viewer.locale)}</span>
      </p>
    );
  }
  const face = <StatusChip viewer={viewer} status={move.to} />;
  if (move.through === "delivery" || move.through === "intake") {
    return <a class="menu-item" href={paths.orderMove(number, move.to)} autofocus={first}>{face}</a>;
  }
  if (move.through === "approval" || move.asks.includes("quote_sent")) {
    return (
      <a class="menu-item" href={`${paths.order(number)}?mover=${move.to}`} autofocus={first}>
        {face}
        <Icon name="pencil" size={16} />
      </a>
    );
  }
  return (
    <button type="submit" class="menu-item" name="to" value={move.to} autofocus={first}>
      {face}
      {move.asks.length > 0 && <Icon name="pencil" size={16} />}
    </button>
  );
}

/** The same as a page, where there are no scripts to open a dialog. */
export function BoardMovePage({ viewer, detail, query, children }: BoardMovesProps & { children?: Child }) {
  const text = boardText[viewer.locale];
  return (
    <Layout
      viewer={viewer}
      title={text.moveOrder(detail.order.number)}
      section="board"
      width="narrow"
      head={<link rel="stylesheet" href={asset(BOARD_STYLE)} />}
    >
      <PageHeader
        title={text.moveOrder(detail.order.number)}
        back={{ href: paths.board(query), label: text.board }}
      />
      {children ?? (
        <Panel aria-label={text.move}>
          <BoardMoves viewer={viewer} detail={detail} query={query} />
        </Panel>
      )}
    </Layout>
  );
}
