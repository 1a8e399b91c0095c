import type { Child } from "hono/jsx";
import { type BoardFilter, boardQueryText } from "../../src/orders/board.ts";
import { EVERYTHING, listQuery } from "../../src/orders/list_filter.ts";
import type { OrderStatus } from "../../src/orders/status.ts";
import { paths } from "../../src/paths.ts";
import { asset, BOARD_STYLE } from "../assets.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { FilterBar, Tabs } from "../components/list.tsx";
import { Dialog } from "../components/menu.tsx";
import { PageHeader } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { Layout } from "../layout.tsx";
import { WhoseFilters } from "../orders/whose.tsx";
import { BoardColumns, type ColumnsProps } from "./columns.tsx";
import { BoardTable } from "./table.tsx";
import { boardText } from "./text.ts";

export interface BoardPageProps extends ColumnsProps {
  /** What the page was made from. */
  mark: string;
  technicians: readonly { id: string; name: string }[];
  branches: readonly { id: string; name: string }[];
  /** Where each status may lead to. */
  ways: Partial<Record<OrderStatus, OrderStatus[]>>;
}

export function BoardPage(props: BoardPageProps) {
  const { viewer, board, filter } = props;
  const text = boardText[viewer.locale];
  const as = (view: BoardFilter["view"]) => paths.board(boardQueryText({ ...filter, view }));
  const table = filter.view === "table";
  return (
    <Layout
      viewer={viewer}
      title={text.board}
      section="board"
      width="wide"
      head={
        <>
          <Look />
          {!table && (
            <noscript>
              <meta http-equiv="refresh" content={`0;url=${as("table")}`} />
            </noscript>
          )}
        </>
      }
    >
      <PageHeader
        title={text.board}
        aside={
          <Tabs
            label={text.views}
            tabs={[
              { href: as("columns"), label: text.columns, icon: "kanban", current: !table },
              { href: as("table"), label: text.table, icon: "list", current: table },
            ]}
          />
        }
        actions={
          <span class="wide-screen">
            <LinkButton icon="monitor" href={as("wall")}>{text.wall}</LinkButton>
          </span>
        }
      />
      <BoardFilters {...props} />
      {board.more && (
        <Notice tone="waiting">
          <p>
            {text.more}{" "}
            <a href={paths.orders(listQuery({ ...EVERYTHING, branch: filter.branch, group: "open" }))}>
              {text.asList}
            </a>
          </p>
        </Notice>
      )}
      <LiveBoard {...props}>
        {table ? <BoardTable {...props} /> : <BoardColumns {...props} />}
      </LiveBoard>
      <Dialog viewer={viewer} id="board-dialog" title={text.move}>
        <div id="board-move"></div>
      </Dialog>
    </Layout>
  );
}

/** For the screen that everybody sees and nobody touches: large type, no acts, what changes comes into sight. */
export function WallPage(props: BoardPageProps) {
  const { viewer, filter, branches } = props;
  const text = boardText[viewer.locale];
  const branch = branches.find(({ id }) => id === filter.branch);
  return (
    <Layout viewer={viewer} title={text.board} width="wide" head={<Look />} bare>
      <div class="wall" data-wall="">
        <header class="wall-head">
          <h1>{branch?.name ?? text.board}</h1>
          <a href={paths.board(boardQueryText({ ...filter, view: "columns" }))}>{text.leaveWall}</a>
        </header>
        <LiveBoard {...props}>
          <BoardColumns {...props} />
        </LiveBoard>
      </div>
    </Layout>
  );
}

function Look() {
  return <link rel="stylesheet" href={asset(BOARD_STYLE)} />;
}

/** Listens for what changes, and says so when it no longer hears anything. */
function LiveBoard({ viewer, filter, mark, ways, children }: BoardPageProps & { children?: Child }) {
  const text = boardText[viewer.locale];
  const live = `${paths.boardLive(boardQueryText(filter))}&v=${encodeURIComponent(mark)}`;
  return (
    <>
      <p class="notice tone-problem board-offline" role="status" data-offline={text.offline} hidden></p>
      <div id="board" data-ways={JSON.stringify(ways)} hx-sse:connect={live} hx-swap="none">{children}</div>
    </>
  );
}

function BoardFilters({ viewer, filter, technicians, branches }: BoardPageProps) {
  const text = boardText[viewer.locale];
  return (
    <FilterBar action={paths.board()} label={text.filters}>
      {filter.view === "table" && <input type="hidden" name="vista" value="tabla" />}
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
