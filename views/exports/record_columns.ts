import type { CsvColumn } from "../../src/exports/csv.ts";
import type { MessageLine } from "../../src/mail/queries.ts";
import type { PrintJobView } from "../../src/printing/job_views.ts";
import type { Slip } from "../../src/slips/queries.ts";
import { text as mailText } from "../mail/text.ts";
import { printingText } from "../printing/text.ts";
import { jobWords } from "../printing/words.ts";
import { slipText } from "../slips/text.ts";
import type { Viewer } from "../viewer.ts";
import { columnsOf, instant } from "./column.ts";

export function slipColumns(viewer: Viewer): CsvColumn<Slip>[] {
  return columnsOf<Slip>(viewer, {
    slip: (row) => row.number,
    status: (row) => slipText[viewer.locale].states[row.state],
    statusCode: (row) => row.state,
    createdAt: (row) => instant(row.reservedAt, viewer.timeZone),
    user: (row) => row.reservedBy,
    number: (row) => row.order,
    settledAt: (row) => instant(row.settledAt, viewer.timeZone),
    settledBy: (row) => row.settledBy,
    reason: (row) => row.reason,
    id: (row) => row.id,
  });
}

export function messageColumns(viewer: Viewer): CsvColumn<MessageLine>[] {
  const text = mailText[viewer.locale];
  return columnsOf<MessageLine>(viewer, {
    createdAt: (row) => instant(row.createdAt, viewer.timeZone),
    sentAt: (row) => instant(row.sentAt, viewer.timeZone),
    kind: (row) => text.kinds[row.kind],
    client: (row) => row.toName,
    email: (row) => row.toAddress,
    subject: (row) => row.subject,
    status: (row) => text.states[row.state],
    statusCode: (row) => row.state,
    number: (row) => row.orderNumbers.join(", "),
    id: (row) => row.id,
  });
}

export function printJobColumns(viewer: Viewer): CsvColumn<PrintJobView>[] {
  return columnsOf<PrintJobView>(viewer, {
    createdAt: (row) => instant(row.createdAt, viewer.timeZone),
    label: (row) => row.title,
    number: (row) => row.orderNumber,
    status: (row) => printingText[viewer.locale].states[row.state],
    statusCode: (row) => row.state,
    details: (row) => jobWords(viewer, row).note,
    printer: (row) => row.printer.name,
    copies: (row) => row.copies,
    attempts: (row) => row.attempts,
    user: (row) => row.createdBy,
    updatedAt: (row) => instant(row.updatedAt, viewer.timeZone),
    id: (row) => row.id,
  });
}
