import type { Selectable } from "kysely";
import { SYSTEM } from "../context.ts";
import type { Schema } from "../db/schema.ts";
import { receiptClient, receiptShop } from "../intakes/snapshot.ts";
import type { OfferFacts } from "../quotes/offer.ts";
import { OPTION_KEYS } from "../quotes/quote.ts";
import type { QuoteRow } from "../quotes/rows.ts";
import type { OfferKind } from "./story.ts";
import type { Telling } from "./taken_in.ts";
import type { Person } from "./world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const VALID_DAYS = 15;
const OPTIONS = [{ key: "A", name: "Repuesto original" }, { key: "B", name: "Repuesto alternativo" }];

/** What an order was offered, and where its lines stand. */
export interface SeedOffer {
  quote: QuoteRow;
  lines: Selectable<Schema["quote_line"]>[];
  work: string;
}

interface Written {
  at: number;
  by: Person;
  diagnosis: string;
}

/** An offer that comes to the order's price: work and, as a rule, a part; now and then a cheaper one to choose from. */
export function addOffer(of: Telling, { kind, ...written }: Written & { kind: OfferKind }): SeedOffer {
  const { world: { die, now }, order } = of;
  const { at } = written;
  const given = { work: die.pick(order.part.device.kind.work), several: die.chance(0.2), kind };
  const seen = at + Math.min(die.between(300, 3_000) * 1_000, Math.floor((now - at) / 2));
  const first = draftOffer(of, { ...given, ...written, revision: 1 });
  if (kind === "draft") return first;
  sendOffer(of, first, written);
  if (kind !== "unseen") seeOffer(of, first, seen);
  if (kind === "expired") expireOffer(of, first);
  const later = Math.min(at + 3 * HOUR, now - 60_000);
  if (kind !== "revised" || later <= at) return first;
  const second = draftOffer(of, { ...given, ...written, at: later, revision: 2 });
  supersedeOffer(of, first, { at: later, by: written.by });
  sendOffer(of, second, { ...written, at: later });
  return second;
}

interface Drafted extends Written {
  kind: OfferKind;
  revision: number;
  work: string;
  several: boolean;
}

function draftOffer(of: Telling, { at, by, kind, revision, work, several }: Drafted): SeedOffer {
  const { rows, world: { die }, order, history } = of;
  const quote: QuoteRow = {
    id: die.id(at),
    order_id: order.id,
    revision,
    status: "draft",
    currency: order.branch.currency,
    tax_included: 1,
    options_json: several ? JSON.stringify(OPTIONS) : "[]",
    note: "",
    valid_days: kind === "expired" ? 1 : VALID_DAYS,
    deposit_percent: kind === "deposit" ? 30 : 0,
    diagnosis: "",
    terms_version_id: null,
    facts_json: "",
    claim_reason: "",
    sent_key: null,
    sent_at: null,
    sent_by: null,
    valid_until: null,
    remind_at: null,
    viewed_at: null,
    decided_at: null,
    approved_option: null,
    deposit_minor: null,
    settled_at: null,
    created_at: at,
    created_by: by.id,
    updated_at: at,
    version: 2,
  };
  const lines = linesOf(of, { quoteId: quote.id, at, work, several });
  rows.quote.push(quote);
  rows.quote_line.push(...lines);
  history.add(at, by, { kind: "quote_drafted", data: toldOf(quote) });
  return { quote, lines, work };
}

/** Whom and what an offer of the demo shop names. */
export function offerFacts({ world: { shop }, order }: Telling): OfferFacts {
  const { branch, client, part: { device: { kind: { category }, brand, model, serial } } } = order;
  return {
    reading: { locale: "es", timeZone: branch.timeZone },
    order: { id: order.id, number: order.number, fault: order.fault, receivedAt: order.at },
    shop: receiptShop(shop, branch),
    client: receiptClient({ ...client, locale: "es" }),
    device: { category, brand, model, serial },
  };
}

function sendOffer(of: Telling, { quote }: SeedOffer, { at, by, diagnosis }: Written): void {
  const { world: { now, terms }, history } = of;
  const valid_until = at + quote.valid_days * DAY;
  const halfWay = at + quote.valid_days * DAY / 2;
  change(quote, at, {
    status: "sent",
    facts_json: JSON.stringify(offerFacts(of)),
    diagnosis,
    terms_version_id: terms.id,
    sent_at: at,
    sent_by: by.id,
    valid_until,
    remind_at: halfWay > now ? halfWay : valid_until,
  });
  history.add(at, by, { kind: "quote_sent", data: { ...toldOf(quote), valid_until, by_mail: true } });
}

function seeOffer({ order: { client }, history }: Telling, { quote }: SeedOffer, at: number): void {
  change(quote, at, { status: "viewed", viewed_at: at });
  const { id, name } = client;
  history.add(at, { id, name, kind: "client" }, { kind: "quote_viewed", data: toldOf(quote) });
}

function expireOffer({ world: { now }, history }: Telling, { quote }: SeedOffer): void {
  const at = quote.valid_until;
  if (at === null || at >= now) return;
  change(quote, at, { status: "expired", remind_at: null });
  history.add(at, { ...SYSTEM, kind: "system" }, { kind: "quote_expired", data: toldOf(quote) });
}

function supersedeOffer(
  { history }: Telling,
  { quote }: SeedOffer,
  { at, by }: { at: number; by: Person },
): void {
  change(quote, at, { status: "superseded", remind_at: null });
  history.add(at, by, { kind: "quote_superseded", data: { ...toldOf(quote), by: quote.revision + 1 } });
}

/** Writes what became of an offer, one version on. */
export function change(quote: QuoteRow, at: number, to: Partial<QuoteRow>): void {
  Object.assign(quote, to, { updated_at: at, version: quote.version + 1 });
}

function toldOf({ id, revision }: QuoteRow): Record<string, unknown> {
  return { quote_id: id, revision };
}

function linesOf(
  { world: { die }, order: { price } }: Telling,
  { quoteId, at, work, several }: { quoteId: string; at: number; work: string; several: boolean },
): SeedOffer["lines"] {
  const part = Math.round(price * 0.6 / 50_000) * 50_000;
  const line = (
    position: number,
    more: Pick<SeedOffer["lines"][number], "kind" | "description" | "unit_minor" | "option">,
  ) => ({
    id: die.id(at),
    quote_id: quoteId,
    position,
    quantity: 1_000,
    tax_rate: 0,
    part_id: null,
    ...more,
  });
  if (!several && die.chance(0.3)) {
    return [line(0, { kind: "labour", description: work, unit_minor: price, option: "" })];
  }
  const labour = line(0, { kind: "labour", description: work, unit_minor: price - part, option: "" });
  if (!several) {
    return [labour, line(1, { kind: "part", description: "Repuesto", unit_minor: part, option: "" })];
  }
  return [
    labour,
    ...OPTIONS.map(({ name }, index) =>
      line(index + 1, {
        kind: "part",
        description: name,
        unit_minor: index === 0 ? part : Math.round(part * 0.7 / 50_000) * 50_000,
        option: OPTION_KEYS[index] ?? "",
      })
    ),
  ];
}
