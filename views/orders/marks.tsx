import { dueReview } from "../../src/orders/due.ts";
import type { OrderListRow } from "../../src/orders/list.ts";
import { isOverdue, isPaused } from "../../src/orders/sla.ts";
import type { Locale } from "../../src/lib/locale.ts";
import { Chip } from "../components/status.tsx";
import { preintakeText } from "../preintakes/text.ts";
import { ClaimChip } from "../warranties/claim_chip.tsx";
import { orderText } from "./text.ts";

type Marked = Pick<
  OrderListRow,
  "status" | "overdue_at" | "parts_in" | "by_client" | "hold_review_at" | "vendor_expected_at" | "claim_of"
>;

interface MarksProps {
  locale: Locale;
  row: Marked;
  now: number;
  /** What is around it tells already that it is overdue. */
  lateIsSaid?: boolean;
}

/** What to know of an order beside its status, below it; nothing for most. */
export function Marks({ locale, row, now, lateIsSaid = false }: MarksProps) {
  const text = orderText[locale].list;
  const due = dueReview(row, now);
  const late = isOverdue(row, now);
  const partsIn = row.parts_in === 1;
  const claim = row.claim_of !== null;
  const rests = restsUnsaid(row) && !late && !partsIn;
  const saysLate = late && !lateIsSaid;
  const byClient = announcedByClient(row);
  if (!due && !saysLate && !partsIn && !claim && !rests && !byClient) return "";
  return (
    <span class="marks">
      {saysLate && <Chip small tone="problem" label={text.overdueMark} />}
      {due && <DueChip locale={locale} due={due} />}
      {partsIn && <Chip small tone="ready" label={text.partsInMark} />}
      {claim && <ClaimChip locale={locale} />}
      {rests && <RestsChip locale={locale} />}
      {byClient && <ByClientChip locale={locale} />}
    </span>
  );
}

export function DueChip({ locale, due }: { locale: Locale; due: "review" | "vendor" }) {
  return <Chip small tone="problem" label={orderText[locale].list.dueMarks[due]} />;
}

/** That the shop's clock stands still while somebody else is waited for. */
export function RestsChip({ locale }: { locale: Locale }) {
  const text = orderText[locale].list;
  return <span class="chip small rests" title={text.restsHint}>{text.restsMark}</span>;
}

/** Nobody of the shop has seen the device, nor heard the client. */
export function ByClientChip({ locale }: { locale: Locale }) {
  const { mark, markHint } = preintakeText[locale];
  return <span class="chip small tone-new" title={markHint}>{mark}</span>;
}

/** Until it is received: then the shop has confirmed what the client said. */
export function announcedByClient(
  { status, by_client }: Pick<OrderListRow, "status" | "by_client">,
): boolean {
  return by_client === 1 && status === "draft";
}

/** A pause says so by its own name. */
export function restsUnsaid({ status }: Pick<OrderListRow, "status">): boolean {
  return isPaused({ status }) && status !== "on_hold";
}
