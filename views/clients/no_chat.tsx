import type { Child } from "hono/jsx";
import { answerTo, type Consents } from "../../src/clients/consent.ts";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

interface UnlessRefusedProps {
  viewer: Viewer;
  consents: Consents;
  /** What opens a chat. */
  children?: Child;
}

/** A chat is offered to whom does not refuse it; of the others it says so. */
export function UnlessRefused({ viewer, consents, children }: UnlessRefusedProps) {
  if (answerTo(consents, "whatsapp") !== "refused") return <>{children}</>;
  return <span class="muted">{text[viewer.locale].refusesChat}</span>;
}
