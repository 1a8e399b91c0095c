import type { ReceiptClient, ReceiptDevice, ReceiptShop } from "../intakes/receipt.ts";
import type { Reading } from "../lib/dates.ts";
import type { LineOption, QuoteOption, QuoteStatus } from "./quote.ts";
import type { QuoteLine } from "./rows.ts";
import { depositOf, type OptionSum, optionSums } from "./totals.ts";

/** Who offers what to whom: kept with an offer when it is sent, so that no later change of names reaches it. */
export interface OfferFacts {
  /** Client's language, branch's time zone. */
  reading: Reading;
  order: { id: string; number: string; fault: string; receivedAt: number };
  shop: ReceiptShop;
  client: ReceiptClient;
  device: ReceiptDevice;
}

/** One version of an offer with everything that a client reads in it. Instants are UTC milliseconds. */
export interface Offer extends OfferFacts {
  id: string;
  revision: number;
  status: QuoteStatus;
  currency: string;
  taxIncluded: boolean;
  options: QuoteOption[];
  lines: QuoteLine[];
  note: string;
  diagnosis: string;
  depositPercent: number;
  terms: { id: string; version: number; text: string } | null;
  /** When it was sent; of a draft, now. */
  at: number;
  validDays: number;
  /** Null for a draft. */
  validUntil: number | null;
  approvedOption: LineOption | null;
  decidedAt: number | null;
}

/** What each alternative comes to, with what has to be paid before. */
export function offerSums(
  offer: Pick<Offer, "lines" | "options" | "taxIncluded" | "depositPercent">,
): (OptionSum & { depositMinor: number })[] {
  const options = offer.options.map(({ key }) => key);
  return optionSums(offer.lines, { options, taxIncluded: offer.taxIncluded })
    .map((sum) => ({ ...sum, depositMinor: depositOf(sum.totalMinor, offer.depositPercent) }));
}

/** The same for who only has the link: without the serial's beginning and the client's contacts. */
export function withoutParticulars(offer: Offer): Offer {
  const { client, device } = offer;
  return {
    ...offer,
    client: { name: client.name, document: "", phone: "", email: "" },
    device: { ...device, serial: "" },
  };
}
