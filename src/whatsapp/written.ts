import { whatsappText } from "../../views/whatsapp/text.ts";
import type { Locale } from "../lib/locale.ts";
import type { InboundNotice } from "./notice.ts";

const LONGEST = 2_000;

/** What somebody wrote, or that they sent something which is not shown here, in the shop's language. */
export function writtenIn(locale: Locale, notice: InboundNotice): string {
  const words = whatsappText[locale].inbound;
  const written = notice.text?.body ?? notice.button?.text;
  if (written !== undefined) return written.trim().slice(0, LONGEST) || words.other;
  const kind = KINDS.find((one) => one === notice.type) ?? "other";
  const caption = notice.image?.caption ?? notice.video?.caption ?? notice.document?.caption ?? "";
  return [words[kind], caption.trim()].filter((part) => part !== "").join(" ").slice(0, LONGEST);
}

const KINDS = ["image", "video", "audio", "document", "location"] as const;
