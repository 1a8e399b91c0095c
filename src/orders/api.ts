import { Hono } from "hono";
import { linkNext, scope } from "../http/bearer.ts";
import type { Env } from "../http/env.ts";
import { instantText, type JsonMoney } from "../lib/json.ts";
import { paths } from "../paths.ts";
import { paymentState } from "../payments/payment.ts";
import { listOrders, type OrderListRow } from "./list.ts";
import { listFilter, listQuery } from "./list_filter.ts";
import { type OrderDetail, orderDetail } from "./queries.ts";

/** Filters are those of the list's own address. */
export const orderApi = new Hono<Env>()
  .use(scope("orders:read"))
  .get("/", async (c) => {
    const filter = listFilter(c.req.query());
    const { rows, next } = await listOrders(c.var.ctx, filter);
    linkNext(c, next && paths.apiOrders(listQuery({ ...filter, cursor: next })));
    return c.json(rows.map(listed));
  })
  .get("/:number", async (c) => {
    return c.json(detailed(await orderDetail(c.var.ctx, c.req.param("number"), { allEvents: true })));
  });

function listed(row: OrderListRow) {
  return {
    number: row.number,
    status: row.status,
    status_since: instantText(row.status_since),
    priority: row.priority,
    received_at: instantText(row.received_at),
    promised_at: instantText(row.promised_at),
    fault: row.fault,
    client: { name: row.client },
    device: { brand: row.brand, model: row.model },
    technician: row.technician === null ? null : { name: row.technician },
  };
}

function detailed(detail: OrderDetail) {
  const { order, client, device, diagnosis, balance } = detail;
  const money = (amount_minor: number): JsonMoney => ({ amount_minor, currency: order.currency });
  return {
    number: order.number,
    status: order.status,
    status_since: instantText(order.status_since),
    outcome: order.outcome,
    priority: order.priority,
    received_at: instantText(order.received_at),
    promised_at: instantText(order.promised_at),
    ready_at: instantText(order.ready_at),
    closed_at: instantText(order.closed_at),
    fault: order.fault,
    condition: order.condition,
    accessories: detail.accessories,
    client: { id: client.id, name: client.name },
    device,
    technician: detail.technician,
    diagnosis: diagnosis && {
      text: diagnosis.text,
      finding: diagnosis.finding,
      by: diagnosis.by,
      at: instantText(diagnosis.at),
    },
    preauthorised: order.preauthorised_minor === null ? null : money(order.preauthorised_minor),
    charged: money(balance.charged),
    paid: money(balance.paid),
    balance: money(balance.balance),
    payment_state: paymentState({ ...balance, entries: detail.payments }),
    warranty_ends_at: instantText(detail.warranty.endsAt),
    events: detail.events.map(({ kind, from, to, actor, at }) => ({
      kind,
      from,
      to,
      actor,
      at: instantText(at),
    })),
    version: order.version,
  };
}
