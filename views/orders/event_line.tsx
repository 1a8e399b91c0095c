import type { OrderEvent } from "../../src/orders/queries.ts";
import type { OrderEventKind } from "../../src/orders/order.ts";
import { formatDate, formatDateTime } from "../../src/lib/dates.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { PART_UNITS, type PartUnit } from "../../src/parts/part.ts";
import { checklistText } from "../checklists/text.ts";
import type { IconName } from "../components/icon.tsx";
import type { TimelineEntry } from "../components/list.tsx";
import { TimeAgo } from "../components/time.tsx";
import { noteText } from "../notes/text.ts";
import { partText } from "../parts/text.ts";
import { quantityWords } from "../parts/words.ts";
import { durationWords, timerText } from "../timers/text.ts";
import type { Viewer } from "../viewer.ts";
import { orderMailText } from "./mail_text.ts";
import { sheetText } from "../quotes/sheet_text.ts";
import { quoteText } from "../quotes/text.ts";
import { statusLabel, statusTone } from "./status.tsx";
import { type OrderText, orderText } from "./text.ts";
import { visitLines, visitTitle } from "./visit_events.ts";

const ICON: Record<OrderEventKind, IconName> = {
  announced: "calendar",
  imported: "upload",
  received: "package",
  status_moved: "arrow-right",
  move_undone: "undo-2",
  assigned: "user-check",
  edited: "pencil",
  diagnosis_written: "clipboard-list",
  quote_drafted: "file-text",
  quote_discarded: "trash-2",
  quote_sent: "send",
  quote_opened_in_whatsapp: "message-square",
  quote_viewed: "eye",
  quote_approved: "circle-check",
  quote_rejected: "ban",
  quote_expired: "clock",
  quote_superseded: "history",
  note_added: "message-square",
  photo_added: "camera",
  payment_recorded: "wallet",
  charge_recorded: "receipt",
  label_requested: "printer",
  label_printed: "printer-check",
  message_queued: "mail",
  message_sent: "send",
  message_failed: "triangle-alert",
  whatsapp_opened: "message-circle",
  client_told: "bell-ring",
  telling_postponed: "clock",
  telling_dismissed: "bell-off",
  telling_resumed: "bell-ring",
  secret_revealed: "key-round",
  secret_purged: "lock",
  tracking_link_created: "link",
  tracking_link_revoked: "ban",
  delivered: "package-check",
  parts_planned: "boxes",
  parts_reserved: "boxes",
  parts_released: "undo-2",
  parts_arrived: "package-check",
  part_used: "wrench",
  part_returned: "undo-2",
  part_scrapped: "trash-2",
  checklist_filled: "list",
  time_recorded: "clock",
  time_corrected: "clock",
  postponed: "calendar",
  warranty_claimed: "shield",
  loaner_lent: "smartphone",
  loaner_returned: "undo-2",
  appointment_booked: "calendar",
  appointment_moved: "calendar",
  appointment_arrived: "user-check",
  appointment_cancelled: "ban",
  client_message: "message-circle",
  client_message_seen: "check",
  photo_shared: "eye",
};

/** One fact of the history, worded for who reads it. */
export function eventEntry(viewer: Viewer, event: OrderEvent): TimelineEntry {
  const [title = "", ...lines] = eventWords(viewer, event);
  return {
    id: `event-${event.id}`,
    icon: ICON[event.kind],
    tone: event.to ? statusTone(event.to) : undefined,
    actor: event.actor,
    time: <TimeAgo viewer={viewer} at={event.at} />,
    title,
    body: lines.length === 0 ? undefined : lines.map((one) => <p class="prose">{one}</p>),
  };
}

/** As much of a viewer as words need. */
export interface EventReader extends Pick<Viewer, "locale" | "timeZone" | "currency"> {
  shop: Pick<Viewer["shop"], "statusLabels">;
}

/** The same in words alone: what happened, and what was written or decided. */
export function eventWords(viewer: EventReader, event: OrderEvent): [string, ...string[]] {
  const told = { viewer, event, read: reader(event.data), text: orderText[viewer.locale] };
  return [titleOf(told), ...linesOf(told)];
}

interface Told {
  viewer: EventReader;
  event: OrderEvent;
  read: Reader;
  text: OrderText;
}

function titleOf({ viewer, event, read, text }: Told): string {
  const { events } = text;
  const money = () =>
    formatMoney(read.number("amount_minor"), read.text("currency") || viewer.currency, viewer.locale);
  switch (event.kind) {
    case "announced":
      return events.announced;
    case "imported":
      return events.imported(read.text("reference"));
    case "received":
      return events.received;
    case "status_moved": {
      const [from, to] = [event.from, event.to].map((one) => one ? statusLabel(viewer, one) : "");
      return `${events.movedTo(from ?? "", to ?? "")}${read.flag("forced") ? ` · ${events.forced}` : ""}`;
    }
    case "move_undone":
      return events.undone(event.to ? statusLabel(viewer, event.to) : "");
    case "whatsapp_opened":
      return events.whatsapp_opened(messageName(read, events));
    case "client_told":
      return events.client_told(lookUp(text.channels, read.text("how")), messageName(read, events));
    case "telling_postponed":
      return events.telling_postponed(messageName(read, events), formatDate(read.number("until"), viewer));
    case "telling_dismissed":
    case "telling_resumed":
      return events[event.kind](messageName(read, events));
    case "assigned":
      return read.text("technician") ? events.assigned(read.text("technician")) : events.unassigned;
    case "edited":
      return events.edited(
        Object.keys(read.record("changes")).map((one) => events.fields[one] ?? one).join(", "),
      );
    case "quote_drafted":
    case "quote_discarded":
    case "quote_sent":
    case "quote_opened_in_whatsapp":
    case "quote_viewed":
    case "quote_approved":
    case "quote_rejected":
    case "quote_expired":
    case "quote_superseded":
      return quoteTitle(viewer, { kind: event.kind, read });
    case "note_added":
      return read.text("visibility") === "public" ? events.note.public : events.note.internal;
    case "photo_added":
      return events.photos(read.list("photos").length);
    case "payment_recorded":
      return events.payment(
        lookUp(text.paymentKinds, read.text("kind")),
        money(),
        lookUp(text.methods, read.text("method")),
      );
    case "charge_recorded":
      return events.charge(read.text("description"), money());
    case "checklist_filled":
      return checksTitle(viewer, read);
    case "postponed":
      return events.postponed(formatDate(read.number("until"), viewer));
    case "time_recorded":
    case "time_corrected":
      return timerText[viewer.locale].events[event.kind](
        read.text("who"),
        durationWords(viewer.locale, read.number("ms")),
      );
    case "label_requested":
      return read.text("reprint_of") ? events.label_reprinted : events.label_requested;
    case "message_queued":
    case "message_sent":
    case "message_failed":
      return messageTitle(event.kind, read, events);
    case "delivered":
      return events.delivered(read.text("taken_by"));
    case "parts_planned":
    case "parts_reserved":
    case "parts_released":
    case "part_used":
    case "part_returned":
    case "part_scrapped":
      return partsTitle(viewer, event.kind, partsOf(read));
    case "warranty_claimed":
    case "loaner_lent":
    case "loaner_returned":
    case "appointment_booked":
    case "appointment_moved":
    case "appointment_arrived":
    case "appointment_cancelled":
    case "client_message":
    case "client_message_seen":
    case "photo_shared":
      return visitTitle(viewer, event.kind, read);
    default:
      return events[event.kind];
  }
}

type QuoteEventKind = Extract<OrderEventKind, `quote_${string}`>;

function quoteTitle(viewer: EventReader, { kind, read }: { kind: QuoteEventKind; read: Reader }): string {
  const { events } = quoteText[viewer.locale];
  const revision = read.number("revision");
  if (kind === "quote_sent" && !read.flag("by_mail")) return events.issued(revision);
  if (kind !== "quote_approved" && kind !== "quote_rejected") return events[kind](revision);
  const how = lookUp(sheetText[viewer.locale].channels, read.text("channel"));
  const who = read.text("who");
  if (kind === "quote_rejected") return events.quote_rejected(revision, { who, how });
  const option = read.text("option");
  const total = formatMoney(
    read.number("total_minor"),
    read.text("currency") || viewer.currency,
    viewer.locale,
  );
  return events.quote_approved(revision, { who, how, option, total });
}

/** `Revisión de salida: 8 bien, 1 falla`. */
function checksTitle(viewer: EventReader, read: Reader): string {
  const { phases, counts } = checklistText[viewer.locale];
  const [ok, fail, untestable, open] = ["ok", "fail", "untestable", "open"].map(read.number);
  const counted = { ok: ok ?? 0, fail: fail ?? 0, untestable: untestable ?? 0, open: open ?? 0 };
  return `${lookUp(phases, read.text("phase"))}: ${counts(counted)}`;
}

function messageTitle(
  kind: "message_queued" | "message_sent" | "message_failed",
  read: Reader,
  events: OrderText["events"],
): string {
  const what = messageName(read, events);
  if (read.text("channel") === "whatsapp") return events.chat[kind](what);
  if (kind === "message_sent") return events.message_sent(what);
  if (kind === "message_failed") return events.message_failed(what);
  const state = read.text("state");
  if (state === "kept") return events.message_kept(what);
  const why = events.message_unsent[state];
  return why ? why(what) : events.message_queued(what);
}

function messageName(read: Reader, events: OrderText["events"]): string {
  return lookUp(events.message, read.text("message"));
}

/** What was written or decided, below the sentence. */
function linesOf({ viewer, event, read, text }: Told): string[] {
  const { events } = text;
  const lines: string[] = [];
  if (event.kind === "diagnosis_written" || event.kind === "note_added") lines.push(read.text("text"));
  if (read.text("finding")) {
    lines.push(`${text.page.finding}: ${lookUp(text.findings, read.text("finding"))}`);
  }
  const mentioned = read.list("mentioned").map(String);
  if (mentioned.length > 0) lines.push(noteText[viewer.locale].told(mentioned.join(", ")));
  if (read.text("slip")) lines.push(events.slip(read.text("slip")));
  if (read.number("received_by_hand_at")) {
    lines.push(events.byHand(formatDateTime(read.number("received_by_hand_at"), viewer)));
  }
  if (read.text("reason")) lines.push(`${events.reason}: ${read.text("reason")}`);
  for (const point of read.list("failed")) lines.push(`${events.failedCheck}: ${String(point)}`);
  if (read.number("review_at")) {
    lines.push(`${events.review} ${formatDate(read.number("review_at"), viewer)}`);
  }
  lines.push(...custodyLines(viewer, read));
  if (read.text("scrap_reason")) {
    lines.push(lookUp(partText[viewer.locale].scrapReasons, read.text("scrap_reason")));
  }
  if (read.text("parts_explanation")) {
    lines.push(`${events.partsExplanation}: ${read.text("parts_explanation")}`);
  }
  if (read.text("outcome")) lines.push(`${events.outcome}: ${lookUp(text.outcomes, read.text("outcome"))}`);
  if (NOTED.includes(event.kind)) lines.push(read.text("note"));
  if (read.number("received_minor")) {
    const currency = read.text("currency") || viewer.currency;
    const [received, change] = ["received_minor", "change_minor"].map((name) =>
      formatMoney(read.number(name), currency, viewer.locale)
    );
    lines.push(events.cash(received ?? "", change ?? ""));
  }
  if (event.kind === "quote_sent" && read.number("valid_until")) {
    lines.push(
      quoteText[viewer.locale].events.validUntil(formatDate(read.number("valid_until") - 1, viewer)),
    );
  }
  if (read.number("balance_minor")) {
    const currency = read.text("currency") || viewer.currency;
    const amount = formatMoney(read.number("balance_minor"), currency, viewer.locale);
    lines.push(`${events.debt(amount)}. ${events.reason}: ${read.text("debt_reason")}`);
  }
  const documents = read.list("documents").map((one) =>
    lookUp(orderMailText[viewer.locale].documents, String(one))
  );
  if (documents.length > 0) lines.push(`${events.attached}: ${documents.join(", ")}`);
  if (read.number("warranty_ends_at")) {
    lines.push(events.warranty(formatDate(read.number("warranty_ends_at"), viewer)));
  }
  lines.push(...visitLines(viewer, event.kind, read));
  return lines.filter((one) => one !== "");
}

/** Whose hands the device went into. */
function custodyLines(viewer: EventReader, read: Reader): string[] {
  const { events } = orderText[viewer.locale];
  const vendor = read.text("vendor");
  if (!vendor) return [];
  const carried = read.text("carried_by") ? events.carriedBy(read.text("carried_by")) : "";
  if (read.text("custody") === "returned") return [events.custodyBack(vendor), carried];
  const back = formatDate(read.number("vendor_expected_at"), viewer);
  return [`${events.custodyOut(vendor)}, ${events.expected} ${back}`, carried];
}

const NOTED: readonly OrderEventKind[] = [
  "quote_approved",
  "quote_rejected",
  "payment_recorded",
  "client_told",
  "telling_postponed",
  "telling_dismissed",
  "part_returned",
  "part_scrapped",
];

interface PartFact {
  name: string;
  unit: PartUnit;
  quantity: number;
  missing: number;
  serial: string;
}

function partsOf(read: Reader): PartFact[] {
  return read.groups("parts").map((part) => ({
    name: part.text("name"),
    unit: PART_UNITS.find((unit) => unit === part.text("unit")) ?? "unit",
    quantity: part.number("quantity"),
    missing: part.number("missing"),
    serial: part.text("serial"),
  }));
}

type PartsKind = Exclude<Extract<OrderEventKind, `part${string}`>, "parts_arrived">;

/** `Reservado: Pantalla A54 ×1, Batería A54 (falta 1)`. */
function partsTitle(viewer: EventReader, kind: PartsKind, parts: readonly PartFact[]): string {
  const { events } = orderText[viewer.locale];
  const words = (quantity: number, unit: PartUnit) => quantityWords(viewer.locale, { quantity, unit });
  const what = parts.map(({ name, unit, quantity, missing, serial }) =>
    [
      name,
      quantity > 0 && `×${words(quantity, unit)}`,
      serial && `(${serial})`,
      kind === "parts_reserved" && missing > 0 && `(${events.partMissing(words(missing, unit))})`,
    ].filter(Boolean).join(" ")
  ).join(", ");
  const none = kind === "parts_reserved" && parts.every(({ quantity }) => quantity === 0);
  return none ? events.partsShort(what) : events[kind](what);
}

export interface Reader {
  text(key: string): string;
  number(key: string): number;
  flag(key: string): boolean;
  list(key: string): unknown[];
  /** The objects of a list. */
  groups(key: string): Reader[];
  record(key: string): Record<string, unknown>;
}

/** Events outlive the code that wrote them, so nothing of their data is taken for granted. */
function reader(data: Record<string, unknown>): Reader {
  const get = (key: string) => Object.hasOwn(data, key) ? data[key] : undefined;
  return {
    text(key) {
      const value = get(key);
      return typeof value === "string" ? value : "";
    },
    number(key) {
      const value = get(key);
      return typeof value === "number" ? value : 0;
    },
    flag: (key) => get(key) === true,
    list(key) {
      const value = get(key);
      return Array.isArray(value) ? value : [];
    },
    groups(key) {
      const value = get(key);
      if (!Array.isArray(value)) return [];
      return value.map((one) => reader(typeof one === "object" && one !== null ? { ...one } : {}));
    },
    record(key) {
      const value = get(key);
      return typeof value === "object" && value !== null ? { ...value } : {};
    },
  };
}

function lookUp(words: Record<string, string>, key: string): string {
  return Object.hasOwn(words, key) ? words[key] ?? key : key;
}
