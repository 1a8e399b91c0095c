import type { CheckRun } from "../checklists/checklist.ts";
import { runsOf } from "../checklists/queries.ts";
import { idFloor } from "../lib/random.ts";
import { type OrderQuote, quoteVersions } from "../quotes/queries.ts";
import type { QuoteStatus } from "../quotes/quote.ts";
import { isRecord, type PastEvent } from "./past.ts";
import type { PastFile } from "./past_file.ts";

/** Whether a thing could not be known is told beside it. */
export interface Known<Thing> {
  things: Thing;
  known: boolean;
}

export type PartLine = Omit<PastFile["parts"][number], "id">;

/** The parts of an order; those that were changed when nobody kept what they were before cannot be known. */
export function partsAt(file: PastFile, events: readonly PastEvent[], at: number): Known<PartLine[]> {
  const later = file.partsPast.filter(({ until }) => until > at);
  const told = events.filter((event) => event.at > at && PARTS_CHANGED.includes(event.kind));
  const known = told.every((event) => later.some(({ until }) => until === event.at));
  const things = file.parts.filter(({ id }) => id < idFloor(at + 1)).map(({ id, ...line }) => {
    const was = later.find(({ line_id }) => line_id === id);
    if (!was) return line;
    const { line_id: _, until: __, ...former } = was;
    return { ...line, ...former };
  });
  return { things, known };
}

const PARTS_CHANGED: readonly PastEvent["kind"][] = [
  "parts_planned",
  "parts_reserved",
  "parts_released",
  "part_used",
  "part_returned",
  "part_scrapped",
];

/** The checklists as they were filled in then. */
export function checksAt(file: PastFile, events: readonly PastEvent[], at: number): Known<CheckRun[]> {
  const later = events.filter((event) => event.kind === "checklist_filled" && event.at > at);
  const answers = new Map<string, Record<string, unknown>>();
  for (const { data } of later.toReversed()) {
    const were = Array.isArray(data.were) ? data.were.filter(isRecord) : [];
    for (const one of were) if (typeof one.id === "string") answers.set(one.id, one);
  }
  const things = runsOf(file.checks).filter(({ startedAt }) => startedAt <= at).map((run) => ({
    ...run,
    items: run.items.map((item) => ({ ...item, ...answers.get(item.id) })),
  }));
  const known = later.every(({ data }) => Array.isArray(data.were)) || things.length === 0;
  return { things, known };
}

export interface PastQuote {
  revision: number;
  status: QuoteStatus;
  /** Null for a draft, whose lines are not kept until it is sent. */
  offer: OrderQuote | null;
}

const QUOTE_STATUS: Partial<Record<PastEvent["kind"], QuoteStatus>> = {
  quote_drafted: "draft",
  quote_sent: "sent",
  quote_viewed: "viewed",
  quote_approved: "approved",
  quote_rejected: "rejected",
  quote_expired: "expired",
  quote_superseded: "superseded",
};

/** The versions of the offer, the newest first, each with the status that the history tells of then. */
export function quotesAt(file: PastFile, events: readonly PastEvent[], at: number): PastQuote[] {
  const offers = quoteVersions(file.quotes, at);
  const standing = new Map<string, PastQuote>();
  for (const event of events.filter((one) => one.at <= at)) {
    const { quote_id: id, revision } = event.data;
    if (typeof id !== "string" || typeof revision !== "number") continue;
    if (event.kind === "quote_discarded") standing.delete(id);
    const status = QUOTE_STATUS[event.kind];
    if (!status) continue;
    const offer = status === "draft" ? null : offers.find((one) => one.id === id) ?? null;
    const over = (status === "sent" || status === "viewed") && (offer?.validUntil ?? Infinity) <= at;
    standing.set(id, { revision, status: over ? "expired" : status, offer });
  }
  return [...standing.values()].sort((one, other) => other.revision - one.revision);
}

export type PastPhoto = Pick<PastFile["photos"][number], "id" | "name" | "visibility">;

/** The photos that hung on the order then, as its client could or could not see them. */
export function photosAt(file: PastFile, events: readonly PastEvent[], at: number): PastPhoto[] {
  return file.photos.filter((photo) => hungAt(photo, events) <= at).map((photo) => {
    const shared = events.find((event) =>
      event.at > at && event.kind === "photo_shared" && names(event, photo.id)
    );
    const now = shared?.data.visibility ?? photo.visibility;
    const visibility = shared ? now === "public" ? "internal" : "public" : photo.visibility;
    return { id: photo.id, name: photo.name, visibility };
  });
}

/** With the event that names it, or that brought photos without naming them. */
function hungAt(photo: PastFile["photos"][number], events: readonly PastEvent[]): number {
  const named = events.find((event) => HANGING.includes(event.kind) && names(event, photo.id));
  const brought = events.find((event) =>
    event.at >= photo.created_at &&
    (photo.checklist_item_id === null
      ? event.kind === "received" || event.kind === "announced"
      : event.kind === "checklist_filled")
  );
  return (named ?? brought)?.at ?? photo.created_at;
}

const HANGING: readonly PastEvent["kind"][] = ["photo_added", "checklist_filled"];

function names({ data }: PastEvent, photoId: string): boolean {
  return Array.isArray(data.photos) && data.photos.includes(photoId);
}
