import { documentText } from "../../views/documents/text.ts";
import { sheetText } from "../../views/quotes/sheet_text.ts";
import { quoteText } from "../../views/quotes/text.ts";
import type { ReceiptShop } from "../intakes/receipt.ts";
import { formatDateTime } from "../lib/dates.ts";
import { formatMoney } from "../lib/money.ts";
import { fingerprint } from "../lib/seal.ts";
import {
  type Evidence,
  EVIDENCE_FILE,
  SEAL_FILE,
  type SealedEvidence,
  SIGNATURE_FILE,
} from "../quotes/evidence.ts";
import type { Attachment } from "./attachments.ts";
import type { Paper, Part } from "./paper.ts";

export interface CertificateFacts {
  shop: ReceiptShop;
  sealed: SealedEvidence;
  /** What was drawn, null for a name alone. */
  signature: { fileHash: string; bytes: Uint8Array } | null;
}

/** What was decided on an offer and what proves it, with the evidence itself inside the file. */
export function certificatePaper({ shop, sealed, signature }: CertificateFacts): Paper {
  const evidence: Evidence = JSON.parse(sealed.evidence_json);
  const { decision, order, quote, reading } = evidence;
  const text = quoteText[reading.locale].certificate;
  const words = documentText[reading.locale];
  const at = Date.parse(decision.at);
  const when = formatDateTime(at, reading);
  const total = quote.totals.find(({ option }) => option === decision.option);
  const approved = decision.made === "approved";
  return {
    ...reading,
    at,
    shop,
    title: text.title,
    reference: order.number,
    dates: [when],
    attachments: attachmentsOf(sealed, signature),
    parts: [
      {
        kind: "main",
        label: approved ? text.approved : text.rejected,
        value: approved && total
          ? formatMoney(total.total_minor, quote.currency, reading.locale)
          : order.number,
      },
      {
        kind: "device",
        name: [order.device.brand, order.device.model].filter(Boolean).join(" ") || words.device,
        number: order.number,
        facts: [
          { label: words.client, value: order.client },
          { label: text.who, value: decision.who },
          { label: text.how, value: sheetText[reading.locale].channels[decision.channel] },
          { label: text.at, value: when },
          { label: text.recordedBy, value: decision.recorded_by ?? "" },
          { label: text.ip, value: decision.ip },
        ],
      },
      { kind: "told", label: text.browser, value: decision.user_agent },
      { kind: "told", label: text.note, value: decision.note },
      ...signatureOf({ decision, signature, when, label: text.signature }),
      { kind: "told", label: text.statement, value: evidence.text },
      { kind: "told", label: text.hash, value: sealed.evidence_hash },
      { kind: "told", label: text.key, value: fingerprint(sealed.seal_key) },
      { kind: "prose", words: text.how_to },
    ],
  };
}

function signatureOf(
  { decision, signature, when, label }: {
    decision: Evidence["decision"];
    signature: CertificateFacts["signature"];
    when: string;
    label: string;
  },
): Part[] {
  if (!signature) return [];
  return [{ kind: "signed", label, when: `${decision.who} · ${when}`, fileHash: signature.fileHash }];
}

function attachmentsOf(sealed: SealedEvidence, signature: CertificateFacts["signature"]): Attachment[] {
  const { evidence_json, ...seal } = sealed;
  const utf8 = (text: string) => new TextEncoder().encode(text);
  return [
    { name: EVIDENCE_FILE, type: "application/json", bytes: utf8(evidence_json) },
    { name: SEAL_FILE, type: "application/json", bytes: utf8(JSON.stringify(seal)) },
    ...(signature ? [{ name: SIGNATURE_FILE, type: "image/png", bytes: signature.bytes }] : []),
  ];
}
