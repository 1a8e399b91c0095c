import type { IntentState } from "../../src/gateways/gateway.ts";
import type { LinkPage as Shown } from "../../src/gateways/queries.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { ChipGroup } from "../components/choices.tsx";
import { UnlessRefused } from "../clients/no_chat.tsx";
import { CopyButton } from "../components/copy.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Notice } from "../components/status.tsx";
import { DateTimeText, Money } from "../components/time.tsx";
import { errorOf } from "../errors/fields.ts";
import { reasonSentence } from "../errors/text.ts";
import { Layout } from "../layout.tsx";
import { StatusChip } from "../orders/status.tsx";
import { TellingLine } from "../mail/telling.tsx";
import type { Viewer } from "../viewer.ts";
import { gatewayText } from "./text.ts";

interface LinkPageProps {
  viewer: Viewer;
  page: Shown;
  keys: { form: string; mail: string };
  returned?: { typed: Typed; errors: FieldErrors };
}

/** Makes a link on which the client pays what is due, and sends those that there are. */
export function LinkPage(props: LinkPageProps) {
  const { viewer, page } = props;
  const t = gatewayText[viewer.locale].link;
  const { order, intents } = page;
  return (
    <Layout viewer={viewer} title={`${t.title} · ${order.number}`} section="orders" width="narrow">
      <PageHeader
        title={t.title}
        lead={t.lead(order.client)}
        aside={<StatusChip viewer={viewer} status={order.status} />}
        back={{ href: paths.order(order.number), label: order.number }}
      />
      <NewLink {...props} />
      <Panel heading={t.existing} headingId="payment-links">
        {intents.length === 0 && <p class="muted">{t.none}</p>}
        {intents.length > 0 && <TellingLine viewer={viewer} plan={page.told} />}
        {intents.map((intent) => <LinkLine {...props} intent={intent} />)}
      </Panel>
    </Layout>
  );
}

function NewLink({ viewer, page, keys, returned }: LinkPageProps) {
  const words = gatewayText[viewer.locale];
  const t = words.link;
  const { choices, order } = page;
  const { form, ...errors } = returned?.errors ?? {};
  const hindrance = reasonSentence(form?.code, {}, viewer.locale);
  return (
    <Panel aria-label={t.make}>
      {hindrance && (
        <Notice tone="problem">
          <p>{hindrance}</p>
        </Notice>
      )}
      {!choices
        ? <p>{t.nothing}</p>
        : (
          <form method="post" action={paths.orderCheckout(order.number)} class="stack">
            <CsrfField viewer={viewer} />
            <input
              type="hidden"
              name="form_key"
              value={typedText(returned?.typed, "form_key") || keys.form}
            />
            <p>
              <strong>
                {words.pay[choices.due.purpose](
                  formatMoney(choices.due.amountMinor, choices.due.currency, viewer.locale),
                )}
              </strong>
            </p>
            <ChipGroup
              viewer={viewer}
              choose="one"
              name="provider"
              label={t.by}
              choices={choices.providers.map((value) => ({ value, label: words.providers[value] }))}
              chosen={[typedText(returned?.typed, "provider") || (choices.providers[0] ?? "")]}
              error={errorOf(viewer, errors, "provider")}
              required
            />
            <div class="row end">
              <Button variant="primary" icon="plus">{t.make}</Button>
            </div>
          </form>
        )}
    </Panel>
  );
}

const TONES = {
  starting: "problem",
  open: "waiting",
  pending: "active",
  paid: "ready",
  review: "problem",
  expired: "closed",
} as const satisfies Record<IntentState, string>;

function LinkLine({ viewer, page, keys, intent }: LinkPageProps & { intent: Shown["intents"][number] }) {
  const words = gatewayText[viewer.locale];
  const t = words.link;
  const { number } = page.order;
  const sendable = intent.state === "open" && intent.expiresAt > viewer.now && intent.url !== null;
  return (
    <div class="stack tight">
      <p class="row apart">
        <span>
          <Money viewer={viewer} minor={intent.amountMinor} currency={intent.currency} /> ·{" "}
          {words.purposes[intent.purpose]} · {words.providers[intent.provider]}
        </span>
        <Chip small tone={TONES[intent.state]} label={words.intentStates[intent.state]} />
      </p>
      <p class="hint">
        {intent.createdBy === null ? t.byClient : t.byStaff(intent.createdBy)} ·{" "}
        <DateTimeText viewer={viewer} at={intent.createdAt} />
        {sendable && (
          <>
            {" "}· {t.until} <DateTimeText viewer={viewer} at={intent.expiresAt} />
          </>
        )}
      </p>
      {sendable && intent.url !== null && (
        <div class="row">
          <CopyButton viewer={viewer} value={intent.url} />
          {page.sendable && (
            <form method="post" action={paths.orderCheckoutMail(number, intent.id)}>
              <CsrfField viewer={viewer} />
              <input type="hidden" name="form_key" value={keys.mail} />
              <Button size="small" icon="mail">{t.mail}</Button>
            </form>
          )}
          <UnlessRefused viewer={viewer} consents={page.consents}>
            <form method="post" action={paths.orderCheckoutChat(number, intent.id)}>
              <CsrfField viewer={viewer} />
              <Button size="small" icon="message-square">{t.whatsapp}</Button>
            </form>
          </UnlessRefused>
        </div>
      )}
    </div>
  );
}
