import { documentText } from "../../views/documents/text.ts";
import { type Bills, sumOfBills } from "../cash/bills.ts";
import type { SessionEntry, SessionPage } from "../cash/queries.ts";
import { agrees, type CountLine, totalDifference } from "../cash/session.ts";
import type { ReceiptShop } from "../intakes/receipt.ts";
import { formatDateTime, type Reading } from "../lib/dates.ts";
import { formatMoney } from "../lib/money.ts";
import type { AccountLine } from "./delivery_words.ts";
import type { Paper, Part } from "./paper.ts";

export interface CashSessionFacts extends Reading {
  shop: ReceiptShop;
  /** Code of the branch. */
  branchCode: string;
  /** UTC ms at which it was asked for. */
  at: number;
  session: SessionPage;
}

/** What a session of a till came to: what there should have been and was, by method, and every entry of it. */
export function cashSessionPaper(facts: CashSessionFacts): Paper {
  const { session, at, shop, locale, timeZone } = facts;
  const reading = { locale, timeZone };
  const words = documentText[locale];
  const last = session.counts.at(-1);
  return {
    ...reading,
    at,
    shop,
    title: words.cashSessionTitle,
    reference: `${facts.branchCode} · ${session.till}`,
    dates: [
      `${words.cashOpened} ${formatDateTime(session.openedAt, reading)}`,
      ...(session.closedAt === null
        ? [words.cashStillOpen]
        : [`${words.cashClosed} ${formatDateTime(session.closedAt, reading)}`]),
    ],
    parts: [
      {
        kind: "facts",
        facts: [
          { label: words.cashKeeper, value: session.user.name },
          { label: words.cashFloat, value: money(facts, session.floatMinor) },
          { label: words.cashClosedBy, value: session.closedBy ?? "" },
        ],
      },
      ...(last ? countParts(facts, last) : []),
      { kind: "told", label: words.cashNote, value: session.note },
      { kind: "told", label: words.cashCloseReason, value: session.closeReason },
      { kind: "lines", heading: words.movements, lines: entryLines(facts) },
      { kind: "signatures", labels: [words.cashKeeperSignature, words.shopSignature] },
    ],
  };
}

function countParts(facts: CashSessionFacts, { lines, bills }: { lines: CountLine[]; bills: Bills }): Part[] {
  const words = documentText[facts.locale];
  const difference = totalDifference(lines);
  const shown = lines.flatMap((line): AccountLine[] => [
    { label: `${words.methods[line.method]} · ${words.cashExpected}`, amount: money(facts, line.expected) },
    { label: `${words.methods[line.method]} · ${words.cashCounted}`, amount: money(facts, line.counted) },
    ...(line.difference === 0 ? [] : [{
      label: `${words.methods[line.method]} · ${words.cashDifference}`,
      amount: money(facts, line.difference),
      strong: true,
    }]),
  ]);
  return [
    {
      kind: "main",
      label: words.cashDifference,
      value: agrees(lines) ? words.cashExact : money(facts, difference),
    },
    { kind: "lines", heading: words.byMethod, lines: shown },
    ...(Object.keys(bills).length > 0
      ? [{ kind: "lines" as const, heading: words.cashBills, lines: billLines(facts, bills) }]
      : []),
  ];
}

function billLines(facts: CashSessionFacts, bills: Bills): AccountLine[] {
  const faces = Object.entries(bills).map(([face, pieces]) => [Number(face), pieces] as const)
    .sort(([a], [b]) => b - a);
  return [
    ...faces.map(([face, pieces]) => ({
      label: `${pieces} × ${money(facts, face)}`,
      amount: money(facts, face * pieces),
    })),
    { label: documentText[facts.locale].total, amount: money(facts, sumOfBills(bills)), strong: true },
  ];
}

function entryLines(facts: CashSessionFacts): AccountLine[] {
  const { entries } = facts.session;
  const words = documentText[facts.locale];
  if (entries.length === 0) return [{ label: words.noMovements, amount: "" }];
  return entries.map((entry) => ({ label: entryWords(facts, entry), amount: money(facts, entry.minor) }));
}

function entryWords({ locale, timeZone }: CashSessionFacts, entry: SessionEntry): string {
  const words = documentText[locale];
  const what = entry.kind === "movement"
    ? entry.minor < 0 ? words.cashOut : words.cashIn
    : words.paymentKinds[entry.kind];
  return [
    formatDateTime(entry.at, { locale, timeZone }).slice(-5),
    what,
    words.methods[entry.method],
    entry.order?.number ?? "",
    entry.order?.client ?? "",
    entry.note,
  ].filter((one) => one !== "").join(" · ");
}

function money({ session, locale }: CashSessionFacts, minor: number): string {
  return formatMoney(minor, session.currency, locale);
}
