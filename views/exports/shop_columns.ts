import type { AuditRow } from "../../src/audit/queries.ts";
import type { CsvColumn } from "../../src/exports/csv.ts";
import type { MoneyLine, SessionLine } from "../../src/exports/money_queries.ts";
import type { PartLine, PurchaseLine } from "../../src/exports/stock_queries.ts";
import type { Debtor } from "../../src/payments/queries.ts";
import { text as auditText } from "../audit/text.ts";
import { orderText } from "../orders/text.ts";
import { partText } from "../parts/text.ts";
import type { Viewer } from "../viewer.ts";
import { amount, columnsOf, instant, quantity, yesNo } from "./column.ts";
import { exportText } from "./text.ts";

export function partColumns(viewer: Viewer): CsvColumn<PartLine>[] {
  return columnsOf<PartLine>(viewer, {
    sku: (row) => row.sku,
    ean: (row) => row.ean,
    name: (row) => row.name,
    description: (row) => row.description,
    category: (row) => row.category,
    models: (row) => row.models.join(", "),
    unit: (row) => partText[viewer.locale].units[row.unit],
    serialised: (row) => yesNo(viewer, row.serialised),
    active: (row) => yesNo(viewer, row.active),
    price: (row) => amount(row.price_minor, row.currency),
    ...(viewer.can("costs.read") && {
      cost: (row: PartLine) => row.cost && amount(row.cost.minor, row.cost.currency),
    }),
    currency: (row) => row.currency,
    onHand: (row) => quantity(row.on_hand),
    reserved: (row) => quantity(row.reserved),
    minimum: (row) => quantity(row.minimum),
    location: (row) => row.location,
    id: (row) => row.id,
  });
}

export function purchaseColumns(viewer: Viewer): CsvColumn<PurchaseLine>[] {
  return columnsOf<PurchaseLine>(viewer, {
    supplier: (row) => row.supplier,
    createdAt: (row) => instant(row.created_at, viewer.timeZone),
    orderedAt: (row) => instant(row.ordered_at, viewer.timeZone),
    closedAt: (row) => instant(row.closed_at, viewer.timeZone),
    sku: (row) => row.sku,
    name: (row) => row.name,
    unit: (row) => partText[viewer.locale].units[row.unit],
    ordered: (row) => quantity(row.ordered),
    received: (row) => quantity(row.received),
    user: (row) => row.by,
    note: (row) => row.note,
    id: (row) => row.id,
  });
}

export function moneyColumns(viewer: Viewer): CsvColumn<MoneyLine>[] {
  const words = orderText[viewer.locale];
  const { movement } = exportText[viewer.locale];
  return columnsOf<MoneyLine>(viewer, {
    at: (row) => instant(row.at, row.timeZone),
    branch: (row) => row.branch,
    kind: (row) => row.kind === "movement" ? movement : words.paymentKinds[row.kind],
    method: (row) => words.methods[row.method],
    amount: (row) => amount(row.minor, row.currency),
    currency: (row) => row.currency,
    number: (row) => row.order,
    client: (row) => row.client,
    user: (row) => row.by,
    till: (row) => row.till,
    note: (row) => row.note,
    id: (row) => row.id,
  });
}

export function sessionColumns(viewer: Viewer): CsvColumn<SessionLine>[] {
  return columnsOf<SessionLine>(viewer, {
    till: (row) => row.till,
    branch: (row) => row.branch,
    user: (row) => row.user.name,
    openedAt: (row) => instant(row.openedAt, row.timeZone),
    closedAt: (row) => instant(row.closedAt, row.timeZone),
    float: (row) => amount(row.floatMinor, row.currency),
    difference: (row) => amount(row.differenceMinor, row.currency),
    currency: (row) => row.currency,
    note: (row) => row.note,
    reason: (row) => row.closeReason,
    id: (row) => row.id,
  });
}

/** All in one currency. */
export function debtorColumns(viewer: Viewer, currency: string): CsvColumn<Debtor>[] {
  return columnsOf<Debtor>(viewer, {
    name: (row) => row.name,
    phone: (row) => row.phone,
    orders: (row) => row.orders,
    since: (row) => instant(row.since, viewer.timeZone),
    owed: (row) => amount(row.owed, currency),
    currency: () => currency,
    clientId: (row) => row.id,
  });
}

export function auditColumns(viewer: Viewer): CsvColumn<AuditRow>[] {
  const text = auditText[viewer.locale];
  return columnsOf<AuditRow>(viewer, {
    at: (row) => instant(row.at, viewer.timeZone),
    user: (row) => row.actor,
    ip: (row) => row.ip,
    kind: (row) => text.kinds[row.kind] ?? row.kind,
    subject: (row) => row.subject.name ?? row.subject.id,
    details: (row) => JSON.stringify(row.data),
    id: (row) => row.id,
    request: (row) => row.requestId,
    chainPlace: (row) => row.seq,
  });
}
