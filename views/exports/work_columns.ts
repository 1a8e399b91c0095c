import type { CsvColumn } from "../../src/exports/csv.ts";
import type { ClientLine, DeviceLine } from "../../src/exports/client_queries.ts";
import type { OrderLine } from "../../src/exports/order_queries.ts";
import type { Appointment } from "../../src/agenda/queries.ts";
import type { LoanerRow } from "../../src/loaners/queries.ts";
import type { UntoldLine } from "../../src/untold/queries.ts";
import { agendaText } from "../agenda/text.ts";
import { text as clientText } from "../clients/text.ts";
import { orderText } from "../orders/text.ts";
import { statusLabel } from "../orders/status.tsx";
import { untoldText } from "../untold/text.ts";
import type { Viewer } from "../viewer.ts";
import { amount, columnsOf, instant, yesNo } from "./column.ts";

export function orderColumns(viewer: Viewer): CsvColumn<OrderLine>[] {
  const text = orderText[viewer.locale];
  return columnsOf<OrderLine>(viewer, {
    number: (row) => row.number,
    branch: (row) => row.branch,
    status: (row) => statusLabel(viewer, row.status),
    statusCode: (row) => row.status,
    outcome: (row) => row.outcome && text.outcomes[row.outcome],
    priority: (row) => text.priorities[row.priority],
    client: (row) => row.client,
    document: (row) => row.document,
    phone: (row) => row.phone,
    whatsapp: (row) => row.whatsapp,
    email: (row) => row.email,
    category: (row) => text.categories[row.category],
    brand: (row) => row.brand,
    model: (row) => row.model,
    serial: (row) => row.serial,
    fault: (row) => row.fault,
    condition: (row) => row.condition,
    technician: (row) => row.technician,
    receivedAt: (row) => instant(row.received_at, row.timeZone),
    promisedAt: (row) => instant(row.promised_at, row.timeZone),
    readyAt: (row) => instant(row.ready_at, row.timeZone),
    closedAt: (row) => instant(row.closed_at, row.timeZone),
    warrantyEndsAt: (row) => instant(row.warranty_ends_at, row.timeZone),
    ...(viewer.can("payments.read") && {
      charged: (row: OrderLine) => amount(row.charged ?? 0, row.currency),
      paid: (row: OrderLine) => amount(row.paid ?? 0, row.currency),
      balance: (row: OrderLine) => amount(row.balance ?? 0, row.currency),
      currency: (row: OrderLine) => row.currency,
    }),
    id: (row) => row.id,
    clientId: (row) => row.client_id,
    deviceId: (row) => row.device_id,
  });
}

export function clientColumns(viewer: Viewer): CsvColumn<ClientLine>[] {
  return columnsOf<ClientLine>(viewer, {
    name: (row) => row.name,
    clientKind: (row) => clientText[viewer.locale].kinds[row.kind],
    document: (row) => row.document,
    phone: (row) => row.phone,
    whatsapp: (row) => row.whatsapp,
    email: (row) => row.email,
    address: (row) => row.address,
    notes: (row) => row.notes,
    language: (row) => row.locale,
    channel: (row) => clientText[viewer.locale].channels[row.channel],
    consentEmail: (row) => clientText[viewer.locale].answers[row.consents.email],
    consentWhatsapp: (row) => clientText[viewer.locale].answers[row.consents.whatsapp],
    consentPhone: (row) => clientText[viewer.locale].answers[row.consents.phone],
    lastOrder: (row) => row.lastOrder?.number ?? null,
    createdAt: (row) => instant(row.createdAt, viewer.timeZone),
    id: (row) => row.id,
  });
}

export function deviceColumns(viewer: Viewer): CsvColumn<DeviceLine>[] {
  return columnsOf<DeviceLine>(viewer, {
    category: (row) => orderText[viewer.locale].categories[row.category],
    brand: (row) => row.brand,
    model: (row) => row.model,
    serial: (row) => row.serial,
    client: (row) => row.client,
    createdAt: (row) => instant(row.created_at, viewer.timeZone),
    id: (row) => row.id,
    clientId: (row) => row.client_id,
  });
}

export function appointmentColumns(viewer: Viewer): CsvColumn<Appointment>[] {
  const text = agendaText[viewer.locale];
  return columnsOf<Appointment>(viewer, {
    startsAt: (row) => instant(row.startsAt, viewer.timeZone),
    endsAt: (row) => instant(row.endsAt, viewer.timeZone),
    kind: (row) => text.kinds[row.kind],
    status: (row) => text.states[row.state],
    client: (row) => row.name,
    phone: (row) => row.phone,
    number: (row) => row.order?.number ?? null,
    technician: (row) => row.technician?.name ?? null,
    note: (row) => row.note,
    reason: (row) => row.cancelReason,
    id: (row) => row.id,
  });
}

export function loanerColumns(viewer: Viewer): CsvColumn<LoanerRow>[] {
  return columnsOf<LoanerRow>(viewer, {
    name: (row) => row.name,
    serial: (row) => row.serial,
    condition: (row) => row.condition,
    active: (row) => yesNo(viewer, row.active),
    number: (row) => row.out?.number ?? null,
    client: (row) => row.out?.client ?? null,
    dueAt: (row) => instant(row.out?.dueAt ?? null, viewer.timeZone),
    id: (row) => row.id,
  });
}

export function untoldColumns(viewer: Viewer): CsvColumn<UntoldLine>[] {
  const text = untoldText[viewer.locale];
  return columnsOf<UntoldLine>(viewer, {
    number: (row) => row.number,
    about: (row) => text.about[row.about] ?? row.about,
    reason: (row) => text.reasons[row.reason],
    since: (row) => instant(row.since, viewer.timeZone),
    client: (row) => row.client,
    phone: (row) => row.phones.join(", "),
    brand: (row) => row.brand,
    model: (row) => row.model,
    openedAt: (row) => instant(row.opened_at, viewer.timeZone),
    clientId: (row) => row.client_id,
  });
}
