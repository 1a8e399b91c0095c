import { Hono } from "hono";
import { AlertStrip } from "../../views/alerts/parts.tsx";
import { BoardPage, BoardPart } from "../../views/board/board.tsx";
import { BenchPage, CounterPage } from "../../views/board/counter.tsx";
import { Part } from "../../views/orders/page.tsx";
import { alertMark } from "../alerts/alert.ts";
import { openAlerts } from "../alerts/queries.ts";
import type { Env } from "../http/env.ts";
import { eventStream } from "../http/event_stream.ts";
import { may } from "../http/guard.ts";
import { boardFilter, boardMark, readBoard } from "./board.ts";
import { readBench, readCounter } from "./counter.ts";
import { unseenMentions } from "../notes/queries.ts";
import { unusedSlips } from "../slips/queries.ts";
import { dueOrders } from "./custody.ts";
import { readRepairers } from "./queries.ts";
import { readToday } from "./today.ts";

/** The open orders of a branch in columns. Mounted at `/tablero`. */
export const boardRoutes = new Hono<Env>()
  .use(may("orders.read"))
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const filter = boardFilter(ctx, c.req.query());
    const mark = await boardMark(ctx);
    const [board, technicians] = await Promise.all([readBoard(ctx, filter), readRepairers(ctx)]);
    const hours = ctx.shop.settings.status_hours;
    const { branches } = ctx.shop;
    return c.html(<BoardPage {...{ viewer, filter, mark, board, technicians, branches, hours }} />);
  })
  .get("/en-vivo", (c) => {
    const filter = boardFilter(c.var.ctx, c.req.query());
    return eventStream(c, {
      topics: [`board:${filter.branch}`],
      seen: c.req.query("v") ?? "",
      mark: boardMark,
      parts: async ({ ctx, viewer }) => {
        const board = await readBoard(ctx, filter);
        return await (
          <Part target="board">
            <BoardPart viewer={viewer} board={board} hours={ctx.shop.settings.status_hours} />
          </Part>
        );
      },
    });
  });

/** Where one begins the day: the counter, or the own bench. Mounted at `/`. */
export const counterRoutes = new Hono<Env>()
  .get("/", may("orders.read"), async (c) => {
    const { ctx, viewer } = c.var;
    const branch = viewer.branch?.id ?? "";
    const alerts = await openAlerts(ctx.db, branch);
    if (viewer.user?.role === "technician") {
      const [bench, mentions, due] = await Promise.all([
        readBench(ctx, branch),
        unseenMentions(ctx),
        dueOrders(ctx, { technicianId: ctx.actor.id ?? "" }),
      ]);
      return c.html(<BenchPage {...{ viewer, bench, alerts, mentions, due }} />);
    }
    const [counter, { old }, mentions, due, today] = await Promise.all([
      readCounter(ctx, branch),
      unusedSlips(ctx, branch),
      unseenMentions(ctx),
      dueOrders(ctx, { branchId: branch }),
      readToday(ctx, branch, viewer.timeZone),
    ]);
    const slips = { old, days: ctx.shop.settings.slip_open_days };
    return c.html(<CounterPage {...{ viewer, branch, counter, alerts, slips, mentions, due, today }} />);
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
