import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { AlertStrip } from "../../views/alerts/parts.tsx";
import { BoardPage, WallPage } from "../../views/board/board.tsx";
import { BoardColumn, columnId } from "../../views/board/columns.tsx";
import { BenchPage, CounterPage } from "../../views/board/counter.tsx";
import { BoardMovePage, BoardMoves, MOVE_TARGET } from "../../views/board/moves.tsx";
import { BoardTable } from "../../views/board/table.tsx";
import { sentenceOf } from "../../views/errors/text.ts";
import { MoveForm } from "../../views/orders/move_form.tsx";
import { Part } from "../../views/orders/page.tsx";
import { statusLabel } from "../../views/orders/status.tsx";
import { orderText } from "../../views/orders/text.ts";
import { toldAside } from "../../views/mail/telling.tsx";
import { alertMark } from "../alerts/alert.ts";
import { openAlerts } from "../alerts/queries.ts";
import type { Env } from "../http/env.ts";
import type { Plan } from "../mail/plan.ts";
import { eventStream } from "../http/event_stream.ts";
import { may } from "../http/guard.ts";
import { answer, pageOrPart, refuse, wantsFragment } from "../http/htmx.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import { check, nest, type Typed } from "../lib/form.ts";
import { refusedFields } from "../lib/refused.ts";
import { paths } from "../paths.ts";
import {
  boardFilter,
  boardMark,
  boardQueryText,
  boardReader,
  type BoardReading,
  changedGroups,
  readBoard,
} from "./board.ts";
import { readBench, readCounter } from "./counter.ts";
import { unseenMentions } from "../notes/queries.ts";
import { unusedSlips } from "../slips/queries.ts";
import { dueOrders } from "./custody.ts";
import { ownTimer } from "../timers/queries.ts";
import { moveInput } from "./input.ts";
import { moveStatus } from "./moves.ts";
import { orderDetail, readRepairers } from "./queries.ts";
import { ORDER_STATUSES, type OrderStatus } from "./status.ts";
import { readToday } from "./today.ts";
import { backupPulse } from "../backups/queries.ts";
import { readBenchPulse, readOwnerPulse } from "../statistics/pulse_queries.ts";
import { waysOf } from "./transition.ts";

/** The open orders of a branch in columns. Mounted at `/tablero`. */
export const boardRoutes = new Hono<Env>()
  .use(may("orders.read"))
  .use("/:number/estado", may("orders.edit"))
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const filter = boardFilter(ctx, c.req.query());
    const [board, technicians] = await Promise.all([readBoard(ctx, filter), readRepairers(ctx)]);
    const { branches, settings } = ctx.shop;
    const ways = viewer.user && viewer.can("orders.edit") ? waysOf(viewer.user.role, settings) : {};
    const props = { viewer, filter, board, technicians, branches, ways, mark: boardMark(board, ctx.now) };
    return c.html(filter.view === "wall" ? <WallPage {...props} /> : <BoardPage {...props} />);
  })
  .get("/en-vivo", (c) => {
    const filter = boardFilter(c.var.ctx, c.req.query());
    const read = boardReader(filter);
    let latest: BoardReading = { board: { cards: [], more: false }, mark: "" };
    return eventStream(c, {
      topics: [`board:${filter.branch}`],
      bare: filter.view === "wall",
      seen: c.req.query("v") ?? "",
      async mark(ctx, told) {
        latest = await read(ctx, told);
        return latest.mark;
      },
      async parts({ viewer }, seen) {
        const groups = changedGroups(seen, latest.mark);
        if (groups.length === 0) return null;
        const props = { viewer, filter, board: latest.board };
        if (filter.view === "table") {
          return await (
            <Part target="board-table">
              <BoardTable {...props} />
            </Part>
          );
        }
        return await (
          <>
            {groups.map((group) => (
              <Part target={columnId(group)}>
                <BoardColumn {...props} group={group} />
              </Part>
            ))}
          </>
        );
      },
    });
  })
  .get("/:number/estado", async (c) => {
    const { ctx, viewer } = c.var;
    const detail = await orderDetail(ctx, c.req.param("number"));
    const props = { viewer, detail, query: boardQuery(c) };
    return pageOrPart(c, { page: () => <BoardMovePage {...props} />, part: () => <BoardMoves {...props} /> });
  })
  .post("/:number/estado", async (c) => {
    const { ctx, viewer } = c.var;
    const number = c.req.param("number");
    const form = check(moveInput({ timeZone: viewer.timeZone }), nest(await c.req.formData()));
    let undoable = false;
    let told: Plan | null = null;
    try {
      const errors = form.ok
        ? await refusedFields(moveStatus(ctx, number, form.data).then((done) => ({ undoable, told } = done)))
        : form.errors;
      if (errors) return await moveAsks(c, number, { typed: form.typed, errors });
    } catch (refusal) {
      if (form.ok && refusal instanceof AppError && ON_ITS_PAGE.includes(refusal.detail.reason)) {
        return onItsPage(c, number, form.data.to);
      }
      if (!(refusal instanceof AppError) || !wantsFragment(c)) throw refusal;
      return refuse(c, sentenceOf(refusal, viewer.locale));
    }
    const label = form.ok ? statusLabel(viewer, form.data.to) : "";
    return await answer(c, {
      to: paths.board(boardQuery(c)),
      toast: orderText[viewer.locale].toasts.movedOrder(number, label) + toldAside(viewer.locale, told),
      undo: undoable ? paths.orderMoveUndo(number) : undefined,
      fragment: () => html``,
    });
  });

/** What an offer has to do with is asked where the offer is. */
const ON_ITS_PAGE: readonly (string | undefined)[] = ["move_has_own_form", "quote_missing"];

function onItsPage(c: Context<Env>, number: string, to: OrderStatus): Response {
  const path = paths.orderMove(number, to);
  if (!wantsFragment(c)) return c.redirect(path, 303);
  c.header("HX-Redirect", path);
  return c.body(null, 409);
}

function boardQuery(c: Context<Env>): string {
  return boardQueryText(boardFilter(c.var.ctx, c.req.query()));
}

/** The form of a move that has to bring something; without complaints as long as nobody has filled it in. */
async function moveAsks(
  c: Context<Env>,
  number: string,
  { typed, errors }: { typed: Typed; errors: FieldErrors },
): Promise<Response> {
  const { ctx, viewer } = c.var;
  const [detail, repairers] = await Promise.all([orderDetail(ctx, number), readRepairers(ctx)]);
  const to = ORDER_STATUSES.find((status) => status === typed.to) ?? null;
  const query = boardQuery(c);
  const way = { action: paths.boardMoves(number, query), target: MOVE_TARGET, back: paths.board(query) };
  const begun = Object.keys(typed).some((name) => !["_csrf", "from", "to"].includes(name));
  const filled = begun ? { typed, errors } : {};
  const form = <MoveForm {...{ viewer, detail, repairers, to, way }} {...filled} forced={false} />;
  return await pageOrPart(c, {
    status: 422,
    page: () => <BoardMovePage viewer={viewer} detail={detail} query={query}>{form}</BoardMovePage>,
    part: () => form,
  });
}

/** Where one begins the day: the counter, or the own bench. Mounted at `/`. */
export const counterRoutes = new Hono<Env>()
  .get("/", may("orders.read"), async (c) => {
    const { ctx, viewer } = c.var;
    const branch = viewer.branch?.id ?? "";
    const alerts = await openAlerts(ctx.db, branch);
    if (viewer.user?.role === "technician") {
      const [bench, mentions, due, timer, pulse] = await Promise.all([
        readBench(ctx, { branch, timeZone: viewer.timeZone }),
        unseenMentions(ctx),
        dueOrders(ctx, { technicianId: ctx.actor.id ?? "" }),
        ownTimer(ctx),
        readBenchPulse(ctx, { branchId: branch, technicianId: ctx.actor.id ?? "" }),
      ]);
      return c.html(<BenchPage {...{ viewer, bench, alerts, mentions, due, timer, pulse }} />);
    }
    const [counter, { old }, mentions, due, today, pulse, backups] = await Promise.all([
      readCounter(ctx, branch),
      unusedSlips(ctx, branch),
      unseenMentions(ctx),
      dueOrders(ctx, { branchId: branch }),
      readToday(ctx, branch, viewer.timeZone),
      viewer.user?.role === "admin" && viewer.can("statistics.read") ? readOwnerPulse(ctx, branch) : null,
      viewer.can("backups.read") ? backupPulse(ctx.db) : null,
    ]);
    const slips = { old, days: ctx.shop.settings.slip_open_days };
    return c.html(
      <CounterPage {...{ viewer, branch, counter, alerts, slips, mentions, due, today, pulse, backups }} />,
    );
  })
  .get("/en-vivo", may("orders.read"), (c) => {
    const branch = c.var.viewer.branch?.id ?? "";
    return eventStream(c, {
      topics: [],
      seen: c.req.query("v") ?? "",
      mark: async ({ db }) => alertMark(await openAlerts(db, branch)),
      parts: async ({ ctx, viewer }) => (
        <Part target="alert-strip">
          <AlertStrip viewer={viewer} alerts={await openAlerts(ctx.db, branch)} />
        </Part>
      ),
    });
  });
