import { type DecisionFacts, sealedEvidence } from "../quotes/evidence.ts";
import { type Offer, offerSums } from "../quotes/offer.ts";
import type { DecisionChannel, LineOption, QuoteDecision } from "../quotes/quote.ts";
import { lineOf, optionsOf } from "../quotes/rows.ts";
import { change, offerFacts, type SeedOffer } from "./offer.ts";
import type { Telling } from "./taken_in.ts";
import type { Person } from "./world.ts";

const PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Mobile";

/** Who acts: somebody of the shop, or the client by the link. */
type Acting = Person & { kind?: "client" };

interface Answered {
  at: number;
  /** Who of the shop notes it down where it does not come by the link. */
  by: Person;
  channel: DecisionChannel;
}

/** The client takes the first alternative: its lines are what is billed. Answers who acted. */
export function acceptOffer(of: Telling, offer: SeedOffer, answered: Answered): Acting {
  const { rows, world: { die } } = of;
  const { quote, lines } = offer;
  const { at } = answered;
  const by = approveOffer(of, offer, answered);
  quote.settled_at = at;
  for (const line of lines) {
    if (line.option !== "" && line.option !== quote.approved_option) continue;
    rows.charge.push({
      id: die.id(at),
      order_id: quote.order_id,
      description: line.description,
      amount_minor: line.unit_minor,
      currency: quote.currency,
      created_at: at,
      created_by: by.kind === "client" ? quote.created_by : by.id,
      quote_line_id: line.id,
    });
  }
  return by;
}

/** The client approves; nothing is billed before a deposit is paid. Answers who acted. */
export function approveOffer(of: Telling, offer: SeedOffer, answered: Answered): Acting {
  const { history } = of;
  const { quote } = offer;
  const option = optionsOf(quote).length > 0 ? "A" : "";
  const { by, sum } = answer(of, offer, { ...answered, decision: "approved", option, note: "" });
  const { at, channel } = answered;
  change(quote, at, {
    status: "approved",
    decided_at: at,
    approved_option: option,
    deposit_minor: sum.depositMinor,
    remind_at: null,
  });
  history.add(at, by, {
    kind: "quote_approved",
    data: {
      ...{ quote_id: quote.id, revision: quote.revision, channel, who: of.order.client.name, option },
      ...{ total_minor: sum.totalMinor, currency: quote.currency },
    },
  });
  return by;
}

/** The client says no. Answers who acted. */
export function rejectOffer(
  of: Telling,
  offer: SeedOffer,
  { note, ...answered }: Answered & { note: string },
): Acting {
  const { quote } = offer;
  const { at, channel } = answered;
  const { by } = answer(of, offer, { ...answered, decision: "rejected", option: "", note });
  change(quote, at, { status: "rejected", decided_at: at, remind_at: null });
  const who = of.order.client.name;
  const data = { quote_id: quote.id, revision: quote.revision, channel, who, note };
  of.history.add(at, by, { kind: "quote_rejected", data });
  return by;
}

interface Answer extends Answered {
  decision: QuoteDecision;
  option: LineOption;
  note: string;
}

function answer(of: Telling, seeded: SeedOffer, { at, by: noted, channel, decision, option, note }: Answer) {
  const { rows, world: { die, secretKey, terms }, order: { client, branch } } = of;
  const { quote } = seeded;
  const byLink = channel === "link";
  const by: Acting = byLink ? { id: client.id, name: client.name, kind: "client" } : noted;
  const offer = offerOf(of, seeded);
  const facts: DecisionFacts = {
    id: die.id(at),
    ...{ decision, option, channel, note },
    who: client.name,
    userAgent: byLink ? PHONE : "",
    signature: null,
  };
  const ip = "127.0.0.1";
  const actor = byLink
    ? { kind: "client", id: client.id, name: client.name } as const
    : { kind: "user", id: noted.id, name: noted.name, role: "receptionist", branchId: branch.id } as const;
  rows.quote_decision.push({
    id: facts.id,
    quote_id: quote.id,
    order_id: quote.order_id,
    ...{ decision, option, channel, who: facts.who, note },
    terms_version_id: terms.id,
    signature_id: null,
    ...{ at, ip, user_agent: facts.userAgent },
    recorded_by: byLink ? null : noted.id,
    ...sealedEvidence({ now: at, ip, actor, secretKey }, offer, facts),
  });
  const sums = offerSums(offer);
  return { by, sum: sums.find((sum) => sum.option === option) ?? { totalMinor: 0, depositMinor: 0 } };
}

/** The offer as its client read it. */
function offerOf(of: Telling, { quote, lines }: SeedOffer): Offer {
  const { terms } = of.world;
  return {
    ...offerFacts(of),
    id: quote.id,
    revision: quote.revision,
    status: quote.status,
    currency: quote.currency,
    taxIncluded: quote.tax_included === 1,
    options: optionsOf(quote),
    lines: lines.map(lineOf),
    note: quote.note,
    diagnosis: quote.diagnosis,
    depositPercent: quote.deposit_percent,
    terms: { id: terms.id, version: terms.version, text: terms.text },
    at: quote.sent_at ?? quote.created_at,
    validDays: quote.valid_days,
    validUntil: quote.valid_until,
    approvedOption: null,
    decidedAt: null,
  };
}
