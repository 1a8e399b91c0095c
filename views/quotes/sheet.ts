import { deviceName } from "../../src/documents/device_words.ts";
import { formatDate, formatDateTime } from "../../src/lib/dates.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { formatQuantity } from "../../src/lib/quantity.ts";
import { type Offer, offerSums } from "../../src/quotes/offer.ts";
import type { LineOption } from "../../src/quotes/quote.ts";
import { belongs, lineSum } from "../../src/quotes/totals.ts";
import { documentText } from "../documents/text.ts";
import { sheetText } from "./sheet_text.ts";

/** An offer in words: one source for the client's page, the paper and the evidence, so that all three say the same. */
export interface OfferSheet {
  title: string;
  number: string;
  date: string;
  device: string;
  fault: { label: string; value: string };
  diagnosis: { label: string; value: string };
  alternatives: Alternative[];
  note: { label: string; value: string };
  validity: { label: string; value: string };
  terms: { heading: string; version: string; text: string } | null;
}

export interface Alternative {
  option: LineOption;
  heading: string;
  lines: { label: string; detail: string; amount: string }[];
  sums: { label: string; amount: string; strong: boolean }[];
  total: string;
  /** Before the work begins, null when nothing is asked for. */
  deposit: { label: string; amount: string } | null;
}

export function offerSheet(offer: Offer): OfferSheet {
  const { reading, revision, order, device, terms } = offer;
  const words = sheetText[reading.locale];
  return {
    title: offer.status === "draft" ? words.draftTitle(revision) : words.title(revision),
    number: order.number,
    date: formatDate(offer.at, reading),
    device: deviceName(documentText[reading.locale], device),
    fault: { label: words.fault, value: order.fault },
    diagnosis: { label: words.found, value: offer.diagnosis },
    alternatives: offerSums(offer).map((sum) => alternative(offer, sum)),
    note: { label: words.conditions, value: offer.note },
    validity: {
      label: words.validity,
      value: offer.validUntil === null
        ? words.validDays(offer.validDays)
        : words.valid(formatDateTime(offer.validUntil - 1, reading)),
    },
    terms: terms && { heading: words.terms, version: words.termsVersion(terms.version), text: terms.text },
  };
}

/** What a client says by approving or rejecting; with alternatives, of the one that is chosen. */
export function statementOf(offer: Offer, decision: "approved" | "rejected"): string {
  const { reading, revision, order, terms } = offer;
  const words = sheetText[reading.locale];
  if (decision === "rejected") return words.reject(words.wholeOffer(revision, order.number));
  const [only] = offerSums(offer);
  const what = offer.options.length > 0 || !only
    ? words.chosenOption(revision, order.number)
    : words.offer(revision, order.number, money(offer, only.totalMinor));
  return terms ? words.approveWithTerms(what, terms.version) : words.approve(what);
}

/** Everything that was shown, as plain text, with what was stated about it. */
export function offerText(
  offer: Offer,
  { decision, option }: { decision: "approved" | "rejected"; option: LineOption },
): string {
  const sheet = offerSheet(offer);
  const words = sheetText[offer.reading.locale];
  const chosen = sheet.alternatives.find((one) => one.option === option && option !== "");
  const blocks = [
    [offer.shop.name, `${sheet.title}, ${sheet.number}, ${sheet.date}`, sheet.device, offer.client.name],
    told(sheet.fault),
    told(sheet.diagnosis),
    ...sheet.alternatives.map((one) => [
      one.heading,
      ...one.lines.map(({ label, detail, amount }) => [label, detail, amount].filter(Boolean).join(" | ")),
      ...one.sums.map(({ label, amount }) => `${label}: ${amount}`),
      one.deposit ? `${one.deposit.label}: ${one.deposit.amount}` : "",
    ]),
    told(sheet.note),
    [sheet.validity.value],
    sheet.terms ? [`${sheet.terms.heading}, ${sheet.terms.version}`, sheet.terms.text] : [],
    [statementOf(offer, decision)],
    decision === "approved" && chosen ? [words.chosen(chosen.heading, chosen.total)] : [],
  ];
  return blocks.map((lines) => lines.filter((line) => line !== "").join("\n")).filter((block) => block !== "")
    .join("\n\n");
}

function told({ label, value }: { label: string; value: string }): string[] {
  return value === "" ? [] : [label, value];
}

function alternative(offer: Offer, sum: ReturnType<typeof offerSums>[number]): Alternative {
  const { reading: { locale }, options, taxIncluded } = offer;
  const words = sheetText[locale];
  const option = options.find(({ key }) => key === sum.option);
  const amount = (minor: number) => money(offer, minor);
  const rate = (thousandths: number) => formatQuantity(thousandths, locale);
  const taxes = sum.taxes.map((one) => ({
    label: taxIncluded ? words.taxIn(rate(one.rate)) : words.tax(rate(one.rate)),
    amount: amount(one.taxMinor),
    strong: false,
  }));
  const total = {
    label: option ? words.totalOf(option.key) : words.total,
    amount: amount(sum.totalMinor),
    strong: true,
  };
  const subtotal = { label: words.subtotal, amount: amount(sum.netMinor), strong: false };
  return {
    option: sum.option,
    heading: option ? words.option(option.key, option.name) : words.proposal,
    lines: offer.lines.filter((line) => belongs(line, sum.option)).map((line) => {
      const { netMinor, totalMinor } = lineSum(line, taxIncluded);
      return {
        label: line.description,
        detail: line.quantity === 1000
          ? ""
          : words.each(formatQuantity(line.quantity, locale), amount(line.unitMinor)),
        amount: amount(taxIncluded ? totalMinor : netMinor),
      };
    }),
    sums: taxIncluded ? [total, ...taxes] : taxes.length > 0 ? [subtotal, ...taxes, total] : [total],
    total: total.amount,
    deposit: sum.depositMinor > 0
      ? { label: words.deposit(offer.depositPercent), amount: amount(sum.depositMinor) }
      : null,
  };
}

function money({ currency, reading }: Offer, minor: number): string {
  return formatMoney(minor, currency, reading.locale);
}
