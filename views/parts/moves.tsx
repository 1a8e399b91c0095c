import { paths } from "../../src/paths.ts";
import type { PartDetail } from "../../src/parts/queries.ts";
import type { MoveKind } from "../../src/parts/stock.ts";
import type { MoveRow } from "../../src/parts/stock_queries.ts";
import type { IconName } from "../components/icon.tsx";
import { Icon } from "../components/icon.tsx";
import { EmptyState, Panel } from "../components/panel.tsx";
import { Code } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { TimeAgo } from "../components/time.tsx";
import type { Viewer } from "../viewer.ts";
import { partText } from "./text.ts";
import { quantityWords } from "./words.ts";

const ICON = {
  receive: "package-plus",
  reserve: "lock",
  release: "undo-2",
  consume: "wrench",
  return: "undo-2",
  scrap: "trash-2",
  adjust: "arrow-up-down",
} as const satisfies Record<MoveKind, IconName>;

/** Why there is what there is, newest first. */
export function MovesPanel(
  { viewer, part, rows }: { viewer: Viewer; part: PartDetail; rows: readonly MoveRow[] },
) {
  const text = partText[viewer.locale];
  const several = part.stock.length > 1;
  return (
    <Panel heading={text.page.moves} headingId="part-moves" icon="history" flush>
      <DataTable
        viewer={viewer}
        caption={text.page.moves}
        rows={rows}
        empty={<EmptyState icon="history" title={text.page.noMoves} />}
        columns={[
          {
            label: text.page.what,
            width: "shrink",
            cell: (row) => (
              <span class="with-sign">
                <Icon name={ICON[row.kind]} size={16} />
                {text.moveKinds[row.kind]}
              </span>
            ),
          },
          {
            label: text.page.change,
            numeric: true,
            beside: true,
            width: "shrink",
            cell: (row) => change(viewer, part, row),
          },
          { label: text.page.why, width: "grow", cell: (row) => <Why viewer={viewer} row={row} /> },
          ...(several
            ? [{ label: text.page.branch, wideOnly: true, cell: (row: MoveRow) => row.branch }]
            : []),
          { label: text.page.who, wideOnly: true, cell: (row) => row.actor },
          {
            label: text.page.when,
            width: "shrink",
            cell: (row) => <TimeAgo viewer={viewer} at={row.at} />,
          },
        ]}
      />
    </Panel>
  );
}

/** `+5`, `−1`; a reservation changes what is reserved, not what is there. */
function change(viewer: Viewer, part: PartDetail, row: MoveRow): string {
  const moved = row.on_hand_change || row.reserved_change;
  const words = quantityWords(viewer.locale, { quantity: Math.abs(moved), unit: part.unit });
  return `${moved < 0 ? "−" : "+"}${words}`;
}

function Why({ viewer, row }: { viewer: Viewer; row: MoveRow }) {
  const text = partText[viewer.locale];
  const reasons: Record<string, string> = text.scrapReasons;
  const said = [row.supplier, reasons[row.reason], row.note].filter(Boolean).join(" · ");
  return (
    <>
      {row.order && <a href={paths.order(row.order)}>{text.page.forOrder(row.order)}</a>}{" "}
      {row.serial && <Code>{row.serial}</Code>} {said}
    </>
  );
}
