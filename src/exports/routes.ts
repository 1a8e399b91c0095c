import { type Context, Hono } from "hono";
import {
  auditColumns,
  debtorColumns,
  moneyColumns,
  partColumns,
  purchaseColumns,
  sessionColumns,
} from "../../views/exports/shop_columns.ts";
import {
  appointmentColumns,
  clientColumns,
  deviceColumns,
  loanerColumns,
  orderColumns,
  untoldColumns,
} from "../../views/exports/work_columns.ts";
import { messageColumns, printJobColumns, slipColumns } from "../../views/exports/record_columns.ts";
import { agendaFilter } from "../agenda/filter.ts";
import { auditFilter } from "../audit/filter.ts";
import { figuresFilter, sessionFilter } from "../cash/input.ts";
import { clientFilter } from "../clients/filter.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { staffOf } from "../intakes/staff.ts";
import { dayOf } from "../lib/dates.ts";
import { loanerList } from "../loaners/filter.ts";
import { listFilter } from "../orders/list_filter.ts";
import { messageFilter } from "../mail/filter.ts";
import { partFilter } from "../parts/filter.ts";
import { debtorFilter } from "../payments/filter.ts";
import { JobListQuery } from "../printing/input.ts";
import { slipFilter } from "../slips/filter.ts";
import { auditPages } from "./audit_queries.ts";
import { clientPages, devicePages } from "./client_queries.ts";
import type { CsvColumn } from "./csv.ts";
import { appointmentPages, loanerPages, untoldPages } from "./desk_queries.ts";
import { debtorPages, moneyPages, sessionPages } from "./money_queries.ts";
import { orderPages } from "./order_queries.ts";
import { messagePages, printJobPages, slipPages } from "./record_queries.ts";
import { partPages, purchasePages } from "./stock_queries.ts";
import { csvStream } from "./stream.ts";
import { styleAsked } from "./style.ts";

/** Every list as CSV, by the filters of its own address. Mounted at `/exportar`. */
export const exportRoutes = new Hono<Env>()
  .use(may("lists.export"))
  .get("/ordenes.csv", may("orders.read"), (c) => {
    const { ctx, viewer } = c.var;
    const pages = orderPages(ctx, listFilter(c.req.query()));
    return csv(c, { list: "orders", file: "ordenes", columns: orderColumns(viewer), pages });
  })
  .get("/clientes.csv", may("clients.read"), (c) => {
    const { ctx, viewer } = c.var;
    const pages = clientPages(ctx, clientFilter(c.req.query()));
    return csv(c, { list: "clients", file: "clientes", columns: clientColumns(viewer), pages });
  })
  .get("/equipos.csv", may("devices.read"), (c) => {
    const { ctx, viewer } = c.var;
    const pages = devicePages(ctx, (c.req.query("q") ?? "").slice(0, 200));
    return csv(c, { list: "devices", file: "equipos", columns: deviceColumns(viewer), pages });
  })
  .get("/repuestos.csv", may("parts.read"), (c) => {
    const { ctx, viewer } = c.var;
    const pages = partPages(ctx, partFilter(c.req.query()), staffOf(ctx).branchId);
    return csv(c, { list: "parts", file: "repuestos", columns: partColumns(viewer), pages });
  })
  .get("/compras.csv", may("parts.manage"), (c) => {
    const { ctx, viewer } = c.var;
    const pages = purchasePages(ctx, staffOf(ctx).branchId);
    return csv(c, { list: "purchases", file: "compras", columns: purchaseColumns(viewer), pages });
  })
  .get("/pagos.csv", may("payments.read"), (c) => {
    const { ctx, viewer } = c.var;
    const pages = moneyPages(ctx, figuresFilter.parse(c.req.query()));
    return csv(c, { list: "payments", file: "pagos", columns: moneyColumns(viewer), pages });
  })
  .get("/cajas.csv", may("cash.use"), (c) => {
    const { ctx, viewer } = c.var;
    const pages = sessionPages(ctx, sessionFilter.parse(c.req.query()));
    return csv(c, { list: "cash_sessions", file: "cajas", columns: sessionColumns(viewer), pages });
  })
  .get("/deudores.csv", may("payments.read"), (c) => {
    const { ctx, viewer } = c.var;
    const filter = debtorFilter(c.req.query(), viewer.currency);
    const columns = debtorColumns(viewer, filter.currency);
    return csv(c, { list: "debtors", file: "deudores", columns, pages: debtorPages(ctx, filter) });
  })
  .get("/agenda.csv", may("agenda.read"), (c) => {
    const { ctx, viewer } = c.var;
    const filter = agendaFilter(c.req.query(), dayOf(ctx.now, viewer.timeZone));
    const pages = appointmentPages(ctx, filter, staffOf(ctx).branchId);
    return csv(c, { list: "appointments", file: "agenda", columns: appointmentColumns(viewer), pages });
  })
  .get("/prestamos.csv", may("loaners.read"), (c) => {
    const { ctx, viewer } = c.var;
    const pages = loanerPages(ctx, loanerList(c.req.query("estado")), staffOf(ctx).branchId);
    return csv(c, { list: "loaners", file: "prestamos", columns: loanerColumns(viewer), pages });
  })
  .get("/por-avisar.csv", may("orders.edit"), (c) => {
    const { ctx, viewer } = c.var;
    const pages = untoldPages(ctx, staffOf(ctx).branchId);
    return csv(c, { list: "untold", file: "por-avisar", columns: untoldColumns(viewer), pages });
  })
  .get("/talones.csv", may("slips.manage"), (c) => {
    const { ctx, viewer } = c.var;
    const pages = slipPages(ctx, slipFilter(c.req.query()), staffOf(ctx).branchId);
    return csv(c, { list: "slips", file: "talones", columns: slipColumns(viewer), pages });
  })
  .get("/mensajes.csv", may("messages.read"), (c) => {
    const { ctx, viewer } = c.var;
    const pages = messagePages(ctx, messageFilter(c.req.query()));
    return csv(c, { list: "messages", file: "mensajes", columns: messageColumns(viewer), pages });
  })
  .get("/etiquetas.csv", may("printers.manage"), (c) => {
    const { ctx, viewer } = c.var;
    const pages = printJobPages(ctx, JobListQuery.parse(c.req.query()).ver);
    return csv(c, { list: "print_jobs", file: "etiquetas", columns: printJobColumns(viewer), pages });
  })
  .get("/auditoria.csv", may("audit.read"), (c) => {
    const { ctx, viewer } = c.var;
    const pages = auditPages(ctx, auditFilter(c.req.query()));
    return csv(c, { list: "audit", file: "auditoria", columns: auditColumns(viewer), pages });
  });

interface Answer<Row> {
  list: string;
  /** Name of the file, before the day. */
  file: string;
  columns: readonly CsvColumn<Row>[];
  pages: AsyncGenerator<Row[]>;
}

function csv<Row>(c: Context<Env>, { list, file, columns, pages }: Answer<Row>): Response {
  const { ctx, viewer } = c.var;
  const { separador, ...filter } = c.req.query();
  const style = styleAsked(separador, viewer.locale);
  const day = dayOf(ctx.now, viewer.timeZone);
  return c.body(csvStream(ctx, { list, filter, columns, pages, style }), 200, {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": `attachment; filename="${file}-${day}.csv"`,
  });
}
