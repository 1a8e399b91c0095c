import { GUARANTEED, type OrderOutcome, type OrderStatus } from "../orders/status.ts";
import { bucketOf } from "./histogram.ts";
import { creditOf, earnedAt, movesOf, type PastMove, type Story } from "./story.ts";

/** Something that counts, on the day on which it happened, for the one who did it. */
export interface Fact {
  /** UTC milliseconds. */
  at: number;
  /** "" where it is nobody's work. */
  technician: string;
  /** `received`, `paid/cash`, `turnaround|74` … : a measure, of what, and the bucket of a histogram. */
  key: string;
  value: number;
}

/** All that counts of an order. What was once told stays so: each fact follows from what had happened by then. */
export function factsOf(story: Story): Fact[] {
  const moves = movesOf(story.events);
  const credit = creditOf(story.events);
  return [
    ...arrivalFacts(story, moves),
    ...moveFacts(story, moves, credit),
    ...quoteFacts(story, credit),
    ...moneyFacts(story, moves, credit),
  ];
}

type Credit = (at: number) => string;

function arrivalFacts(story: Story, moves: readonly PastMove[]): Fact[] {
  const came = moves.some(({ kind, from, to }) =>
    kind === "imported" ? to !== "draft" : to === "received" && (from === null || from === "draft")
  );
  if (!came) return [];
  const { receivedAt: at, category, returning, claimAgainst } = story;
  const facts = [
    ...counted({ at, technician: "" }, "received", `received_for/${category}`),
    ...counted({ at, technician: "" }, returning ? "client_back" : "client_new"),
  ];
  if (claimAgainst === null) return facts;
  return [...facts, ...counted({ at, technician: claimAgainst }, "claims", `claims_by/${claimAgainst}`)];
}

/** What the moves tell; the time that the device stood in a status counts as it leaves it. */
function moveFacts(story: Story, moves: readonly PastMove[], credit: Credit): Fact[] {
  const facts: Fact[] = [];
  let outcome: OrderOutcome | null = null;
  let flawed = story.claimAgainst !== null;
  for (const [index, move] of moves.entries()) {
    const before = moves[index - 1];
    if (move.data.outcome !== undefined) outcome = move.data.outcome;
    if (before && before.to !== "draft") facts.push(...stayFacts(story, { before, move }, credit));
    if (move.from === "quality_check" && move.to === "repairing") {
      flawed = true;
      const who = credit(move.at);
      facts.push(...counted({ at: move.at, technician: who }, "rework", `rework_by/${who}`));
    }
    const readyAt = move.kind === "imported"
      ? move.data.ready_at ?? null
      : move.to === "ready"
      ? move.at
      : null;
    if (readyAt !== null) {
      facts.push(...readyFacts(story, { at: readyAt, move, outcome, flawed }, credit));
      flawed = true;
    }
    facts.push(...endFacts(move, credit));
  }
  return facts;
}

function stayFacts(
  { receivedAt }: Story,
  { before, move }: { before: PastMove; move: PastMove },
  credit: Credit,
): Fact[] {
  const since = before.to === "received" ? Math.min(before.at, receivedAt) : before.at;
  const stay = bucketOf(move.at - since);
  return counted({ at: move.at, technician: credit(move.at - 1) }, `spent/${before.to}|${stay}`);
}

interface Finish {
  at: number;
  move: PastMove;
  outcome: OrderOutcome | null;
  /** It had been ready before, had to be repaired again, or came back. */
  flawed: boolean;
}

function readyFacts(
  { receivedAt, category }: Story,
  { at, move, outcome, flawed }: Finish,
  credit: Credit,
): Fact[] {
  const who = credit(at);
  const took = bucketOf(at - receivedAt);
  const keys = ["ready", `ready_by/${who}`, `ready_for/${category}`];
  keys.push(`turnaround|${took}`, `turnaround_for/${category}|${took}`, `turnaround_by/${who}|${took}`);
  if (move.data.in_time !== undefined) keys.push(move.data.in_time ? "in_time" : "late");
  const fixed = move.kind !== "imported" && outcome !== null && GUARANTEED.includes(outcome);
  if (fixed) keys.push("fixed", `fixed_by/${who}`);
  if (fixed && !flawed) keys.push("fixed_first", `fixed_first_by/${who}`);
  return counted({ at, technician: who }, ...keys);
}

const ENDS: readonly OrderStatus[] = ["delivered", "cancelled", "abandoned"];

function endFacts({ to, at, data }: PastMove, credit: Credit): Fact[] {
  if (!ENDS.includes(to)) return [];
  const closed = data.closed_at ?? at;
  return counted({ at: closed, technician: credit(closed) }, to);
}

function quoteFacts({ events }: Story, credit: Credit): Fact[] {
  const facts: Fact[] = [];
  let sentAt: number | null = null;
  for (const { kind, at } of events) {
    const of = { at, technician: credit(at) };
    if (kind === "quote_sent") {
      sentAt = at;
      facts.push(...counted(of, "quotes_sent"));
    }
    if (kind === "quote_expired") facts.push(...counted(of, "quotes_expired"));
    if (kind !== "quote_approved" && kind !== "quote_rejected") continue;
    facts.push(...counted(of, kind === "quote_approved" ? "quotes_approved" : "quotes_rejected"));
    if (sentAt !== null) facts.push(...counted(of, `answered|${bucketOf(at - sentAt)}`));
    sentAt = null;
  }
  return facts;
}

/** What was paid counts as it was; what was billed, and what its parts had cost, once the device has gone. */
function moneyFacts(story: Story, moves: readonly PastMove[], credit: Credit): Fact[] {
  const { category, charges, payments, parts } = story;
  const sums = (at: number, value: number, measure: string) => {
    const technician = credit(at);
    const keys = [measure, `${measure}_by/${technician}`, `${measure}_for/${category}`];
    return keys.map((key) => ({ at, technician, key, value }));
  };
  const earned = (at: number, value: number, measure: string) => {
    const counts = earnedAt(moves, at);
    return counts === null ? [] : sums(counts, value, measure);
  };
  return [
    ...payments.flatMap(({ at, amount, method }) => [
      ...sums(at, amount, "paid"),
      { at, technician: credit(at), key: `paid_through/${method}`, value: amount },
    ]),
    ...charges.flatMap(({ at, amount }) => earned(at, amount, "billed")),
    ...parts.flatMap(({ at, cost, quantity, partId }) => [
      ...earned(at, cost, "cost"),
      { at, technician: credit(at), key: `part/${partId}`, value: quantity },
    ]),
  ];
}

function counted(of: { at: number; technician: string }, ...keys: string[]): Fact[] {
  return keys.map((key) => ({ ...of, key, value: 1 }));
}
