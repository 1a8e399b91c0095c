import type { PayChoices } from "../../src/gateways/queries.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Panel } from "../components/panel.tsx";
import type { Viewer } from "../viewer.ts";
import { gatewayText } from "./text.ts";

/** What a client's page offers to pay, with the key of the form that starts it. */
export interface PayOffer extends PayChoices {
  formKey: string;
}

/** A button for each way to pay what is due online. */
export function PayPanel({ viewer, token, pay }: { viewer: Viewer; token: string; pay: PayOffer | null }) {
  if (!pay) return null;
  const t = gatewayText[viewer.locale].pay;
  const { due, providers, formKey } = pay;
  return (
    <Panel heading={t.heading} headingId="tracking-pay" icon="wallet" class="no-print">
      <form method="post" action={paths.trackingCheckouts(token)} class="stack tight">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={formKey} />
        <p>
          <strong>{t[due.purpose](formatMoney(due.amountMinor, due.currency, viewer.locale))}</strong>
        </p>
        <p class="row">
          {providers.map((provider) => (
            <Button variant="primary" size="big" name="provider" value={provider}>
              {t.buttons[provider]}
            </Button>
          ))}
        </p>
        <p class="hint">{t.where}</p>
      </form>
    </Panel>
  );
}
