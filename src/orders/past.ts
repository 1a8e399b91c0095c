import { z } from "zod";
import { ORDER_OUTCOMES, ORDER_STATUSES, type OrderStatus } from "./status.ts";
import { type OrderEventKind, PRIORITIES } from "./order.ts";

const instant = z.number().nullable();

/** The columns of an order that its history tells of. */
const Columns = z.object({
  intake_id: z.string(),
  client_id: z.string(),
  device_id: z.string(),
  technician_id: z.string().nullable(),
  status: z.enum(ORDER_STATUSES),
  status_since: z.number(),
  held_from: z.enum(ORDER_STATUSES).nullable(),
  hold_review_at: instant,
  outcome: z.enum(ORDER_OUTCOMES).nullable(),
  priority: z.enum(PRIORITIES),
  fault: z.string(),
  condition: z.string(),
  promised_at: instant,
  preauthorised_minor: instant,
  vendor: z.string(),
  vendor_expected_at: instant,
  repaired_by: z.string().nullable(),
  rework_count: z.number(),
  warranty_of_order_id: z.string().nullable(),
  received_at: z.number(),
  ready_at: instant,
  closed_at: instant,
});
export type PastRow = z.output<typeof Columns>;
export type PastColumn = keyof PastRow;

export const PAST_COLUMNS = Object.keys(Columns.shape) as PastColumn[];

/** A fact of the history as it was written down. */
export interface PastEvent {
  id: string;
  kind: OrderEventKind;
  from_status: OrderStatus | null;
  to_status: OrderStatus | null;
  at: number;
  data: Record<string, unknown>;
}

export interface RowThen {
  row: PastRow;
  /** What older events do not tell: these columns hold what came later. */
  unknown: ReadonlySet<PastColumn>;
}

/**
 * The order's row as it was at an instant: today's, with what each later event changed put back, the latest first. `events` is the whole
 * history, oldest first.
 */
export function rowAt(today: PastRow, events: readonly PastEvent[], at: number): RowThen {
  let row = { ...today };
  const unknown = new Set<PastColumn>();
  for (const [index, event] of [...events.entries()].reverse()) {
    if (event.at <= at) continue;
    const before = beforeOf(event, { row, earlier: events.slice(0, index) });
    row = { ...row, ...before.known };
    for (const column of before.unknown) unknown.add(column);
    for (const column of PAST_COLUMNS) if (column in before.known) unknown.delete(column);
  }
  return { row, unknown };
}

interface Before {
  known: Partial<PastRow>;
  unknown: readonly PastColumn[];
}

const NOTHING: Before = { known: {}, unknown: [] };

/** What an event's change put aside. Those of before `was` was recorded tell less. */
function beforeOf(event: PastEvent, at: { row: PastRow; earlier: readonly PastEvent[] }): Before {
  const told = toldBefore(event);
  const status = event.from_status !== null && event.to_status !== null ? { status: event.from_status } : {};
  if (told) return { known: { ...told, ...status }, unknown: [] };
  if (event.kind === "assigned") return formerTechnician(at.earlier);
  if (event.kind === "postponed") return formerDate(at);
  if (event.from_status === null || event.to_status === null) return NOTHING;
  return event.kind === "move_undone" ? undoneBefore(event, at.earlier) : movedBefore(event, at.earlier);
}

function toldBefore({ kind, data }: PastEvent): Partial<PastRow> | null {
  if (kind === "edited") return columns(firsts(data.changes));
  if (isRecord(data.was)) return columns(data.was);
  return isRecord(data.undo) && isRecord(data.undo.before) ? columns(data.undo.before) : null;
}

/** Field → what it was, of field → [what it was, what it is]. */
function firsts(changes: unknown): Record<string, unknown> {
  if (!isRecord(changes)) return {};
  return Object.fromEntries(
    Object.entries(changes).map(([field, pair]) => [field, Array.isArray(pair) ? pair[0] : undefined]),
  );
}

/** Only what is a column and may stand in it: events outlive the code that wrote them. */
function columns(values: Record<string, unknown>): Partial<PastRow> {
  const known = Object.entries(values).filter(([name, value]) =>
    Object.hasOwn(Columns.shape, name) &&
    Columns.shape[name as PastColumn].safeParse(value).success
  );
  return Columns.partial().parse(Object.fromEntries(known));
}

function formerTechnician(earlier: readonly PastEvent[]): Before {
  const last = earlier.findLast((event) => event.kind === "assigned" || event.kind === "imported");
  const technician_id = last?.data.technician_id ?? null;
  return typeof technician_id === "string" || technician_id === null
    ? { known: { technician_id }, unknown: [] }
    : { known: {}, unknown: ["technician_id"] };
}

function formerDate({ row, earlier }: { row: PastRow; earlier: readonly PastEvent[] }): Before {
  const column = row.status === "on_hold" ? "hold_review_at" : "vendor_expected_at";
  const name = column === "hold_review_at" ? "review_at" : "vendor_expected_at";
  const last = earlier.findLast((one) => one.kind === "postponed" || typeof one.data[name] === "number");
  const date = last?.kind === "postponed" ? last.data.until : last?.data[name];
  return typeof date === "number"
    ? { known: { [column]: date }, unknown: [] }
    : { known: {}, unknown: [column] };
}

/** For the seconds between a move and its undoing. */
function undoneBefore(event: PastEvent, earlier: readonly PastEvent[]): Before {
  const move = earlier.find(({ id }) => id === event.data.event);
  const changed = move && toldBefore(move);
  const status = event.from_status ?? undefined;
  return {
    known: { ...(status && { status }), ...(move && { status_since: move.at }) },
    unknown: PAST_COLUMNS.filter((column) =>
      column !== "status" && column !== "status_since" && (!changed || column in changed)
    ),
  };
}

function movedBefore(event: PastEvent, earlier: readonly PastEvent[]): Before {
  const { from_status: from, to_status: to, data } = event;
  const entered = earlier.findLast((one) => one.to_status === from);
  // Every change of the outcome is told; what was undone since may have brought an earlier one back.
  const undone = earlier.some(({ kind }) => kind === "move_undone");
  const outcome = Columns.shape.outcome.safeParse(
    earlier.findLast((one) => "outcome" in one.data)?.data.outcome ?? null,
  );
  const intake: PastColumn[] = ["intake_id", "client_id", "device_id", "fault", "condition", "priority"];
  const promised: PastColumn[] = [
    "promised_at",
    "preauthorised_minor",
    "warranty_of_order_id",
    "received_at",
  ];
  const unknown: PastColumn[] = [
    ...(entered ? [] : ["status_since" as const]),
    ...(from === "on_hold" ? ["held_from" as const, "hold_review_at" as const] : []),
    ...("outcome" in data && undone ? ["outcome" as const] : []),
    ...(from === "repairing" ? ["repaired_by" as const] : []),
    ...(data.custody === "sent" ? ["vendor" as const, "vendor_expected_at" as const] : []),
    ...(from === "draft" ? [...intake, ...promised] : []),
  ];
  return {
    known: {
      ...(from && { status: from }),
      ...(entered && { status_since: entered.at }),
      closed_at: null,
      ...("outcome" in data && !undone && outcome.success && { outcome: outcome.data }),
      ...(from !== "on_hold" && { held_from: null, hold_review_at: null }),
      ...(to === "ready" && { ready_at: null }),
    },
    unknown,
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The instants at which something happened around one: where one goes from there. */
export function neighbours(
  events: readonly Pick<PastEvent, "id" | "at">[],
  at: number,
): { previous: string | null; next: string | null } {
  const here = events.findLast((event) => event.at <= at);
  return {
    previous: events.findLast((event) => here !== undefined && event.at < here.at)?.id ?? null,
    next: events.find((event) => event.at > at)?.id ?? null,
  };
}
