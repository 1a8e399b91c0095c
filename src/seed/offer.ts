import { OPTION_KEYS } from "../quotes/quote.ts";
import type { Rows } from "./rows.ts";
import type { Telling } from "./taken_in.ts";
import type { Person } from "./world.ts";

const DAY = 86_400_000;
const VALID_DAYS = 15;

type QuoteRow = Rows["quote"][number];

/** What an order was offered, and where its lines stand. */
export interface SeedOffer {
  quote: QuoteRow;
  lines: Rows["quote_line"];
  work: string;
}

/** An offer that comes to the order's price: work and, as a rule, a part; now and then a cheaper one to choose from. */
export function addOffer(of: Telling, { at, by, diagnosis }: Sent): SeedOffer {
  const { rows, world: { die, now }, order, history } = of;
  const work = die.pick(order.part.device.kind.work);
  const several = die.chance(0.2);
  const viewedAt = die.chance(0.6) ? at + die.between(300, 20_000) * 1_000 : null;
  const validUntil = at + VALID_DAYS * DAY;
  const halfWay = at + VALID_DAYS * DAY / 2;
  const seen = viewedAt !== null && viewedAt < now;
  const quote: QuoteRow = {
    id: die.id(at),
    order_id: order.id,
    revision: 1,
    status: seen ? "viewed" : "sent",
    currency: order.branch.currency,
    tax_included: 1,
    options_json: several ? JSON.stringify(OPTIONS) : "[]",
    note: "",
    valid_days: VALID_DAYS,
    deposit_percent: 0,
    diagnosis,
    terms_version_id: of.world.terms.id,
    sent_key: null,
    sent_at: at,
    sent_by: by.id,
    valid_until: validUntil,
    remind_at: halfWay > now ? halfWay : validUntil,
    viewed_at: seen ? viewedAt : null,
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
  const told = { quote_id: quote.id, revision: 1 };
  history.add(at, by, { kind: "quote_sent", data: { ...told, valid_until: validUntil, by_mail: true } });
  if (seen) {
    const client = { id: order.client.id, name: order.client.name, kind: "client" as const };
    history.add(viewedAt, client, { kind: "quote_viewed", data: told });
  }
  return { quote, lines, work };
}

/** The client takes the first alternative: its lines are what is billed. */
export function acceptOffer(
  { rows, world: { die } }: Telling,
  { quote, lines }: SeedOffer,
  given: Accepted,
): void {
  const { at, by } = given;
  const option = quote.options_json === "[]" ? "" : "A";
  Object.assign(quote, {
    status: "approved",
    decided_at: at,
    settled_at: at,
    approved_option: option,
    deposit_minor: 0,
    remind_at: null,
    updated_at: at,
    version: 3,
  });
  for (const line of lines) {
    if (line.option !== "" && line.option !== option) continue;
    rows.charge.push({
      id: die.id(at),
      order_id: quote.order_id,
      description: line.description,
      amount_minor: line.unit_minor,
      currency: quote.currency,
      created_at: at,
      created_by: by.id,
      quote_line_id: line.id,
    });
  }
}

interface Sent {
  at: number;
  by: Person;
  diagnosis: string;
}

interface Accepted {
  at: number;
  by: Person;
}

const OPTIONS = [{ key: "A", name: "Repuesto original" }, { key: "B", name: "Repuesto alternativo" }];

function linesOf(
  { world: { die }, order: { price } }: Telling,
  { quoteId, at, work, several }: { quoteId: string; at: number; work: string; several: boolean },
): Rows["quote_line"] {
  const part = Math.round(price * 0.6 / 50_000) * 50_000;
  const line = (
    position: number,
    more: Pick<Rows["quote_line"][number], "kind" | "description" | "unit_minor" | "option">,
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
