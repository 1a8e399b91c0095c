import { documentText } from "../../views/documents/text.ts";
import { dossierText } from "../../views/dossier/text.ts";
import { formatDateTime } from "../lib/dates.ts";
import type { OrderPaperFacts } from "../orders/paper_queries.ts";
import { deviceName } from "./device_words.ts";
import type { Paper } from "./paper.ts";

/** What the first sheets of a dossier tell: whose it is, the key that signs it, and the hash of all that it is about. */
export interface DossierFront {
  id: string;
  madeBy: string;
  /** As two people compare it. */
  fingerprint: string;
  papers: readonly Hashed[];
  photos: readonly Hashed[];
  signatures: readonly Hashed[];
  /** The audit log's entries about the order, with the hash that each has in the chain. */
  audit: readonly { at: number; words: string; seq: number; hash: string }[];
}

interface Hashed {
  name: string;
  /** 64 hex digits. */
  sha256: string;
}

interface Told {
  label: string;
  value: string;
}

/** In the language and the zone of who takes it along. */
export function dossierPaper(facts: OrderPaperFacts, front: DossierFront): Paper {
  const { reading, at, shop, client, detail } = facts;
  const words = documentText[reading.locale];
  const text = dossierText[reading.locale].paper;
  const list = (of: "papers" | "photos" | "signatures" | "audit", rows: readonly Told[]) => [
    {
      kind: "lines" as const,
      heading: text[of],
      lines: rows.length > 0 ? [] : [{ label: text.none[of], amount: "" }],
    },
    ...rows.map((row) => ({ kind: "told" as const, ...row })),
  ];
  return {
    ...reading,
    at,
    shop,
    title: text.title,
    reference: detail.order.number,
    dates: [formatDateTime(at, reading)],
    parts: [
      {
        kind: "device",
        name: deviceName(words, detail.device),
        number: detail.order.number,
        facts: [
          { label: words.serial, value: detail.device.serial, mono: true },
          { label: words.client, value: client.name },
        ],
      },
      { kind: "prose", words: text.about },
      {
        kind: "facts",
        facts: [
          { label: text.madeBy, value: front.madeBy },
          { label: text.id, value: front.id, mono: true },
        ],
      },
      { kind: "told", label: text.fingerprint, value: front.fingerprint },
      ...list("papers", front.papers.map(hashed)),
      ...list("photos", front.photos.map(hashed)),
      ...list("signatures", front.signatures.map(hashed)),
      ...list(
        "audit",
        front.audit.map((entry) => ({
          label: `${formatDateTime(entry.at, reading)} · ${text.link(entry.seq)}`,
          value: `${entry.words}\n${entry.hash}`,
        })),
      ),
    ],
  };
}

function hashed({ name, sha256 }: Hashed): Told {
  return { label: name, value: sha256 };
}
