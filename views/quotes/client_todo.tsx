import { formatMoney } from "../../src/lib/money.ts";
import { paths } from "../../src/paths.ts";
import type { ClientOffer } from "../../src/quotes/client_queries.ts";
import { LinkButton } from "../components/button.tsx";
import type { Viewer } from "../viewer.ts";
import { offerSheet } from "./sheet.ts";
import { quoteText } from "./text.ts";

/** What the offer asks of the client, on the page of their order. */
export function QuoteTodo({ viewer, quote, token }: { viewer: Viewer; quote: ClientOffer; token: string }) {
  const text = quoteText[viewer.locale].client;
  const { state, offer, depositDueMinor } = quote;
  const [first, ...others] = offerSheet(offer).alternatives;
  if (state === "expired") return <p>{text.todoExpired}</p>;
  if (state === "approved") {
    return depositDueMinor > 0
      ? <p>{text.todoDeposit(formatMoney(depositDueMinor, offer.currency, viewer.locale))}</p>
      : <p>{text.approvedNext}</p>;
  }
  return (
    <div class="stack tight">
      <p>{text.todo}</p>
      <p>{others.length > 0 ? text.todoOptions(others.length + 1) : first && text.todoTotal(first.total)}</p>
      <p class="no-print">
        <LinkButton variant="primary" size="big" icon="file-text" href={paths.trackingQuote(token)}>
          {text.todoOpen}
        </LinkButton>
      </p>
    </div>
  );
}
