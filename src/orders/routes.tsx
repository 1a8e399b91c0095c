import { type Context, Hono } from "hono";
import { DeliveryPage } from "../../views/orders/delivery.tsx";
import { EditPage, orderDifferences } from "../../views/orders/edit.tsx";
import { OrdersPage, OrdersPart } from "../../views/orders/list.tsx";
import { MoveAsked } from "../../views/orders/move_asked.tsx";
import { LiveParts, OrderPage } from "../../views/orders/page.tsx";
import { orderText } from "../../views/orders/text.ts";
import { PartMoveForm } from "../../views/parts/order_forms.tsx";
import { readDesk } from "../cash/desk.ts";
import type { Env } from "../http/env.ts";
import { eventStream } from "../http/event_stream.ts";
import { may } from "../http/guard.ts";
import { answer, pageOrPart, wantsFragment } from "../http/htmx.ts";
import { AppError } from "../lib/app_error.ts";
import { check, nest } from "../lib/form.ts";
import { formatMoney } from "../lib/money.ts";
import { loansOut } from "../loaners/hand_over.ts";
import { paths } from "../paths.ts";
import { type CameBack, cameBack } from "../payments/came_back.ts";
import { bulkRoutes } from "./bulk_routes.tsx";
import { orderActRoutes } from "./act_routes.tsx";
import { orderMailRoutes } from "./mail_routes.tsx";
import { orderPaperRoutes } from "./paper_routes.ts";
import { orderPastRoutes } from "./past_routes.tsx";
import { editOrder } from "./commands.ts";
import { deliver } from "./delivery.ts";
import { readMark } from "./file.ts";
import { accessoriesOf } from "./hand_back.ts";
import { deliveryInput, editInput } from "./input.ts";
import { listOrders } from "./list.ts";
import { listFilter, listQuery } from "./list_filter.ts";
import { orderDetail, readOrder, readRepairers, readStatusCounts } from "./queries.ts";
import { vendorsFor } from "./custody.ts";
import { orderPageProps } from "./page_props.ts";
import { GUARANTEED, ORDER_STATUSES, type OrderStatus } from "./status.ts";

/** The list and the pages of an order; what its parts take is in `act_routes.tsx`. */
export const orderRoutes = new Hono<Env>()
  .use(may("orders.read"))
  .route("/lote", bulkRoutes)
  .use("/:number/editar", may("orders.edit"))
  .use("/:number/entrega", may("deliveries.create"))
  .route("/", orderPaperRoutes)
  .route("/", orderMailRoutes)
  .route("/", orderActRoutes)
  .route("/", orderPastRoutes)
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    const filter = listFilter(c.req.query());
    if (wantsFragment(c)) {
      c.header("HX-Push-Url", paths.orders(listQuery(filter)));
      c.header("Vary", "HX-Request");
      const [list, technicians] = await Promise.all([
        listOrders(ctx, filter),
        filter.select ? readRepairers(ctx) : [],
      ]);
      return c.html(<OrdersPart viewer={viewer} list={list} filter={filter} technicians={technicians} />);
    }
    const [list, counts, technicians] = await Promise.all([
      listOrders(ctx, filter),
      readStatusCounts(ctx, filter.branch),
      readRepairers(ctx),
    ]);
    const { branches } = ctx.shop;
    c.header("Vary", "HX-Request");
    return c.html(<OrdersPage {...{ viewer, list, filter, counts, technicians, branches }} />);
  })
  .get("/:number", async (c) => {
    const { viewer } = c.var;
    const number = c.req.param("number");
    const props = await orderPageProps(c.var, number, { allEvents: c.req.query("historial") === "todo" });
    const asked = askedMove(c);
    const vendors = asked ? await vendorsFor(c.var.ctx, asked) : [];
    const move = asked && <MoveAsked {...props} {...asked} vendors={vendors} />;
    const part = viewer.can("parts.use") &&
      props.detail.parts.find((one) => one.part_id === c.req.query("repuesto"));
    const partForm = part && <PartMoveForm {...props} part={part} />;
    return pageOrPart(c, {
      page: () => <OrderPage {...props} move={move} partForm={partForm} />,
      part: () => move ?? (partForm || <LiveParts {...props} />),
    });
  })
  .get("/:number/en-vivo", async (c) => {
    const { ctx } = c.var;
    const number = c.req.param("number");
    const { id } = await readOrder(ctx, number);
    return eventStream(c, {
      topics: [`order:${id}`],
      seen: c.req.query("v") ?? "",
      mark: (ctx) => readMark(ctx, number),
      parts: async (now) => await <LiveParts {...await orderPageProps(now, number)} />,
    });
  })
  .get("/:number/editar", async (c) => {
    const order = await readOrder(c.var.ctx, c.req.param("number"));
    return c.html(<EditPage viewer={c.var.viewer} order={order} />);
  })
  .post("/:number/editar", async (c) => {
    const { ctx, viewer } = c.var;
    const number = c.req.param("number");
    const typed = nest(await c.req.formData());
    const order = await readOrder(ctx, number);
    const form = check(editInput({ timeZone: viewer.timeZone, currency: order.currency }), typed);
    if (!form.ok) {
      return c.html(<EditPage viewer={viewer} order={order} typed={typed} errors={form.errors} />, 422);
    }
    try {
      await editOrder(ctx, number, form.data);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.detail.reason !== "order_changed") throw refusal;
      const saved = await readOrder(ctx, number);
      if (orderDifferences(viewer, { order: saved, typed }).length > 0) {
        return c.html(<EditPage viewer={viewer} order={saved} typed={typed} conflict />, 409);
      }
    }
    return answer(c, { to: paths.order(number), toast: orderText[viewer.locale].toasts.edited });
  })
  .get("/:number/entrega", async (c) => c.html(await deliveryPage(c, c.req.param("number"))))
  .post("/:number/entrega", async (c) => {
    const { ctx, viewer } = c.var;
    const number = c.req.param("number");
    const typed = nest(await c.req.formData());
    const { currency } = await readOrder(ctx, number);
    const form = check(deliveryInput(currency), typed);
    if (!form.ok) return c.html(await deliveryPage(c, number, { typed, errors: form.errors }), 422);
    try {
      await deliver(ctx, number, form.data);
    } catch (refusal) {
      const { status, ...back } = cameBack(refusal, typed);
      return c.html(await deliveryPage(c, number, back), status);
    }
    const { received, amount } = form.data;
    const { toasts } = orderText[viewer.locale];
    const toast = received === null
      ? toasts.delivered(number)
      : toasts.deliveredChange(number, formatMoney(received - (amount ?? 0), currency, viewer.locale));
    return answer(c, { to: paths.order(number), toast });
  });

function askedMove(c: Context<Env>): { to: OrderStatus | null; forced: boolean } | null {
  const name = c.req.query("mover");
  if (name === "forzar") return c.var.viewer.can("orders.force") ? { to: null, forced: true } : null;
  const to = ORDER_STATUSES.find((status) => status === name);
  return to ? { to, forced: false } : null;
}

async function deliveryPage(
  c: Context<Env>,
  number: string,
  { typed, errors, moved }: Partial<CameBack> = {},
) {
  const { ctx, viewer } = c.var;
  const detail = await orderDetail(ctx, number);
  if (detail.order.status !== "ready") throw new AppError("conflict", { reason: "not_ready" });
  const { delivery_signature_required, warranty_days } = ctx.shop.settings;
  const guaranteed = detail.order.outcome !== null && GUARANTEED.includes(detail.order.outcome);
  return (
    <DeliveryPage
      viewer={viewer}
      detail={detail}
      accessories={await accessoriesOf(ctx.db, detail.order.id)}
      loans={await loansOut(ctx.db, detail.order.id)}
      desk={await readDesk(ctx)}
      openingKey={ctx.random.id(ctx.now)}
      formKey={typeof typed?.form_key === "string" ? typed.form_key : ctx.random.id(ctx.now)}
      signatureRequired={delivery_signature_required}
      warrantyDays={guaranteed ? warranty_days : 0}
      typed={typed}
      errors={errors}
      moved={moved}
    />
  );
}
